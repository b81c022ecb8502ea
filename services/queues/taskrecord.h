// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/celery/isotime.h"
#include "services/queues/taskid.h"
#include "services/queues/taskstate.h"
#include "services/queues/textring.h"

#include <initializer_list>

namespace ph::queues {

inline constexpr std::uint32_t kNoSlot = ~std::uint32_t(0);

/// The earliest of times of which some are 0 (unknown); 0 when all are.
[[nodiscard]] constexpr Micros earliestOf(std::initializer_list<Micros> times)
{
    Micros first = 0;
    for (const Micros at : times)
        if (at != 0 && (first == 0 || at < first))
            first = at;
    return first;
}

/// What the store keeps of one task, packed: 200 000 of them are normal. Times are 0 and numbers Interner::kNone when
/// unknown.
struct TaskRecord {
    TaskId id; ///< null: the slot is free
    TaskId rootId;
    TaskId parentId;
    Micros sent = 0;
    Micros received = 0; ///< the last time, when it was delivered more than once
    Micros started = 0;
    Micros ended = 0; ///< succeeded, failed, revoked or rejected
    Micros retried = 0; ///< the last time
    Micros changed = 0; ///< when the present state began, by the sender's clock
    Micros eta = 0;
    Micros expires = 0;
    TextRef args;
    TextRef kwargs;
    TextRef outcome; ///< result or exception, as Python shows it
    TextRef traceback;
    double runtime = -1; ///< seconds; negative: unknown
    /// Grows with each task ever stored: tells the reuse of a slot, and the order of arrival.
    std::uint64_t serial = 0;
    std::uint32_t previous = kNoSlot; ///< neighbours in the list of unfinished or of finished tasks
    std::uint32_t next = kNoSlot;
    std::uint16_t name = Interner::kNone;
    std::uint16_t worker = Interner::kNone;
    std::uint16_t client = Interner::kNone; ///< the producer, from task-sent
    std::uint16_t queue = Interner::kNone;
    std::uint16_t tenant = Interner::kNone; ///< of the store's tenants, not of its names
    std::uint16_t retries = 0;
    TaskState state = TaskState::Pending;
    std::uint8_t signum = 0;
    std::uint8_t dirtyFor = 0; ///< one bit for each change cursor that has not seen the last change
    bool terminated : 1 = false;
    bool expired : 1 = false;
    bool heardOf : 1 = false; ///< an event told of it: it did not only lie there when we looked
    bool arrivalCounted : 1 = false;
    bool completionCounted : 1 = false;
    bool inFinishedList : 1 = false;
    bool hasTries : 1 = false;
    /// Its stored result says “revoked”, but nobody told that its turn came: newer Celery (seen: 5.7) stores that
    /// with the order itself, and the message waits on. A worker that does not know of the order runs it.
    bool revokeNoted : 1 = false;
    bool revokedByResult : 1 = false; ///< in this state by its stored result, not by an event
    bool leftInGap : 1 = false; ///< unfinished while the stream was interrupted: its state must be read again

    /// When it was first told of; 0: nothing says it.
    [[nodiscard]] Micros firstSeen() const { return earliestOf({sent, received, started, retried, ended}); }
};

static_assert(sizeof(TaskRecord) <= 208, "the budget of 600 bytes for a task counts on this");

} // namespace ph::queues
