// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/indexmodel.h"
#include "models/queues/tasktablemodel.h"
#include "services/wording/filtercompletion.h"

namespace ph::models {

/// Fields of the task table: state, name, id, queue, worker, tried, runtime, age, changed; after: and before: mean
/// changed.
[[nodiscard]] const wording::FilterSchema &taskFilterSchema();

/// Rows of empty slots never pass; gaps pass a filter that asks about time or nothing.
[[nodiscard]] RowFilter taskFilter(const TaskTableModel *table, const QString &text);

/// States, names, queues and workers that occur, with counts.
[[nodiscard]] wording::ValueSource taskValues(const TaskTableModel *table);

} // namespace ph::models
