// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/taskindex.h"

#include <QRandomGenerator>

namespace ph::queues {

TaskIndex::TaskIndex()
    : m_entries(1024)
    , m_mask(m_entries.size() - 1)
    , m_seed(QRandomGenerator::system()->generate64())
{
}

std::uint32_t TaskIndex::hashOf(TaskId id) const
{
    std::uint64_t hash = (id.high ^ m_seed) * 0x9E3779B97F4A7C15u;
    hash = (hash ^ hash >> 32 ^ id.low) * 0xD6E8FEB86659FD93u;
    return static_cast<std::uint32_t>(hash ^ hash >> 32);
}

void TaskIndex::place(Entry entry)
{
    std::size_t at = entry.hash & m_mask;
    while (m_entries[at].slot != kNoSlot)
        at = (at + 1) & m_mask;
    m_entries[at] = entry;
}

void TaskIndex::insert(TaskId id, std::uint32_t slot)
{
    if ((m_count + 1) * 2 > m_entries.size())
        grow();
    place({slot, hashOf(id)});
    ++m_count;
}

void TaskIndex::grow()
{
    std::vector<Entry> old(m_entries.size() * 2);
    old.swap(m_entries);
    m_mask = m_entries.size() - 1;
    for (const Entry &entry : old)
        if (entry.slot != kNoSlot)
            place(entry);
}

void TaskIndex::remove(TaskId id, std::uint32_t slot)
{
    std::size_t hole = hashOf(id) & m_mask;
    while (m_entries[hole].slot != slot) {
        if (m_entries[hole].slot == kNoSlot)
            return;
        hole = (hole + 1) & m_mask;
    }
    --m_count;
    // Close the hole: an entry further on may move into it unless its home lies behind the hole.
    for (std::size_t at = (hole + 1) & m_mask; m_entries[at].slot != kNoSlot; at = (at + 1) & m_mask) {
        const std::size_t home = m_entries[at].hash & m_mask;
        if (((at - home) & m_mask) >= ((at - hole) & m_mask)) {
            m_entries[hole] = m_entries[at];
            hole = at;
        }
    }
    m_entries[hole].slot = kNoSlot;
}

} // namespace ph::queues
