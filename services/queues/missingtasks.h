// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/celery/isotime.h"

#include <QByteArray>
#include <map>
#include <set>
#include <span>
#include <string>

namespace ph::queues {

/// A task that waits, for all that events told.
struct WaitingTask {
    std::string id;
    QByteArray queue; ///< empty: not told
};

/// Tasks that wait by their events and are in no queue any more: purged, or taken by a worker that tells no events.
/// A message on its way from a queue to a worker is nowhere for a moment: two readings must agree.
class MissingTasks final {
public:
    /// What a look at queues, unacknowledged messages and workers found.
    struct Reading {
        std::set<QByteArray> queues {}; ///< of which every waiting message was read
        std::set<std::string> found {}; ///< tasks that wait there, are unacknowledged, or that a worker has
        Micros at = 0; ///< when it began
    };
    static constexpr Micros kApart = Micros(10) * 1'000'000;

    /// `waiting`: all that may be missing; what is not among them any more is forgotten.
    void take(std::span<const WaitingTask> waiting, const Reading &reading);
    /// Nothing can be told now: nothing is missing for certain.
    void clear() { m_since.clear(); }

    /// Those of which it is certain, and when each was first found in no queue.
    [[nodiscard]] std::map<std::string, Micros> certain() const;

private:
    std::map<std::string, Micros> m_since;
    Micros m_readAt = 0;
};

} // namespace ph::queues
