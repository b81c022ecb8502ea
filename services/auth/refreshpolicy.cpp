// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/refreshpolicy.h"

#include <algorithm>

namespace ph::auth {

namespace {

constexpr Milliseconds sleepThreshold {10'000};

}

Milliseconds refreshMargin(Milliseconds lifetime)
{
    return std::min(std::max(lifetime / 10, Milliseconds {60'000}), lifetime / 2);
}

void RefreshPolicy::onTokens(Milliseconds lifetime)
{
    lifetime = std::clamp(lifetime, Milliseconds {0}, Milliseconds {std::chrono::days {30}});
    m_state = State::Holding;
    m_isReused = false;
    m_backoff.reset();
    m_obtainedAt = m_clock.monotonic();
    m_obtainedAtWall = m_clock.wall();
    m_lastGoodWall = m_obtainedAtWall;
    m_expiresAt = m_obtainedAt + lifetime;
    // A lifetime of seconds (low-assurance allowance) must not become a storm either.
    m_refreshAt = std::max(m_expiresAt - refreshMargin(lifetime), m_obtainedAt + std::min(minGap, lifetime));
}

void RefreshPolicy::onReused(Milliseconds left, WallTime obtained)
{
    onTokens(left);
    m_isReused = true;
    m_lastGoodWall = obtained;
}

void RefreshPolicy::onRestored()
{
    m_state = State::Waiting;
    m_backoff.reset();
    m_nextTry = m_clock.monotonic();
    m_obtainedAt = m_nextTry;
    m_obtainedAtWall = m_clock.wall();
    m_expiresAt = m_nextTry;
}

void RefreshPolicy::onStarted() { m_state = State::InFlight; }

void RefreshPolicy::onFailed(Reaction reaction)
{
    if (reaction == Reaction::EndSession) {
        m_state = State::Gone;
        m_expiresAt = m_clock.monotonic();
        return;
    }
    m_state = State::Waiting;
    m_nextTry = m_clock.monotonic() + m_backoff.next();
}

void RefreshPolicy::onInterrupted()
{
    m_state = State::Waiting;
    m_nextTry = m_clock.monotonic();
}

void RefreshPolicy::onSignedOut()
{
    m_state = State::SignedOut;
    m_backoff.reset();
    m_lastGoodWall.reset();
    m_expiresAt = m_clock.monotonic();
}

void RefreshPolicy::onWake()
{
    if (m_state == State::Holding)
        m_refreshAt = m_clock.monotonic();
    retryNow();
}

void RefreshPolicy::onNetworkReturn() { retryNow(); }

void RefreshPolicy::retryNow()
{
    m_backoff.reset();
    if (m_state == State::Waiting)
        m_nextTry = m_clock.monotonic();
}

bool RefreshPolicy::onTokenRefused()
{
    const MonoTime now = m_clock.monotonic();
    if (m_state == State::Holding && !m_isReused && now - m_obtainedAt < minGap)
        return false;
    if (m_state == State::Holding)
        m_refreshAt = now;
    return m_state != State::SignedOut && m_state != State::Gone;
}

bool RefreshPolicy::hasSlept() const
{
    if (m_state == State::SignedOut || m_state == State::Gone)
        return false;
    const Milliseconds wall = m_clock.wall() - m_obtainedAtWall;
    const Milliseconds mono = m_clock.monotonic() - m_obtainedAt;
    return wall - mono > sleepThreshold;
}

RefreshPolicy::Phase RefreshPolicy::phase() const
{
    switch (m_state) {
    case State::SignedOut: return Phase::SignedOut;
    case State::Gone: return Phase::Gone;
    case State::InFlight: return Phase::InFlight;
    case State::Waiting: return m_clock.monotonic() >= m_nextTry ? Phase::Due : Phase::Waiting;
    case State::Holding: break;
    }
    return hasSlept() || m_clock.monotonic() >= m_refreshAt ? Phase::Due : Phase::Fresh;
}

bool RefreshPolicy::isTokenUsable() const
{
    if (m_state == State::SignedOut || m_state == State::Gone || m_clock.monotonic() >= m_expiresAt)
        return false;
    return m_clock.wall() - m_obtainedAtWall < m_expiresAt - m_obtainedAt;
}

std::optional<MonoTime> RefreshPolicy::nextTry() const
{
    switch (m_state) {
    case State::Holding: return hasSlept() ? m_clock.monotonic() : m_refreshAt;
    case State::Waiting: return m_nextTry;
    default: return std::nullopt;
    }
}

} // namespace ph::auth
