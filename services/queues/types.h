// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Plain values of the queues area, as views, the companion and tests see them. Times are microseconds since 1970 by the
// clock of whoever sent them; 0 means unknown. Texts are UTF-8 as the platform wrote them: data, never markup.

#include "services/base/clock.h"
#include "services/queues/celery/isotime.h"
#include "services/queues/taskstate.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ph::queues {

/// One task for a table. The string_views live as long as the store.
struct TaskRow {
    std::uint32_t slot = 0;
    std::uint64_t serial = 0; ///< order of arrival; 0: no task
    std::string id;
    std::string_view state; ///< "SUCCESS"
    std::string_view name; ///< empty until something tells it: a late joiner hears of ids only
    std::string_view queue; ///< likewise
    std::string_view tenant; ///< as its displayed arguments tell it; empty: they do not
    std::string_view worker;
    std::string_view client;
    TaskState stateCode = TaskState::Pending;
    int retries = 0;
    double runtime = -1; ///< seconds; negative: unknown
    Micros sent = 0;
    Micros received = 0;
    Micros started = 0;
    Micros ended = 0;
    Micros retried = 0;
    Micros changed = 0; ///< since when it is in this state
    Micros eta = 0;
    Micros expires = 0;
    bool terminated = false;
    bool expired = false;
    bool revokeNoted = false; ///< its stored result says “revoked”, though it still waits (taskrecord.h)
    int signum = 0;

    /// The first moment that is known of it; 0 if none.
    [[nodiscard]] Micros firstSeen() const;
};

/// A text of a task: never told, held, or told once and no longer held (load it on demand).
struct HeldText {
    std::optional<std::string> text;
    bool dropped = false;
};

enum class LifeStep { Sent, Received, Started, Retried, Ended };

struct LifeMark {
    LifeStep step = LifeStep::Sent;
    Micros at = 0;
    [[nodiscard]] bool operator==(const LifeMark &) const = default;
};

struct TaskDetail {
    TaskRow row;
    std::string rootId;
    std::string parentId;
    HeldText args;
    HeldText kwargs;
    HeldText outcome; ///< result, or exception when the task failed
    HeldText traceback;
    std::vector<LifeMark> life; ///< sent, then by time, then its end: clocks differ, times may go back
};

/// A time in which the stream was not heard.
struct Gap {
    int id = 0;
    WallTime from {};
    std::optional<WallTime> until {}; ///< open while it lasts
    std::string reason;
    int reread = 0; ///< tasks whose state was read again afterwards
    int unknown = 0; ///< tasks of which nothing could be found
};

struct StoreCounts {
    std::uint64_t events = 0; ///< applied, of tasks and workers
    std::uint64_t others = 0; ///< events of other groups, not kept
    std::uint64_t malformed = 0; ///< messages or events that could not be read
    std::uint64_t evicted = 0; ///< tasks that made room for newer ones
    std::uint64_t textBytesDropped = 0;
    std::uint32_t tasks = 0;
    std::uint32_t limit = 0;
    std::uint64_t generation = 0; ///< grows with every change
    MonoTime lastTaskEvent {}; ///< the epoch if none came
    std::vector<std::pair<std::string_view, std::uint32_t>> byState; ///< states with tasks, in order of rank
};

/// How the newest tasks ended.
struct RecentEnds {
    std::uint32_t ended = 0; ///< succeeded or failed
    std::uint32_t failed = 0;
    std::string worst; ///< the name that failed most; empty: names are not known
    std::uint32_t worstFailed = 0;
};

/// What events tell of one queue. Rates count tasks whose queue is known (task-sent events, `unacked`, extended
/// results).
struct QueueFlow {
    static constexpr int kHistory = 60;
    static constexpr int kRateSeconds = 10; ///< whoever listened for less does not know the rates
    std::string_view queue; ///< empty: tasks of unknown queue
    double arrivals = 0; ///< per second, over what was heard of the last 10 s
    double completions = 0; ///< likewise
    bool hasRates = false; ///< of the last 10 s enough was heard to tell
    std::array<std::uint32_t, kHistory> arrivalHistory {}; ///< per second, oldest first
    std::array<std::uint32_t, kHistory> completionHistory {};
    std::array<bool, kHistory> heard {}; ///< false: nobody listened in that second, its counts are no zeros

    /// Tasks that came and ended in the last minute, and in how many of its seconds somebody listened.
    struct Minute {
        std::uint64_t arrivals = 0;
        std::uint64_t completions = 0;
        int seconds = 0;
        bool operator==(const Minute &) const = default;
    };
    [[nodiscard]] Minute minute() const
    {
        Minute sum;
        for (std::size_t i = 0; i < std::size_t(kHistory); ++i) {
            sum.arrivals += heard[i] ? arrivalHistory[i] : 0;
            sum.completions += heard[i] ? completionHistory[i] : 0;
            sum.seconds += heard[i] ? 1 : 0;
        }
        return sum;
    }
};

} // namespace ph::queues
