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
};

class WorkerListModel final : public RowTableModel<WorkerRow> {
public:
    explicit WorkerListModel(QObject *parent = nullptr);
    void show(const queues::WorkerListing &listing);
};

[[nodiscard]] QList<WorkerRow> workerRows(const queues::WorkerListing &listing);

} // namespace ph::models
