// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/eventpipe.h"

#include <algorithm>
#include <cstring>

namespace ph::queues {

Burst::Burst(std::size_t capacity)
    : m_bytes(new char[capacity + EventPipe::kPadding])
    , m_capacity(capacity)
{
    std::memset(m_bytes.get() + capacity, 0, EventPipe::kPadding);
}

void Burst::add(QByteArrayView message)
{
    const auto size = std::size_t(message.size());
    std::memcpy(m_bytes.get() + m_used, message.data(), size);
    m_used += size;
    m_ends.push_back(m_used);
    std::memset(m_bytes.get() + m_used, 0, EventPipe::kPadding); // there is always room for it
}

void Burst::clear()
{
    m_used = 0;
    m_ends.clear();
}

void EventPipe::add(QByteArrayView message, const Clock &clock)
{
    const auto size = std::size_t(message.size());
    if (m_open && !m_open->fits(size))
        flush();
    if (!m_open) {
        const std::lock_guard lock(m_mutex);
        m_open = size <= kBurst ? std::move(m_spare) : nullptr;
    }
    if (!m_open)
        m_open = std::make_unique<Burst>(std::max(size, kBurst));
    if (m_open->isEmpty()) {
        m_open->wall = clock.wall();
        m_open->now = clock.monotonic();
    }
    m_open->add(message);
}

void EventPipe::flush()
{
    if (!m_open || m_open->isEmpty())
        return;
    const std::size_t bytes = m_open->bytes();
    push(std::move(m_open), bytes);
}

void EventPipe::post(Call call)
{
    flush();
    push(std::move(call), 0);
}

void EventPipe::push(Item item, std::size_t bytes)
{
    {
        std::unique_lock lock(m_mutex);
        // One that is larger than all is let through alone.
        m_hasRoom.wait(lock, [&] { return m_isClosed || m_waiting == 0 || m_waiting + bytes <= m_most; });
        if (m_isClosed)
            return;
        m_waiting += bytes;
        m_items.emplace_back(std::move(item), bytes);
    }
    m_hasItem.notify_one();
}

std::optional<EventPipe::Item> EventPipe::take()
{
    std::optional<Item> item;
    {
        std::unique_lock lock(m_mutex);
        m_hasItem.wait(lock, [this] { return m_isClosed || !m_items.empty(); });
        if (m_isClosed)
            return std::nullopt;
        item = std::move(m_items.front().first);
        m_waiting -= m_items.front().second;
        m_items.pop_front();
    }
    m_hasRoom.notify_one();
    return item;
}

void EventPipe::recycle(std::unique_ptr<Burst> burst)
{
    if (burst->capacity() != kBurst)
        return;
    burst->clear();
    const std::lock_guard lock(m_mutex);
    m_spare = std::move(burst);
}

void EventPipe::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
        m_items.clear();
        m_waiting = 0;
    }
    m_hasItem.notify_all();
    m_hasRoom.notify_all();
}

std::size_t EventPipe::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return m_waiting;
}

} // namespace ph::queues
