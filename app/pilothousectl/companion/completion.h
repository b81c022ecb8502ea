// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/verb.h"

namespace ph::ctl {

/// `completion bash|zsh|fish`: the lines that teach a shell to complete pilothousectl's words.
[[nodiscard]] Verb completionVerb();

/// What the shells' lines ask for on each Tab: what may stand where the last of `words` begins. Verbs, options, names
/// of environments and the fixed values of options; reads small files only.
[[nodiscard]] QStringList completionsOf(const Verbs &verbs, const QStringList &words);

/// The first argument that asks for completionsOf(); the words follow.
[[nodiscard]] QString completionRequest();

} // namespace ph::ctl
