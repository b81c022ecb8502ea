// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/listings.h"

#include <QHash>

namespace ph::queues {

/// Whose tasks run no more: workers that are lost, stopped, or another process by now. One rule for every view.
class GoneWorkers final {
public:
    struct Gone {
        WorkerHealth health = WorkerHealth::Alive; ///< alive: it is another process by now
        WallTime since {};
        Micros workerClock = 0; ///< since, by its own clock
        bool operator==(const Gone &other) const { return health == other.health && since == other.since; }
    };

    GoneWorkers() = default;
    /// What a forgotten worker had is as lost as before.
    explicit GoneWorkers(const WorkerListing &listing);

    /// What happened to the worker of a task that is in `state` since `changed`; null: it has the task, for all that is
    /// known.
    [[nodiscard]] const Gone *find(std::string_view worker, TaskState state, Micros changed) const;
    /// A task that ran in a process that is gone: it runs no more, and ended at the latest at `workerClock` of the
    /// answer. Not of a worker that is only lost or stopped: what it began may still run.
    [[nodiscard]] const Gone *interrupted(std::string_view worker, TaskState state, Micros changed) const;

    bool operator==(const GoneWorkers &) const = default;

private:
    QHash<QString, Gone> m_gone;
};

} // namespace ph::queues
