// SPDX-License-Identifier: GPL-3.0-or-later
// Slots of the task store: making, finding, evicting; lists and change cursors.
#include "services/queues/taskstore.h"

#include <algorithm>

namespace ph::queues {

std::uint32_t TaskStore::find(TaskId id) const
{
    return id.isNull() ? kNoSlot : m_index.find(id, [this](std::uint32_t slot) { return at(slot).id; });
}

std::uint32_t TaskStore::slotFor(std::string_view text, bool mayAdd)
{
    const std::uint32_t known = find(m_ids.find(text));
    if (known != kNoSlot || !mayAdd || text.empty())
        return known;
    const std::uint32_t slot = newSlot();
    TaskRecord &record = at(slot);
    record.id = m_ids.acquire(text);
    record.serial = ++m_serial;
    m_index.insert(record.id, slot);
    ++m_byState[std::size_t(record.state)];
    linkLast(slot);
    return slot;
}

std::uint32_t TaskStore::newSlot()
{
    if (m_free.empty() && m_used >= m_limits.tasks)
        evict();
    if (!m_free.empty()) {
        const std::uint32_t slot = m_free.back();
        m_free.pop_back();
        return slot;
    }
    if (m_used % kChunk == 0)
        m_chunks.push_back(std::make_unique<TaskRecord[]>(kChunk));
    return m_used++;
}

void TaskStore::evict()
{
    const std::uint32_t slot = m_finished.first != kNoSlot ? m_finished.first : m_unfinished.first;
    if (slot == kNoSlot)
        return;
    ++m_evicted;
    freeSlot(slot);
}

void TaskStore::freeSlot(std::uint32_t slot)
{
    TaskRecord &record = at(slot);
    touch(slot);
    unlink(slot);
    m_index.remove(record.id, slot);
    m_ids.release(record.id);
    m_ids.release(record.rootId);
    m_ids.release(record.parentId);
    --m_byState[std::size_t(record.state)];
    if (record.hasTries)
        m_tries.erase(slot);
    const std::uint8_t dirtyFor = record.dirtyFor;
    record = TaskRecord {};
    record.dirtyFor = dirtyFor;
    m_free.push_back(slot);
}

void TaskStore::unlink(std::uint32_t slot)
{
    TaskRecord &record = at(slot);
    List &list = record.inFinishedList ? m_finished : m_unfinished;
    (record.previous == kNoSlot ? list.first : at(record.previous).next) = record.next;
    (record.next == kNoSlot ? list.last : at(record.next).previous) = record.previous;
    record.previous = record.next = kNoSlot;
}

void TaskStore::linkLast(std::uint32_t slot)
{
    TaskRecord &record = at(slot);
    List &list = record.inFinishedList ? m_finished : m_unfinished;
    record.previous = list.last;
    record.next = kNoSlot;
    (list.last == kNoSlot ? list.first : at(list.last).next) = slot;
    list.last = slot;
}

void TaskStore::touch(std::uint32_t slot)
{
    ++m_generation;
    TaskRecord &record = at(slot);
    std::uint8_t fresh = m_openCursors & static_cast<std::uint8_t>(~record.dirtyFor);
    record.dirtyFor |= fresh;
    for (std::size_t cursor = 0; fresh != 0; ++cursor, fresh >>= 1)
        if (fresh & 1)
            m_cursors[cursor].changed.push_back(slot);
}

std::optional<int> TaskStore::openCursor()
{
    const HandOverMutex::Lock lock(m_mutex);
    for (int i = 0; i < kCursors; ++i) {
        if (m_cursors[std::size_t(i)].open)
            continue;
        m_cursors[std::size_t(i)] = {true, {}};
        m_openCursors |= static_cast<std::uint8_t>(1 << i);
        for (std::uint32_t slot = 0; slot < m_used; ++slot)
            at(slot).dirtyFor &= static_cast<std::uint8_t>(~(1 << i));
        return i;
    }
    return std::nullopt;
}

void TaskStore::closeCursor(int cursor)
{
    const HandOverMutex::Lock lock(m_mutex);
    m_cursors[std::size_t(cursor)] = {};
    m_openCursors &= static_cast<std::uint8_t>(~(1 << cursor));
}

std::vector<std::uint32_t> TaskStore::takeChanges(int cursor)
{
    const HandOverMutex::Lock lock(m_mutex);
    std::vector<std::uint32_t> changed = std::move(m_cursors[std::size_t(cursor)].changed);
    m_cursors[std::size_t(cursor)].changed.clear();
    for (const std::uint32_t slot : changed)
        at(slot).dirtyFor &= static_cast<std::uint8_t>(~(1 << cursor));
    return changed;
}

} // namespace ph::queues
