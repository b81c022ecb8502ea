// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/context.h"

#include <QCommandLineOption>
#include <QHash>
#include <functional>
#include <vector>

namespace ph::ctl {

/// What a verb's answer can be beside text for a person. What it cannot be is refused (exit 2), never ignored.
struct Answers {
    bool hasCsv = false; ///< it is one table
    bool canWatch = false; ///< it can be shown again and again
};

/// What an act is told beside its own options: others refuse it (exit 2), so that nobody takes "--dry-run" of a verb
/// that knows none for a promise.
struct ActOptions {
    bool hasDryRun = false; ///< --dry-run
    bool isConfirmed = false; ///< --yes
    bool hasReason = false; ///< --reason
};
inline constexpr ActOptions plannedAct {true, true, true};

/// A command line that is still being typed.
struct TypedLine {
    QStringList arguments {}; ///< after the verb's words, without the one that is being typed
    QHash<QString, QString> options {}; ///< values by name
};

/// One verb of the companion: "queues", "tasks export", "local up". An area's folder returns its verbs from one
/// function; areas.cpp names that function. `run` is a coroutine on the main thread: `ctx` outlives it.
struct Verb {
    QString words; ///< "tasks export"
    QString arguments; ///< for the usage line: "TASK-ID…"; empty: none are taken
    QString summary; ///< one line
    QString failure; ///< what did not happen when it fails: "The queues were not read"
    QList<QCommandLineOption> options {};
    std::function<Task<ExitCode>(Context *ctx)> run;
    Answers answers {};
    bool isHidden = false; ///< for the program's own use (a supervisor's verb); not in --help
    /// For completion: what the next argument may be. Reads small files only.
    std::function<QStringList(const TypedLine &)> offers {};
    QString example {}; ///< for --help: one command line
    ActOptions act {};
};

using Verbs = std::vector<Verb>;

} // namespace ph::ctl
