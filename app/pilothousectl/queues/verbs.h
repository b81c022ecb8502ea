// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/verb.h"

namespace ph::ctl::queues {

/// queues, tasks, tasks export, workers.
[[nodiscard]] Verbs verbs();

// The verbs, each in a file of its own.
[[nodiscard]] Verb queuesVerb();
[[nodiscard]] Verb tasksVerb();
[[nodiscard]] Verb tasksExportVerb();
[[nodiscard]] Verb workersVerb();

} // namespace ph::ctl::queues
