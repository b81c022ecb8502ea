// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/taskid.h"
#include "services/queues/taskrecord.h"

#include <vector>

namespace ph::queues {

/// Where each id's record is: open addressing, at most half full, 8 bytes an entry. The stored hash spares a look at
/// the record (a cache miss) for nearly all entries of other tasks. Not thread-safe.
class TaskIndex final {
public:
    TaskIndex();

    /// The slot of `id`, or kNoSlot. `idAt(slot)` tells the id stored in a slot.
    template <class IdAt>
    [[nodiscard]] std::uint32_t find(TaskId id, IdAt idAt) const
    {
        const std::uint32_t hash = hashOf(id);
        for (std::size_t at = hash & m_mask; m_entries[at].slot != kNoSlot; at = (at + 1) & m_mask)
            if (m_entries[at].hash == hash && idAt(m_entries[at].slot) == id)
                return m_entries[at].slot;
        return kNoSlot;
    }

    /// `id` must not be present.
    void insert(TaskId id, std::uint32_t slot);
    void remove(TaskId id, std::uint32_t slot);
    [[nodiscard]] std::size_t memory() const { return m_entries.capacity() * sizeof(Entry); }

private:
    struct Entry {
        std::uint32_t slot = kNoSlot;
        std::uint32_t hash = 0;
    };

    /// Seeded: ids come from outside, and a stream of colliding ones must not slow us down.
    [[nodiscard]] std::uint32_t hashOf(TaskId id) const;
    void place(Entry entry);
    void grow();

    std::vector<Entry> m_entries;
    std::size_t m_mask;
    std::size_t m_count = 0;
    std::uint64_t m_seed;
};

} // namespace ph::queues
