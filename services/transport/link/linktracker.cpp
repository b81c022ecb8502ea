// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/link/linktracker.h"

using namespace std::chrono_literals;

namespace ph::transport {

void LinkTracker::enter(LinkPhase phase, Error reason, std::optional<MonoTime> nextTry, MonoTime now)
{
    const bool stillDown = (phase == LinkPhase::Down && m_state.phase == LinkPhase::Connecting)
        || (phase == LinkPhase::Connecting && m_state.phase == LinkPhase::Down);
    if (!stillDown && phase != m_state.phase)
        m_state.since = now;
    m_state.phase = phase;
    m_state.reason = std::move(reason);
    m_state.nextTry = nextTry;
    if (phase == LinkPhase::Down)
        m_state.latency.reset();
}

std::optional<Milliseconds> pauseAfter(const Error &why, Backoff &backoff)
{
    switch (why.kind) {
    case ErrorKind::Invalid: return {};
    case ErrorKind::Tls:
        // A certificate does not get better by asking again; a failed handshake may.
        return why.code == QLatin1String("handshake") ? std::optional<Milliseconds>(10s) : std::nullopt;
    case ErrorKind::Auth:
    case ErrorKind::Forbidden:
    case ErrorKind::Unavailable: return 30s;
    case ErrorKind::Protocol:
    case ErrorKind::TooLarge:
    case ErrorKind::NotFound: return 10s;
    default: return backoff.next();
    }
}

} // namespace ph::transport
