// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/taskrecord.h"
#include "services/queues/types.h"

#include <span>
#include <vector>

namespace ph::queues {

/// A task's life in the order it makes sense: sent, its tries, its end. `tries` are the marks of each try of a task
/// that was retried, as they came; empty: the record's own tell its only one. Clocks differ, times may go back.
[[nodiscard]] std::vector<LifeMark> lifeOf(const TaskRecord &record, std::span<const LifeMark> tries);

} // namespace ph::queues
