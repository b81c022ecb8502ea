// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/reading.h"
#include "services/base/result.h"
#include "services/queues/types.h"
#include "services/queues/workertable.h"

#include <QJsonObject>
#include <QList>
#include <QStringList>
#include <algorithm>
#include <map>

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
    bool hasFlow = false; ///< false: no event named this queue yet, or nobody listened; its rates are unknown, not zero
    std::optional<Error> error {}; ///< its key could not be read (wrong type, no permission)

    [[nodiscard]] QString displayName() const { return QString::fromUtf8(name); }
};

/// A key of Celery's that holds something else than Celery keeps there: only what it would tell is missing.
struct UnreadableKey {
    QByteArray key;
    QString expected; ///< Redis's name of the type: "set", "hash", "zset"

    [[nodiscard]] QString displayName() const { return QString::fromUtf8(key); }
};

/// All queues, from one poll.
struct QueueListing {
    QList<QueueStatus> queues; ///< by name
    QList<int> prioritySteps;
    qint64 unackedTotal = 0;
    qint64 unackedRead = 0; ///< smaller than the total: there were too many to look at each; counts per queue are parts
    Micros oldestUnacked = 0; ///< when the oldest unacknowledged message was taken, by the server's clock; 0: none
    Micros serverNow = 0;
    QList<UnreadableKey> unreadable {};
    bool isUnackedKnown = true; ///< false: its key is among the unreadable; all counts of unacknowledged are unknown
    bool hasUnplacedEnds = false; ///< in the last minute tasks ended whose queue nobody told: completions are parts
    /// Of the unacknowledged: tasks of which every worker that is alive says that it does not have them. Taken by one
    /// that is gone, they wait for their next delivery.
    qint64 heldByNobody = 0;
    QStringList heldByNobodyIds {}; ///< some of them
    /// Tasks that wait by their events and are in no queue any more, for certain (missingtasks.h), and since when.
    std::map<std::string, Micros> missing {};
    Micros heldByNobodySince = 0; ///< when the oldest was taken
    /// Messages that stay unacknowledged for longer are delivered again (Redis transport's default).
    static constexpr Micros kVisibilityTimeout = Micros(3600) * 1'000'000;

    /// Less than a tenth of the visibility time-out is left for the oldest.
    [[nodiscard]] bool nearsVisibilityTimeout() const
    {
        return oldestUnacked != 0 && serverNow - oldestUnacked > kVisibilityTimeout / 10 * 9;
    }
};

/// Of the tasks that wait, those the store knows: what lay there before somebody listened is looked at in part.
struct WaitingKnown {
    qint64 ready = 0; ///< in the queues
    qint64 known = 0; ///< of them, as tasks
    /// More are missing than chance explains: lists and events are not of the same moment.
    [[nodiscard]] bool isPart() const { return ready - known > 100 + ready / 10; }
};
[[nodiscard]] inline WaitingKnown waitingKnown(const QueueListing &listing, const StoreCounts &counts)
{
    WaitingKnown waiting;
    for (const QueueStatus &queue : listing.queues)
        waiting.ready += queue.ready;
    for (const auto &[state, tasks] : counts.byState)
        waiting.known += state == "PENDING" ? qint64(tasks) : 0;
    return waiting;
}

/// One worker node: what its events tell, and what it answered.
struct WorkerStatus {
    Worker worker;
    WorkerHealth health = WorkerHealth::Alive;
    Milliseconds silence {0}; ///< since it was heard last; of an offline one since it said good-bye
    WallTime heardAt {}; ///< the same moment for people
    bool isRecalled = false; ///< not heard by this session: another one saw it a moment ago
    // From inspect, the last it said; negative or empty: never answered, or a former process did.
    std::optional<Milliseconds> saidAgo {}; ///< how old that is
    int concurrency = -1;
    int prefetch = -1;
    int active = -1;
    int reserved = -1;
    int scheduled = -1;
    qint64 uptimeSeconds = -1;
    QString pool; ///< "prefork"
    QStringList queues;
    QString error; ///< the worker's own refusal

    [[nodiscard]] bool isUp() const { return health == WorkerHealth::Alive || health == WorkerHealth::Late; }
    /// Tasks running, by its heartbeat, which is younger than its answers; negative: not told.
    [[nodiscard]] std::int64_t running() const { return worker.active >= 0 ? worker.active : active; }
    /// Tasks it runs or has prefetched, as far as it told; negative: not told.
    [[nodiscard]] std::int64_t held() const { return running() < 0 ? reserved : running() + std::max(0, reserved); }
};

struct WorkerListing {
    QList<WorkerStatus> workers; ///< by name
    QStringList silentNodes; ///< lost, or alive by their heartbeats without an answer to the last questions
    std::optional<Error> inspectError {}; ///< why nobody could be asked
    /// So many more listen for remote control and gave no sign of life: no heartbeat and no answer. Frozen workers, or
    /// somebody who watches with a wide pattern.
    int unheard = 0;
    /// Nodes that are bound to remote control and were not heard: who those may be. More than `unheard`: some are gone
    /// for good.
    QStringList unheardNodes {};
    /// Dismissed by somebody after they were lost or stopped (forgottenworkers.h), by name: only what they had is still
    /// told of.
    QList<WorkerStatus> forgotten {};
};

using QueueReading = Reading<QueueListing>;
using WorkerReading = Reading<WorkerListing>;

} // namespace ph::queues

Q_DECLARE_METATYPE(ph::queues::QueueReading)
Q_DECLARE_METATYPE(ph::queues::WorkerReading)
