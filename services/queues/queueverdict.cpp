// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/queueverdict.h"

#include "services/wording/errors.h"
#include "services/wording/queuefindings.h"

#include <algorithm>

namespace ph::queues {

using platform::AreaVerdict;
using platform::Severity;
using platform::VerdictLine;

namespace {

VerdictLine lineOf(Severity severity, const char *code, const wording::FindingWords &words, const QString &object,
    const QString &address, WallTime since = {})
{
    return {severity, QLatin1String(code), words.sentence, words.detail, object, words.next,
        QStringLiteral("queues/") + address, since};
}

void judgeQueue(const QueueStatus &queue, const QueueListing &listing, std::vector<VerdictLine> &lines)
{
    const QString name = queue.displayName();
    const QString address = QStringLiteral("queues/") + name;
    if (queue.error) {
        lines.push_back(lineOf(Severity::Warning, "queue-unreadable",
            wording::queueNotRead(name, wording::errorSentence(*queue.error, {}).reason), name, address));
        return;
    }
    if (queue.ready == 0)
        return;
    const WallTime since {Milliseconds {queue.oldestReadySince / 1000}};
    if (queue.areConsumersKnown && queue.consumers.isEmpty()) {
        lines.push_back(
            lineOf(Severity::Broken, "queue-without-workers", wording::queueWithoutWorkers(name, queue.ready), name,
                address, queue.oldestReadySince != 0 ? since : WallTime {}));
        return;
    }
    if (queue.oldestReadySince == 0)
        return;
    const Milliseconds waited {(listing.serverNow - queue.oldestReadySince) / 1000};
    if (waited > slowQueueAfter)
        lines.push_back(lineOf(waited > stuckQueueAfter ? Severity::Broken : Severity::Warning, "queue-not-draining",
            wording::queueNotDraining(name, queue.ready, since, waited, queue.oldestIsAtLeast), name, address, since));
}

void judgeWorkers(const WorkerListing &listing, const Clock &clock, std::vector<VerdictLine> &lines)
{
    for (const WorkerStatus &each : listing.workers) {
        const QString name = QString::fromStdString(each.worker.hostname);
        const QString address = QStringLiteral("workers/") + name;
        if (each.health == WorkerHealth::Lost)
            lines.push_back(lineOf(Severity::Broken, "worker-lost",
                wording::workerLost(name, each.silence, int(each.worker.active)), name, address,
                clock.wall() - each.silence));
        else if (each.health == WorkerHealth::Late)
            lines.push_back(
                lineOf(Severity::Notice, "worker-late", wording::workerLate(name, each.silence), name, address));
    }
}

bool isAnyAlive(const WorkerListing &listing)
{
    return std::ranges::any_of(listing.workers, [](const WorkerStatus &each) {
        return each.health == WorkerHealth::Alive || each.health == WorkerHealth::Late;
    });
}

QString unseen(const std::optional<QueueReading> &queues, const transport::LinkState &stream,
    const std::optional<Error> &pollError, MonoTime now)
{
    QStringList parts;
    if (stream.phase != transport::LinkPhase::Live)
        parts << wording::eventsNotSeen();
    if (pollError || (queues && queues->isStale(now)))
        parts << wording::lengthsNotSeen();
    return parts.join(QStringLiteral(", "));
}

} // namespace

std::optional<AreaVerdict> judgeQueues(const std::optional<QueueReading> &queues, const WorkerReading &workers,
    const transport::LinkState &stream, const std::optional<Error> &pollError, const Clock &clock)
{
    const MonoTime now = clock.monotonic();
    if (!queues && !pollError)
        return std::nullopt;
    AreaVerdict verdict;
    verdict.area = QStringLiteral("queues");
    verdict.title = wording::queuesTitle();
    verdict.judgedAt = now;
    verdict.notSeen = unseen(queues, stream, pollError, now);
    if (!queues || queues->isStale(now))
        return verdict; // old troubles are not today's
    qint64 waiting = 0;
    for (const QueueStatus &queue : queues->value.queues) {
        waiting += queue.ready;
        judgeQueue(queue, queues->value, verdict.lines);
    }
    judgeWorkers(workers.value, clock, verdict.lines);
    const bool isEventStreamLive = stream.phase == transport::LinkPhase::Live;
    if (waiting > 0 && isEventStreamLive && !workers.value.workers.empty() && !isAnyAlive(workers.value))
        verdict.lines.push_back(
            lineOf(Severity::Broken, "no-worker-alive", wording::noWorkerAlive(), {}, QStringLiteral("workers")));
    if (queues->value.nearsVisibilityTimeout()) {
        const Micros left = QueueListing::kVisibilityTimeout - (queues->value.serverNow - queues->value.oldestUnacked);
        verdict.lines.push_back(lineOf(Severity::Warning, "visibility-timeout",
            wording::visibilityTimeoutNears(Milliseconds {std::max<Micros>(0, left / 1000)}), {},
            QStringLiteral("workers")));
    }
    qint64 running = 0;
    for (const WorkerStatus &each : workers.value.workers)
        running += std::max<std::int64_t>(0, each.active >= 0 ? each.active : each.worker.active);
    verdict.summary = wording::queuesSummary(waiting, running);
    return verdict;
}

} // namespace ph::queues
