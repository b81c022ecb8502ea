// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/context.h"

#include <QCommandLineOption>
#include <functional>
#include <vector>

namespace ph::ctl {

/// One verb of the companion: "queues", "tasks export", "local up". An area's folder returns its verbs from one
/// function; areas.cpp names that function. `run` is a coroutine on the main thread: `ctx` outlives it.
struct Verb {
    QString words; ///< "tasks export"
    QString arguments; ///< for the usage line: "TASK-ID…"; empty: none are taken
    QString summary; ///< one line
    QList<QCommandLineOption> options {};
    std::function<Task<ExitCode>(Context &ctx)> run;
    bool isHidden = false; ///< for the program's own use (a supervisor's verb); not in --help
};

using Verbs = std::vector<Verb>;

} // namespace ph::ctl
