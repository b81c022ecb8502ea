// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/interner.h"

#include <array>
#include <string_view>

namespace ph::queues {

/// A task's state. Celery's own have the number of their rank (contract §3, "State rule"): the smaller, the later in a
/// task's life. States of the platform's own ("PROGRESS") follow from FirstCustom and all have rank 2.
enum class TaskState : std::uint8_t {
    Success = 0,
    Failure = 1,
    Unknown = 2, ///< more than the store keeps apart; never seen with real platforms
    Revoked = 3,
    Started = 4,
    Received = 5,
    Rejected = 6,
    Retry = 7,
    Pending = 8,
    FirstCustom = 16,
};

inline constexpr int kStateCodes = 64;

[[nodiscard]] constexpr int rankOf(TaskState state)
{
    return state >= TaskState::FirstCustom ? int(TaskState::Unknown) : int(state);
}

/// The state rule: false if `next` logically happened before `old` and only its fields are merged.
[[nodiscard]] constexpr bool takesOver(TaskState old, TaskState next)
{
    return old == TaskState::Retry || next == TaskState::Retry || rankOf(next) <= rankOf(old);
}

/// Will not change any more by itself: SUCCESS, FAILURE, REVOKED; REJECTED is finished for its worker, not for the
/// task.
[[nodiscard]] constexpr bool isFinished(TaskState state)
{
    return state == TaskState::Success || state == TaskState::Failure || state == TaskState::Revoked;
}

/// A worker runs it: STARTED, or a state that the platform's own code reports meanwhile ("PROGRESS").
[[nodiscard]] constexpr bool isRunning(TaskState state)
{
    return state == TaskState::Started || state >= TaskState::FirstCustom;
}

/// Names of states, with the custom ones met so far. Not thread-safe.
class StateNames final {
public:
    StateNames();
    /// Makes a code for a custom name; Unknown when there are too many. Case matters: Celery's names are upper case.
    [[nodiscard]] TaskState codeOf(std::string_view name);
    [[nodiscard]] std::string_view nameOf(TaskState state) const;

private:
    std::vector<std::string> m_custom;
};

} // namespace ph::queues
