// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/output.h"
#include "services/operations/runner.h"

namespace ph::ctl {

/// The plan as the review dialog shows it, as lines.
void showPlan(Output &out, const operations::Plan &plan, const operations::Verdict &verdict);

/// Phase, steps and evidence of an operation, as lines.
void showRun(Output &out, const operations::OperationRun &run);

} // namespace ph::ctl
