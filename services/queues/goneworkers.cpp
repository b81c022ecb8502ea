// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/goneworkers.h"

namespace ph::queues {

namespace {

/// Clocks of workers are not exact, and a new process may take its first task as it says that it is there.
constexpr Micros s_tolerance = 2'000'000;

} // namespace

GoneWorkers::GoneWorkers(const WorkerListing &listing)
{
    for (const WorkerStatus &each : listing.workers + listing.forgotten) {
        const QString name = QString::fromStdString(each.worker.hostname);
        const Micros skew = Micros(each.worker.skew.count()) * 1000;
        const auto byItsClock = [skew](WallTime at) { return Micros(at.time_since_epoch().count()) * 1000 + skew; };
        if (!each.isUp())
            m_gone.insert(name, {each.health, each.heardAt, byItsClock(each.heardAt)});
        else if (each.worker.restartedAt != WallTime {})
            m_gone.insert(name, {WorkerHealth::Alive, each.worker.restartedAt, byItsClock(each.worker.restartedAt)});
    }
}

const GoneWorkers::Gone *GoneWorkers::find(std::string_view worker, TaskState state, Micros changed) const
{
    if (m_gone.isEmpty() || worker.empty() || (state != TaskState::Received && !isRunning(state)))
        return nullptr;
    const auto gone = m_gone.constFind(QString::fromUtf8(worker.data(), qsizetype(worker.size())));
    if (gone == m_gone.cend())
        return nullptr;
    const bool isOfNewProcess = changed == 0 || changed > gone->workerClock - s_tolerance;
    return gone->health == WorkerHealth::Alive && isOfNewProcess ? nullptr : &*gone;
}

const GoneWorkers::Gone *GoneWorkers::interrupted(std::string_view worker, TaskState state, Micros changed) const
{
    const Gone *gone = isRunning(state) ? find(worker, state, changed) : nullptr;
    return gone != nullptr && gone->health == WorkerHealth::Alive ? gone : nullptr;
}

} // namespace ph::queues
