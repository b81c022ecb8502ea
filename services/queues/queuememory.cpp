// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/queuememory.h"

#include "services/base/logging.h"

#include <utility>

namespace ph::queues {

using namespace std::chrono_literals;

namespace {
constexpr Deadline kFileLimit = 10s;
}

QueueMemory::QueueMemory(const QString &folder, QThreadPool &pool, const Clock &clock)
    : m_seenFile(folder + QStringLiteral("/queues-seen.json"))
    , m_forgottenFile(folder + QStringLiteral("/workers-forgotten.json"))
    , m_pool(pool)
    , m_clock(clock)
{
}

Task<void> QueueMemory::recall(std::stop_token stop)
{
    const LiveTask live;
    auto seen = co_await offload<LastSeen>(&m_pool, stop, kFileLimit, readLastSeen, m_seenFile);
    if (!seen) {
        if (seen.error().kind != ErrorKind::NotFound && !isCancelled(seen.error()))
            qCInfo(logQueues).noquote() << "what was seen last is not shown:" << brief(seen.error());
        co_return fail(seen.error());
    }
    m_lastSeen = std::move(*seen);
    co_return Result<void> {};
}

Task<void> QueueMemory::keep(LastSeen seen, std::stop_token stop)
{
    const LiveTask live;
    auto kept = co_await offload<void>(&m_pool, stop, kFileLimit, writeLastSeen, m_seenFile, std::move(seen));
    if (!kept && !isCancelled(kept.error()))
        qCWarning(logQueues).noquote() << "what was seen last is not kept:" << brief(kept.error());
    co_return kept;
}

Task<bool> QueueMemory::readForgotten(std::stop_token stop)
{
    const LiveTask live;
    auto read = co_await offload<ForgottenWorkers>(&m_pool, stop, kFileLimit, ForgottenWorkers::read, m_forgottenFile);
    if (!read) {
        if (!isCancelled(read.error()) && !std::exchange(m_isTroubleTold, true)) // it is read every two seconds
            qCWarning(logQueues).noquote() << "no worker is left out as forgotten:" << brief(read.error());
        co_return fail(read.error());
    }
    m_isTroubleTold = false;
    const bool isChanged = *read != m_forgotten;
    m_forgotten = std::move(*read);
    co_return isChanged;
}

Task<void> QueueMemory::forget(QStringList nodes, std::stop_token stop)
{
    const LiveTask live;
    auto forgotten = co_await offload<ForgottenWorkers>(
        &m_pool, stop, kFileLimit, ForgottenWorkers::forget, m_forgottenFile, std::move(nodes), m_clock.wall());
    if (!forgotten)
        co_return fail(forgotten.error());
    m_forgotten = std::move(*forgotten);
    co_return Result<void> {};
}

Task<void> QueueMemory::bringBack(QStringList nodes, std::stop_token stop)
{
    const LiveTask live;
    auto forgotten = co_await offload<ForgottenWorkers>(
        &m_pool, stop, kFileLimit, ForgottenWorkers::bringBack, m_forgottenFile, std::move(nodes));
    if (!forgotten)
        co_return fail(forgotten.error());
    m_forgotten = std::move(*forgotten);
    co_return Result<void> {};
}

} // namespace ph::queues
