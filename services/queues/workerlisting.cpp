// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/workerlisting.h"

#include <algorithm>

namespace ph::queues {

namespace {

WorkerStatus statusOf(const Worker &worker, MonoTime asOf, MonoTime now)
{
    WorkerStatus status;
    status.worker = worker;
    status.health = worker.health(asOf);
    status.silence = std::max(Milliseconds {0}, now - worker.lastHeard);
    status.heardAt = worker.lastHeardAt;
    return status;
}

WorkerStatus recalled(WorkerStatus status, const Clock &clock)
{
    if (status.health != WorkerHealth::Offline)
        status.health = WorkerHealth::Lost;
    status.isRecalled = true;
    status.silence = std::max(Milliseconds {0}, clock.wall() - status.heardAt);
    status.saidAgo = status.silence;
    status.worker.lastHeard = clock.monotonic() - status.silence;
    return status;
}

void addRecalled(QList<WorkerStatus> &workers, const LastSeen &seen, const Clock &clock)
{
    const WallTime wall = clock.wall();
    // What was alive an hour ago may have been stopped since, and nobody would have seen it say good-bye.
    const bool isFresh = wall - seen.at < recalledIsFresh;
    for (const WorkerStatus &status : seen.workers.workers) {
        const bool isKnown = std::ranges::any_of(
            workers, [&](const WorkerStatus &each) { return each.worker.hostname == status.worker.hostname; });
        const bool isOld = !isFresh && (status.health != WorkerHealth::Lost || wall - status.heardAt > recalledIsOver);
        if (!isKnown && !isOld)
            workers << recalled(status, clock);
    }
}

/// Who is lost does not answer either; who said good-bye is not waited for.
QStringList silentNodes(QStringList silent, const QList<WorkerStatus> &workers)
{
    for (const WorkerStatus &each : workers) {
        const QString node = QString::fromStdString(each.worker.hostname);
        if (each.health == WorkerHealth::Offline)
            silent.removeAll(node);
        else if (each.health == WorkerHealth::Lost && !silent.contains(node))
            silent << node;
    }
    return silent;
}

} // namespace

WorkerListing listWorkers(const WorkerSources &sources, const Clock &clock)
{
    WorkerListing listing;
    const MonoTime now = clock.monotonic();
    for (const Worker &worker : sources.heard)
        listing.workers << statusOf(worker, sources.asOf, now);
    if (sources.recalled != nullptr)
        addRecalled(listing.workers, *sources.recalled, clock);
    std::ranges::sort(
        listing.workers, {}, [](const WorkerStatus &each) -> const std::string & { return each.worker.hostname; });
    sources.inspected.fill(listing.workers, now);
    sources.forgotten.setAside(listing);
    listing.silentNodes = silentNodes(sources.silentNodes, listing.workers);
    return listing;
}

} // namespace ph::queues
