// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/verdicts.h"
#include "services/queues/listings.h"
#include "services/queues/unreadevents.h"
#include "services/transport/link/linkstate.h"

namespace ph::queues {

/// What happened lately, besides how things stand.
struct Lately {
    RecentEnds ends {};
    UnreadEvents unread {};
};

/// What queues and workers say on the Overview and in `pilothousectl status`.
/// Broken: tasks wait and nobody takes them, the oldest waits for more than 10 min, a worker is lost, half of what
/// ended lately failed. Warning: a fifth of it failed, the oldest waits for more than a minute, a thousand wait nobody
/// knows how long yet, a key or events cannot be read, unacknowledged tasks near the visibility time-out. Notice: a
/// worker is late. Null: nothing was read yet, so there is nothing to say.
[[nodiscard]] std::optional<platform::AreaVerdict> judgeQueues(const std::optional<QueueReading> &queues,
    const WorkerReading &workers, const transport::LinkState &stream, const std::optional<Error> &pollError,
    const Clock &clock, const Lately &lately = {});

inline constexpr Milliseconds slowQueueAfter {60'000};
inline constexpr Milliseconds stuckQueueAfter {600'000};
/// What ended in this time, at most that many, tells whether tasks fail; fewer failures than that are a task's own.
inline constexpr Milliseconds recentEndsWithin {300'000};
inline constexpr std::size_t recentEndsMost = 1000;
inline constexpr std::uint32_t fewestFailures = 20;
/// So many waiting tasks need a look even before it is known for how long they wait.
inline constexpr qint64 longQueue = 1000;

} // namespace ph::queues
