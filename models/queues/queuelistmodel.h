// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/rowtablemodel.h"
#include "services/queues/listings.h"

namespace ph::models {

/// One queue of the broker as its table shows it.
struct QueueRow {
    QString name;
    qint64 ready = 0;
    qint64 unacked = 0;
    qint64 scheduled = 0;
    QString unackedUnknown; ///< why these two are not known; empty: they are
    double oldestSeconds = -1; ///< age of the oldest waiting message; negative: none waits or not known
    bool oldestIsAtLeast = false;
    double arrivals = -1; ///< per second; negative: not heard of
    double completions = -1;
    QList<double> history; ///< arrivals a second, last minute, oldest first; NaN where nobody listened
    queues::QueueFlow::Minute minute; ///< what came and ended in it
    bool areEndsParts = false; ///< tasks ended whose queue is not known: of this one, perhaps
    QString consumers; ///< "worker-1, worker-2", "nobody", or empty when not known
    bool hasNoConsumer = false;
    QString steps; ///< "0: 12 · 3: 4", when more than one priority is used
    QString error;

    /// NaN, which is nothing's equal, is at the same places in two equal rows.
    [[nodiscard]] bool operator==(const QueueRow &other) const;
};

/// What becomes of a queue if all goes on as in the last minute.
struct QueueOutlook {
    enum class Kind {
        Unknown, ///< too little was heard
        NotRead,
        NoWorker,
        Empty,
        Draining, ///< empty after `left`
        Steady, ///< as many end as come, for all that chance lets one say
        Growing,
        Stuck ///< nothing ends
    };
    Kind kind = Kind::Unknown;
    Milliseconds left {0};
};
[[nodiscard]] QueueOutlook queueOutlook(const QueueRow &row);

/// Failed and Warning by the limits of the verdict (services/queues/queueverdict.h): table, panel and verdict agree.
[[nodiscard]] Status queueStatus(const QueueRow &row);

/// The queue list: ready, unacknowledged, scheduled, rates, age of the oldest, last minute.
class QueueListModel final : public RowTableModel<QueueRow> {
public:
    explicit QueueListModel(QObject *parent = nullptr);
    void show(const queues::QueueListing &listing);
};

[[nodiscard]] QList<QueueRow> queueRows(const queues::QueueListing &listing);

} // namespace ph::models
