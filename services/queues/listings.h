// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/reading.h"
#include "services/base/result.h"
#include "services/queues/types.h"
#include "services/queues/workertable.h"

#include <QJsonObject>
#include <QList>
#include <QStringList>

namespace ph::queues {

/// One queue of the broker.
struct QueueStatus {
    QByteArray name; ///< without prefix; UTF-8 by custom
    QList<qint64> readyByStep; ///< waiting messages, one count for each priority step
    qint64 ready = 0; ///< their sum
    qint64 unacked
        = 0; ///< taken by a worker and not acknowledged: prefetched, waiting for their ETA, running with acks_late
    qint64 scheduled = 0; ///< those of them whose ETA lies ahead
    Micros oldestReadySince = 0; ///< when the oldest waiting message was sent; 0: none waits, or not known
    bool oldestIsAtLeast = false; ///< only known since when we see it waiting: it is older than that
    std::string oldestTaskId;
    QStringList consumers; ///< workers that take from it, by their own answers
    bool areConsumersKnown = false;
    QueueFlow flow; ///< rates from events
    bool hasFlow = false; ///< false: no event named this queue yet; its rates are unknown, not zero
    std::optional<Error> error {}; ///< its key could not be read (wrong type, no permission)

    [[nodiscard]] QString displayName() const { return QString::fromUtf8(name); }
};

/// All queues, from one poll.
struct QueueListing {
    QList<QueueStatus> queues; ///< by name
    QList<int> prioritySteps;
    qint64 unackedTotal = 0;
    qint64 unackedRead = 0; ///< smaller than the total: there were too many to look at each; counts per queue are parts
    Micros oldestUnacked = 0; ///< when the oldest unacknowledged message was taken, by the server's clock; 0: none
    Micros serverNow = 0;
    /// Messages that stay unacknowledged for longer are delivered again (Redis transport's default).
    static constexpr Micros kVisibilityTimeout = Micros(3600) * 1'000'000;

    /// Less than a tenth of the visibility time-out is left for the oldest.
    [[nodiscard]] bool nearsVisibilityTimeout() const
    {
        return oldestUnacked != 0 && serverNow - oldestUnacked > kVisibilityTimeout / 10 * 9;
    }
};

/// One worker node: what its events tell, and what it answered.
struct WorkerStatus {
    Worker worker;
    WorkerHealth health = WorkerHealth::Alive;
    Milliseconds silence {0}; ///< since it was heard last
    // From inspect; negative or empty: not answered.
    int concurrency = -1;
    int prefetch = -1;
    int active = -1;
    int reserved = -1;
    int scheduled = -1;
    qint64 uptimeSeconds = -1;
    QString pool; ///< "prefork"
    QStringList queues;
    QString error; ///< the worker's own refusal
};

struct WorkerListing {
    QList<WorkerStatus> workers; ///< by name
    QStringList silentNodes; ///< alive by their heartbeats, but no answer to the last questions
    std::optional<Error> inspectError {}; ///< why nobody could be asked
};

using QueueReading = Reading<QueueListing>;
using WorkerReading = Reading<WorkerListing>;

} // namespace ph::queues

Q_DECLARE_METATYPE(ph::queues::QueueReading)
Q_DECLARE_METATYPE(ph::queues::WorkerReading)
