// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/queues/celery/event.h"
#include "services/queues/celery/isotime.h"

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

namespace ph::queues {

enum class WorkerHealth {
    Alive, ///< heard within 2 × its heartbeat interval
    Late, ///< one heartbeat is overdue
    Lost, ///< silent for more than 2 × its interval, without having said good-bye
    Offline, ///< it said worker-offline
};

[[nodiscard]] const char *workerHealthName(WorkerHealth health);

/// A worker node, as its events tell.
struct Worker {
    std::string hostname;
    std::int64_t pid = 0;
    std::string software; ///< "py-celery 5.7.0"
    double freq = 2; ///< seconds between heartbeats
    bool isFreqOwn = false; ///< told by a heartbeat of its own accord; one that was called for names another interval
    std::int64_t active = -1; ///< tasks running by its own count; negative: not told
    std::int64_t processed = -1; ///< since it started; negative: not told
    std::array<double, 3> loadavg {-1, -1, -1};
    MonoTime lastHeard {}; ///< our clock: is not misled by the worker's
    WallTime lastHeardAt {}; ///< the same moment for people; of an offline worker when it said good-bye
    MonoTime since {}; ///< when this process of it was first heard
    WallTime restartedAt {}; ///< when it was heard as another process than before; zero: we saw no other
    Micros lastHeartbeat = 0; ///< the worker's clock
    Milliseconds skew {0}; ///< its clock minus ours, from the last heartbeat
    bool saidOffline = false;
    MonoTime lastTaskEvent {}; ///< our clock: when an event of a task was last heard of this process
    bool sentTaskEvent = false; ///< since its last heartbeat
    std::int64_t processedAtEvent = -1; ///< its count when a task event was last heard before a heartbeat
    int silentBeats = 0; ///< heartbeats that counted more tasks without an event of any

    /// It runs tasks, but no event of them is heard: its events are off (“enable_events”). Two heartbeats must say so:
    /// events are buffered for a moment.
    [[nodiscard]] bool sendsNoEvents() const { return silentBeats >= 2; }

    /// `now` should not run on while the stream is down: a silent broker is not a lost worker.
    [[nodiscard]] WorkerHealth health(MonoTime now) const;
    /// Worth a warning: Celery itself warns from 16 s on.
    [[nodiscard]] bool isSkewed() const { return skew > Milliseconds {16'000} || skew < Milliseconds {-16'000}; }
};

/// All workers heard of. Bounded: beyond `kMost` the one silent for longest makes room. Not thread-safe.
class WorkerTable final {
public:
    static constexpr std::size_t kMost = 5000;

    void apply(const celery::EventView &event, WallTime wall, MonoTime now);
    /// A task event is a sign of life of its worker too.
    void heard(std::string_view hostname, WallTime wall, MonoTime now);
    [[nodiscard]] const std::vector<Worker> &all() const { return m_workers; }
    /// Grows whenever a worker is heard for the first time, again after silence, or as another process: what it
    /// answered about itself is old then.
    [[nodiscard]] std::uint64_t returns() const { return m_returns; }
    [[nodiscard]] std::size_t memory() const { return m_workers.capacity() * sizeof(Worker) + m_byName.size() * 96; }

private:
    [[nodiscard]] Worker &workerOf(std::string_view hostname);
    void noteLife(Worker &worker, WallTime wall, MonoTime now);

    std::vector<Worker> m_workers;
    std::unordered_map<std::string, std::size_t> m_byName;
    std::size_t m_last = 0;
    std::uint64_t m_returns = 0;
};

} // namespace ph::queues
