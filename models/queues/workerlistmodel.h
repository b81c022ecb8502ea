// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/rowtablemodel.h"
#include "services/queues/listings.h"

namespace ph::models {

/// One worker node as its table shows it.
struct WorkerRow {
    QString name;
    queues::WorkerHealth health = queues::WorkerHealth::Alive;
    Milliseconds silence {0};
    WallTime heardAt {}; ///< whole seconds; of an offline one when it said good-bye
    int saidSeconds
        = -1; ///< how old the answers shown are, when it does not answer any more; negative: they are current
    int busy = -1;
    int slotCount = -1;
    int reserved = -1;
    qint64 processed = -1;
    double load = -1;
    QString queues;
    QString software;
    QString pool;
    qint64 uptimeSeconds = -1;
    bool sendsNoEvents = false; ///< it runs tasks, but its task events are off
    QString warning; ///< silent, refused, clock off

    bool operator==(const WorkerRow &) const = default;
    [[nodiscard]] bool isUp() const
    {
        return health == queues::WorkerHealth::Alive || health == queues::WorkerHealth::Late;
    }
    /// Tasks it runs or has prefetched, as far as it told.
    [[nodiscard]] int held() const { return std::max(0, busy) + std::max(0, reserved); }
};

class WorkerListModel final : public RowTableModel<WorkerRow> {
public:
    explicit WorkerListModel(QObject *parent = nullptr);
    void show(const queues::WorkerListing &listing);
};

/// "alive", "offline since 09:41:10 UTC": its health, with the moment where it is over.
[[nodiscard]] QString workerHealthText(const WorkerRow &row);

[[nodiscard]] QList<WorkerRow> workerRows(const queues::WorkerListing &listing);

} // namespace ph::models
