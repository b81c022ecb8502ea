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

Worker &WorkerTable::workerOf(std::string_view hostname, MonoTime now)
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
    m_workers[m_last].lastHeard = now;
    m_byName.emplace(std::string(hostname), m_last);
    return m_workers[m_last];
}

void WorkerTable::heard(std::string_view hostname, MonoTime now)
{
    Worker &worker = workerOf(hostname, now);
    worker.lastHeard = now;
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

} // namespace

void WorkerTable::apply(const celery::EventView &event, WallTime wall, MonoTime now)
{
    Worker &worker = workerOf(event.hostname, now);
    worker.lastHeard = now;
    worker.saidOffline = event.kind == celery::EventKind::WorkerOffline;
    if (event.freq > 0 && event.freq < 3600)
        worker.freq = event.freq;
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
