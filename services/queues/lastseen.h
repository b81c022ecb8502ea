// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/listings.h"

namespace ph::queues {

/// What was seen last of queues and workers, kept in the environment's folder: an offline start shows it, clearly
/// stale, instead of an empty page. Names and numbers only, no task and no argument. Forgotten workers are among the
/// others: who is forgotten has a file of its own.
struct LastSeen {
    WallTime at {};
    QString source; ///< "Redis broker 127.0.0.1:6380/0"
    QueueListing queues;
    WorkerListing workers;
};

[[nodiscard]] QByteArray toJson(const LastSeen &seen);
/// Invalid: not a file of ours, or of a newer version.
[[nodiscard]] Result<LastSeen> lastSeenFrom(const QByteArray &json);

/// Blocking, through offload(). NotFound: nothing was ever seen.
[[nodiscard]] Result<LastSeen> readLastSeen(const QString &file);
[[nodiscard]] Result<void> writeLastSeen(const QString &file, const LastSeen &seen);

/// As readings of that age: stale from the start.
[[nodiscard]] QueueReading queuesOf(const LastSeen &seen, const Clock &clock);
[[nodiscard]] WorkerReading workersOf(const LastSeen &seen, const Clock &clock);

} // namespace ph::queues
