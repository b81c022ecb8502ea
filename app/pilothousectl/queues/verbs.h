// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/verb.h"

namespace ph::ctl::queues {

/// queues, tasks, tasks show, tasks export, tasks revoke, workers, workers enable-events, workers disable-events,
/// workers forget.
[[nodiscard]] Verbs verbs();

// The verbs, each in a file of its own.
[[nodiscard]] Verb queuesVerb();
[[nodiscard]] Verb tasksVerb();
[[nodiscard]] Verb tasksExportVerb();
[[nodiscard]] Verb tasksShowVerb();
[[nodiscard]] Verb tasksRevokeVerb();
[[nodiscard]] Verb workersVerb();
[[nodiscard]] Verb workersEventsVerb(bool enable);
[[nodiscard]] Verb workersForgetVerb();

} // namespace ph::ctl::queues
