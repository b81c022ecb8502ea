// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/indexmodel.h"
#include "models/queues/tasktablemodel.h"
#include "services/wording/filtercompletion.h"

namespace ph::models {

/// The fields in the schema's order.
enum class TaskField { State, Name, Id, Queue, Tenant, Worker, Tried, Runtime, Age, Changed, Held };

/// Fields of the task table: state, name, id, queue, tenant, worker, tried, runtime, age, changed, held; after: and
/// before: mean changed. The states are Celery's and those of the platform's own that occur now.
[[nodiscard]] wording::FilterSchema taskFilterSchema(const TaskTableModel *table);

/// A stretch of time: tasks pass whose life touches it.
struct TaskWindow {
    bool isAll = true;
    queues::Micros from = 0;
    queues::Micros to = 0;

    /// A task that is not over lives on; of one without times nothing can be said: it passes.
    [[nodiscard]] bool isTouchedBy(const TaskEntry &entry) const;
};

/// Rows of empty slots never pass; gaps pass a filter that asks about time or nothing. `window` may move on.
[[nodiscard]] RowFilter taskFilter(
    const TaskTableModel *table, const QString &text, std::shared_ptr<const TaskWindow> window = nullptr);
/// Does it ask for an age or a running time, which change without an event?
[[nodiscard]] bool dependsOnClock(const TaskTableModel *table, const QString &text);

/// What held: asks for.
[[nodiscard]] QString heldByNobodyWord();

} // namespace ph::models
