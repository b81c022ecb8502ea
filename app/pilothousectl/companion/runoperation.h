// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/context.h"
#include "services/operations/runner.h"
#include "services/platform/session/platformsession.h"

namespace ph::ctl {

/// Makes the operation; called on the session's I/O thread.
using MakeOperation = std::function<Result<std::shared_ptr<operations::Operation>>()>;

/// One act from the command line, by the same plan, Guard and Runner as in the window: plans, shows the plan
/// (`--dry-run`, or without --yes: then nothing is changed and the answer is Refused), runs it when it was confirmed
/// and says how it ended. An act of class 1 (reversible) that no guard raises runs without --yes. `--json` prints
/// {"plan": …, "run": …}. Ctrl+C stops before the next step. Done; Warnings; Unreachable: a step was sent and never
/// answered (phase "unknown"); Interrupted: stopped between steps; otherwise what the error says (exitCodeOf).
[[nodiscard]] Task<ExitCode> runOperation(
    Context *ctx, platform::PlatformSession *session, operations::ActionSpec spec, MakeOperation make);

/// The same for one that a crash cut: goes on with the steps that were not done. `run` as the journal tells it.
[[nodiscard]] Task<ExitCode> resumeOperation(
    Context *ctx, platform::PlatformSession *session, operations::OperationRun run);

[[nodiscard]] QJsonObject toJson(const operations::OperationRun &run);
[[nodiscard]] ExitCode exitCodeOf(const operations::OperationRun &run);

} // namespace ph::ctl
