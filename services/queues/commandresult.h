// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/queues/inspector.h"

namespace ph::queues {

/// What a step that was one remote-control command did, in the workers' words: a warning when one refused or was
/// silent.
[[nodiscard]] operations::StepResult stepResultOf(const CommandAnswers &answers);

/// Nodes that answered without an error. Their wording differs between Celery's versions; only “error” tells.
[[nodiscard]] QStringList agreedNodes(const CommandAnswers &answers);

} // namespace ph::queues
