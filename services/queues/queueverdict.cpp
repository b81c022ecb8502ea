// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/queueverdict.h"

#include "services/wording/errors.h"
#include "services/wording/queuefindings.h"

#include <algorithm>
#include <tuple>

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

/// Who of these took from the queue before it had nobody: the one that went last.
wording::FormerTaker formerTaker(const QString &queue, const QList<WorkerStatus> &workers)
{
    wording::FormerTaker former;
    for (const WorkerStatus &each : workers)
        if (!each.isUp() && each.queues.contains(queue) && each.heardAt >= former.since)
            former = {QString::fromStdString(each.worker.hostname), each.health == WorkerHealth::Lost, each.heardAt};
    return former;
}

/// A worker that is forgotten is no reason to speak of an empty queue; where tasks wait it is told that it took them.
wording::FormerTaker formerTaker(const QueueStatus &queue, const WorkerListing &workers)
{
    const QString name = queue.displayName();
    const wording::FormerTaker former = formerTaker(name, workers.workers);
    return former.name.isEmpty() && queue.ready > 0 ? formerTaker(name, workers.forgotten) : former;
}

void judgeQueue(const QueueStatus &queue, const QueueListing &listing, const WorkerListing &workers,
    std::vector<VerdictLine> &lines)
{
    const QString name = queue.displayName();
    const QString address = QStringLiteral("queues/") + name;
    if (queue.error) {
        lines.push_back(lineOf(Severity::Warning, "queue-unreadable",
            wording::queueNotRead(name, wording::errorSentence(*queue.error, {}).reason), name, address));
        return;
    }
    const WallTime since {Milliseconds {queue.oldestReadySince / 1000}};
    const bool hasNobody = queue.areConsumersKnown && queue.consumers.isEmpty();
    const wording::FormerTaker former = hasNobody ? formerTaker(queue, workers) : wording::FormerTaker {};
    if (hasNobody && (queue.ready > 0 || !former.name.isEmpty())) {
        const WallTime began = !former.name.isEmpty() ? former.since
            : queue.oldestReadySince != 0             ? since
                                                      : WallTime {};
        lines.push_back(lineOf(queue.ready > 0 ? Severity::Broken : Severity::Warning, "queue-without-workers",
            wording::queueWithoutWorkers(name, queue.ready, former), name, address, began));
        lines.back().isEffect = true;
        return;
    }
    if (queue.ready == 0 || queue.oldestReadySince == 0)
        return;
    const Milliseconds waited {(listing.serverNow - queue.oldestReadySince) / 1000};
    if (waited > slowQueueAfter) {
        lines.push_back(lineOf(waited > stuckQueueAfter ? Severity::Broken : Severity::Warning, "queue-not-draining",
            wording::queueNotDraining(name, queue.ready, since, waited, queue.oldestIsAtLeast), name, address, since));
        lines.back().isEffect = true;
    } else if (queue.oldestIsAtLeast && queue.ready >= longQueue) {
        // Redis does not tell when a message came: until we have looked for long enough, much that waits is no calm.
        lines.push_back(
            lineOf(Severity::Warning, "queue-long", wording::queueLong(name, queue.ready, waited), name, address));
        lines.back().isEffect = true;
    }
}

/// One finding, however many are lost: a dead host takes all of its workers along.
void judgeLost(const WorkerListing &listing, const Clock &clock, std::vector<VerdictLine> &lines)
{
    std::vector<const WorkerStatus *> lost;
    qint64 held = 0;
    for (const WorkerStatus &each : listing.workers) {
        if (each.health != WorkerHealth::Lost)
            continue;
        lost.push_back(&each);
        held += std::max<qint64>(0, each.held());
    }
    if (lost.empty())
        return;
    std::ranges::sort(
        lost, {}, [](const WorkerStatus *each) { return std::tuple(-each->silence, each->worker.hostname); });
    QStringList names;
    for (const WorkerStatus *each : lost)
        names << QString::fromStdString(each->worker.hostname);
    const WorkerStatus &first = *lost.front();
    const WallTime since = first.heardAt != WallTime {} ? first.heardAt : clock.wall() - first.silence;
    const QString address
        = lost.size() == 1 ? QStringLiteral("workers/") + names[0] : QStringLiteral("workers?state:lost");
    lines.push_back(
        lineOf(Severity::Broken, "worker-lost", wording::workersLost(names, since, held), names[0], address, since));
}

