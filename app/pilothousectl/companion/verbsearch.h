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

/// All but hidden ones.
[[nodiscard]] std::vector<const Verb *> shownOf(const Verbs &verbs);

/// The one of them that was most likely meant; empty: nothing is near.
[[nodiscard]] QString nearestOf(const QStringList &all, const QString &typed);

/// The options of every verb, hidden ones included.
[[nodiscard]] QList<QCommandLineOption> globalOptions();
/// --dry-run, --yes and --reason are of acts: this verb takes this one; true for every other option.
[[nodiscard]] bool takesForActs(const Verb &verb, const QString &option);
/// The verb's own options, without hidden ones; for people.
[[nodiscard]] QList<QCommandLineOption> ownOptions(const Verb &verb);
/// Those that this verb does not refuse, with --help; for people.
[[nodiscard]] QList<QCommandLineOption> optionsForAll(const Verb &verb);

} // namespace ph::ctl
