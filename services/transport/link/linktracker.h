// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/backoff.h"
#include "services/transport/link/linkstate.h"

namespace ph::transport {

/// The rules of a LinkState's changes, the same for all transports.
class LinkTracker final {
public:
    [[nodiscard]] const LinkState &state() const { return m_state; }
    [[nodiscard]] LinkState &edit() { return m_state; }
    [[nodiscard]] bool isUsable() const
    {
        return m_state.phase == LinkPhase::Live || m_state.phase == LinkPhase::Degraded;
    }

    /// `since` is when this phase began; it spans the tries in between: "down since" begins with the first failure.
    void enter(LinkPhase phase, Error reason, std::optional<MonoTime> nextTry, MonoTime now);
    void clear() { m_state = {}; }

private:
    LinkState m_state;
};

/// How long to wait before the next try after this error; nothing: not before somebody asks for it (refused
/// certificates).
[[nodiscard]] std::optional<Milliseconds> pauseAfter(const Error &why, Backoff &backoff);

} // namespace ph::transport
