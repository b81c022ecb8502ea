// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <mutex>
#include <thread>

namespace ph::queues {

/// A mutex between one writer that wants it all the time and readers that must not wait for it: std::mutex alone lets
/// the writer take it again before a woken reader runs. The writer holds it for some hundred microseconds at most and
/// steps back while somebody else asks.
class HandOverMutex final {
public:
    /// Readers, and writers other than the stream.
    class Lock final {
    public:
        explicit Lock(HandOverMutex &mutex)
            : m_mutex(mutex)
        {
            m_mutex.m_waiting.fetch_add(1, std::memory_order_acq_rel);
            m_mutex.m_mutex.lock();
            m_mutex.m_waiting.fetch_sub(1, std::memory_order_acq_rel);
        }
        ~Lock() { m_mutex.m_mutex.unlock(); }
        Lock(const Lock &) = delete;
        Lock &operator=(const Lock &) = delete;

    private:
        HandOverMutex &m_mutex;
    };

    /// The stream's side.
    class StreamLock final {
    public:
        explicit StreamLock(HandOverMutex &mutex)
            : m_mutex(mutex)
        {
            m_mutex.giveWay();
            m_mutex.m_mutex.lock();
        }
        ~StreamLock() { m_mutex.m_mutex.unlock(); }
        StreamLock(const StreamLock &) = delete;
        StreamLock &operator=(const StreamLock &) = delete;

    private:
        HandOverMutex &m_mutex;
    };

private:
    void giveWay() const
    {
        for (int i = 0; i < 200 && m_waiting.load(std::memory_order_acquire) > 0; ++i)
            std::this_thread::yield();
    }

    std::mutex m_mutex;
    std::atomic<int> m_waiting {0};
};

} // namespace ph::queues