void judgeWorkers(const WorkerListing &listing, const Clock &clock, std::vector<VerdictLine> &lines)
{
    judgeLost(listing, clock, lines);
    for (const WorkerStatus &each : listing.workers) {
        const QString name = QString::fromStdString(each.worker.hostname);
        if (each.health == WorkerHealth::Late)
            lines.push_back(lineOf(Severity::Notice, "worker-late", wording::workerLate(name, each.silence), name,
                QStringLiteral("workers/") + name));
    }
}

bool isAnyAlive(const WorkerListing &listing)
{
    return std::ranges::any_of(listing.workers, [](const WorkerStatus &each) { return each.isUp(); });
}

void judgeHeld(const QueueListing &listing, std::vector<VerdictLine> &lines)
{
    if (listing.heldByNobody == 0)
        return;
    const WallTime since {Milliseconds {listing.heldByNobodySince / 1000}};
    const Milliseconds left {
        (QueueListing::kVisibilityTimeout - (listing.serverNow - listing.heldByNobodySince)) / 1000};
    lines.push_back(lineOf(Severity::Warning, "tasks-held-by-nobody",
        wording::tasksHeldByNobody(listing.heldByNobody, since, left), {}, QStringLiteral("tasks?held:nobody"), since));
}

void judgeEnds(const RecentEnds &ends, std::vector<VerdictLine> &lines)
{
    if (ends.failed < fewestFailures || ends.failed * 5 < ends.ended)
        return;
    const auto words = wording::tasksFail(
        ends.failed, ends.ended, recentEndsWithin, QString::fromStdString(ends.worst), ends.worstFailed);
    lines.push_back(lineOf(ends.failed * 2 >= ends.ended ? Severity::Broken : Severity::Warning, "tasks-fail", words,
        {}, QStringLiteral("tasks?state:failed")));
}

void judgeUnread(const UnreadEvents &unread, std::vector<VerdictLine> &lines)
{
    if (unread.events() == 0)
        return;
    const auto words
        = wording::eventsUnreadable(qint64(unread.events()), unread.since(), unread.last(), unread.example());
    lines.push_back(lineOf(Severity::Warning, "events-unreadable", words, {}, QStringLiteral("tasks"), unread.since()));
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

/// Nothing when a worker that is up did not say what it runs: a sum of what others said would look like calm.
std::optional<qint64> runningOn(const WorkerListing &listing)
{
    qint64 running = 0;
    for (const WorkerStatus &each : listing.workers) {
        if (!each.isUp())
            continue;
        if (each.running() < 0)
            return std::nullopt;
        running += each.running();
    }
    return running;
}

} // namespace

std::optional<AreaVerdict> judgeQueues(const std::optional<QueueReading> &queues, const WorkerReading &workers,
    const transport::LinkState &stream, const std::optional<Error> &pollError, const Clock &clock, const Lately &lately)
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
    // Causes before what follows from them: a lost worker, then its queues, the fullest first.
    judgeWorkers(workers.value, clock, verdict.lines);
    qint64 waiting = 0;
    QList<QueueStatus> byLength = queues->value.queues;
    std::ranges::sort(byLength, [](const QueueStatus &a, const QueueStatus &b) {
        return a.ready != b.ready ? a.ready > b.ready : a.name < b.name;
    });
    for (const QueueStatus &queue : std::as_const(byLength)) {
        waiting += queue.ready;
        judgeQueue(queue, queues->value, workers.value, verdict.lines);
    }
    for (const UnreadableKey &key : queues->value.unreadable)
        verdict.lines.push_back(lineOf(Severity::Warning, "key-unreadable",
            wording::keyNotRead(key.displayName(), key.expected), key.displayName(), QStringLiteral("queues")));
    judgeEnds(lately.ends, verdict.lines);
    judgeUnread(lately.unread, verdict.lines);
    judgeHeld(queues->value, verdict.lines);
    const bool isEventStreamLive = stream.phase == transport::LinkPhase::Live;
    const bool isAnyKnown = !workers.value.workers.empty() || !workers.value.forgotten.empty();
    if (waiting > 0 && isEventStreamLive && isAnyKnown && !isAnyAlive(workers.value))
        verdict.lines.push_back(
            lineOf(Severity::Broken, "no-worker-alive", wording::noWorkerAlive(), {}, QStringLiteral("workers")));
    if (queues->value.nearsVisibilityTimeout()) {
        const Micros left = QueueListing::kVisibilityTimeout - (queues->value.serverNow - queues->value.oldestUnacked);
        verdict.lines.push_back(lineOf(Severity::Warning, "visibility-timeout",
            wording::visibilityTimeoutNears(Milliseconds {std::max<Micros>(0, left / 1000)}), {},
            QStringLiteral("workers")));
    }
    verdict.summary = wording::queuesSummary(waiting, runningOn(workers.value));
    return verdict;
}

} // namespace ph::queues
