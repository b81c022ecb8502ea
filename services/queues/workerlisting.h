// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/forgottenworkers.h"
#include "services/queues/inspectedworkers.h"
#include "services/queues/lastseen.h"

namespace ph::queues {

/// Where all that is known of workers comes from.
struct WorkerSources {
    const std::vector<Worker> &heard; ///< by their events
    const LastSeen *recalled = nullptr; ///< what another session saw; null: nothing, or not of this broker
    const InspectedWorkers &inspected;
    const ForgottenWorkers &forgotten;
    QStringList silentNodes {}; ///< alive by their heartbeats, but without an answer to the last questions
    MonoTime asOf {}; ///< until when workers were listened to
};

/// All workers by name: those that are heard, those that another session saw a moment ago or knew to be lost, and what
/// each said of itself. Those that somebody forgot are apart.
[[nodiscard]] WorkerListing listWorkers(const WorkerSources &sources, const Clock &clock);

/// What another session saw before that may have been stopped since: only who was lost is still told.
inline constexpr Milliseconds recalledIsFresh {60'000};
/// Longer ago nobody waits for a lost worker any more.
inline constexpr std::chrono::hours recalledIsOver {24};

} // namespace ph::queues
