// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/verb.h"

namespace ph::ctl {

/// The verb with the longest match at the beginning of `words`, and how many words that took; null: none.
struct FoundVerb {
    const Verb *verb = nullptr;
    qsizetype used = 0;
};
[[nodiscard]] FoundVerb findVerb(const Verbs &verbs, const QStringList &words);

/// The verbs of an area ("env"), without hidden ones.
[[nodiscard]] std::vector<const Verb *> verbsOf(const Verbs &verbs, const QString &area);

/// The words of the verb that somebody most likely meant; empty: nothing is near. Never what was typed.
[[nodiscard]] QString nearestVerb(const Verbs &verbs, const QStringList &typed);

/// Everything, for --help; or what one area has.
[[nodiscard]] QString usageOf(const Verbs &verbs);
[[nodiscard]] QString usageOfArea(const Verbs &verbs, const QString &area);

/// The options of every verb.
[[nodiscard]] QList<QCommandLineOption> globalOptions();

} // namespace ph::ctl
