// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/verb.h"

namespace ph::ctl {

/// `completion bash|zsh|fish`: the lines that teach a shell to complete pilothousectl's words.
[[nodiscard]] Verb completionVerb();

/// What may stand where the last of some words begins.
struct Completions {
    QStringList words {};
    bool isFile = false; ///< a file or folder is meant: the shell knows those
};

/// Verbs, options, their fixed values, and what verbs offer as arguments (names of environments, links, parts). Reads
/// small files only.
[[nodiscard]] Completions completionsOf(const Verbs &verbs, const QStringList &words);

/// The first argument that asks for them, as the shells' lines do on each Tab.
[[nodiscard]] QString completionRequest();
/// The answer to what follows it ("bash LINE BREAKS", "zsh WORD…", "fish WORD…", the words as they were typed), one
/// proposal a line on stdout; the exit code: 9 where a file is meant.
[[nodiscard]] int answerCompletion(const Verbs &verbs, const QStringList &request);

} // namespace ph::ctl
