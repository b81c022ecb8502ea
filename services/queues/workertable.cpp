// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/workertable.h"

#include <algorithm>

namespace ph::queues {

using namespace std::chrono;

const char *workerHealthName(WorkerHealth health)
{
    switch (health) {
    case WorkerHealth::Alive: return "alive";
    case WorkerHealth::Late: return "late";
    case WorkerHealth::Lost: return "lost";
    case WorkerHealth::Offline: return "offline";
    }
    return "lost";
}

WorkerHealth Worker::health(MonoTime now) const
{
    if (saidOffline)
        return WorkerHealth::Offline;
    const duration<double> silent = now - lastHeard;
    if (silent.count() > 2 * freq)
        return WorkerHealth::Lost;
    // Half an interval of grace: heartbeats have jitter, and so has our own reading.
    return silent.count() > 1.5 * freq ? WorkerHealth::Late : WorkerHealth::Alive;
}

Worker &WorkerTable::workerOf(std::string_view hostname)
{
    hostname = hostname.substr(0, 256);
    if (m_last < m_workers.size() && m_workers[m_last].hostname == hostname)
        return m_workers[m_last];
    const auto it = m_byName.find(std::string(hostname));
    if (it != m_byName.end())
        return m_workers[m_last = it->second];
    if (m_workers.size() < kMost) {
        m_last = m_workers.size();
        m_workers.emplace_back();
    } else {
        const auto silent = std::min_element(m_workers.begin(), m_workers.end(),
            [](const Worker &a, const Worker &b) { return a.lastHeard < b.lastHeard; });
        m_last = std::size_t(silent - m_workers.begin());
        m_byName.erase(silent->hostname);
        *silent = Worker {};
    }
    m_workers[m_last].hostname = hostname;
    m_byName.emplace(std::string(hostname), m_last);
    return m_workers[m_last];
}

void WorkerTable::noteLife(Worker &worker, WallTime wall, MonoTime now)
{
    if (worker.since == MonoTime {})
        worker.since = now;
    if (worker.lastHeard == MonoTime {} || worker.health(now) == WorkerHealth::Lost)
        ++m_returns;
    worker.lastHeard = now;
    worker.lastHeardAt = wall;
}

void WorkerTable::heard(std::string_view hostname, WallTime wall, MonoTime now)
{
    Worker &worker = workerOf(hostname);
    if (!worker.saidOffline) // else: what was still in its buffer when it said good-bye
        noteLife(worker, wall, now);
    worker.lastTaskEvent = now;
    worker.sentTaskEvent = true;
    worker.silentBeats = 0;
}

namespace {

void judgeEvents(Worker &worker, std::int64_t processed)
{
    const bool isRestarted = processed < worker.processedAtEvent;
    if (worker.sentTaskEvent || worker.processedAtEvent < 0 || isRestarted) {
        worker.processedAtEvent = processed;
        worker.silentBeats = 0;
    } else if (processed > worker.processedAtEvent) {
        ++worker.silentBeats;
    }
    worker.sentTaskEvent = false;
}

/// Another process under the same name: what the former one ran and counted is no more. A worker says worker-online
/// when it reconnects too, and in containers every process has the same number.
bool isOtherProcess(const Worker &worker, const celery::EventView &event)
{
    if (event.pid > 0 && worker.pid > 0 && event.pid != worker.pid)
        return true;
    return event.kind == celery::EventKind::WorkerOnline
        && (worker.saidOffline || (event.processed >= 0 && event.processed < worker.processed));
}

void forgetProcess(Worker &worker)
{
    worker.active = worker.processed = worker.processedAtEvent = -1;
    worker.silentBeats = 0;
    worker.sentTaskEvent = false;
    worker.isFreqOwn = false;
    worker.loadavg = {-1, -1, -1};
    worker.since = {};
    worker.lastTaskEvent = {};
}

/// The answer to a call for heartbeats names an interval that is not the worker's own, and counts no tasks.
void takeInterval(Worker &worker, const celery::EventView &event)
{
    const bool isOwn = event.kind != celery::EventKind::WorkerHeartbeat || event.active >= 0;
    if (event.freq <= 0 || event.freq >= 3600 || (worker.isFreqOwn && !isOwn))
        return;
    worker.freq = event.freq;
    worker.isFreqOwn = isOwn;
}

} // namespace

void WorkerTable::apply(const celery::EventView &event, WallTime wall, MonoTime now)
{
    Worker &worker = workerOf(event.hostname);
    const bool isOffline = event.kind == celery::EventKind::WorkerOffline;
    if (isOtherProcess(worker, event)) {
        forgetProcess(worker);
        worker.restartedAt = wall;
        ++m_returns;
    } else if (worker.saidOffline && !isOffline) {
        ++m_returns;
    }
    noteLife(worker, wall, now);
    worker.saidOffline = isOffline;
    takeInterval(worker, event);
    if (event.active >= 0)
        worker.active = event.active;
    if (event.processed >= 0) {
        worker.processed = event.processed;
        if (event.kind == celery::EventKind::WorkerHeartbeat)
            judgeEvents(worker, event.processed);
    }
    if (event.pid > 0)
        worker.pid = event.pid;
    if (event.loadavg[0] >= 0)
        worker.loadavg = event.loadavg;
    if (const Micros at = microsFromSeconds(event.timestamp); at > 0) {
        worker.lastHeartbeat = at;
        worker.skew = duration_cast<Milliseconds>(microseconds(at)) - wall.time_since_epoch();
    }
    if (event.softwareVersion.data() != nullptr && !worker.software.ends_with(event.softwareVersion)) {
        worker.software
            = std::string(event.softwareName.substr(0, 64)) + ' ' + std::string(event.softwareVersion.substr(0, 64));
    }
}

} // namespace ph::queues
