// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/taskstore.h"

#include <QString>

namespace ph::models {

/// The newest kept tasks (at most `most`) whose id begins so, or whose name holds the words; with nothing to look for
/// the newest of all. For the palette: one walk over the store, quick enough for each letter typed. Any thread.
[[nodiscard]] std::vector<queues::TaskRow> findTasks(const queues::TaskStore &store, const QString &words, size_t most);

} // namespace ph::models
