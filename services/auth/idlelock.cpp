// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/idlelock.h"

#include <algorithm>

namespace ph::auth {

IdleLock::IdleLock(const Clock &clock)
    : m_clock(clock)
    , m_lastInput(clock.monotonic())
    , m_lastInputWall(clock.wall())
{
}

void IdleLock::setIdleLimit(Milliseconds limit) { m_limit = std::clamp(limit, leastIdle, mostIdle); }

/// The monotonic clock stands still during suspend and the wall clock can be set back: the longer of the two counts.
Milliseconds IdleLock::since(MonoTime mono, WallTime wall) const
{
    return std::max<Milliseconds>(m_clock.monotonic() - mono, m_clock.wall() - wall);
}

void IdleLock::onInput()
{
    if (isLocked())
        return;
    m_lastInput = m_clock.monotonic();
    m_lastInputWall = m_clock.wall();
}

void IdleLock::onScreenLocked() { lock(Cause::ScreenLocked); }

void IdleLock::onSuspend() { lock(Cause::Suspended); }

void IdleLock::onResume()
{
    lock(Cause::Suspended); // also when the news of the suspend never came
}

void IdleLock::lockNow() { lock(Cause::Asked); }

void IdleLock::onSignedIn()
{
    m_signedInAt = m_clock.monotonic();
    m_signedInAtWall = m_clock.wall();
    onUnlockedByDesktop();
}

void IdleLock::onUnlockedByDesktop()
{
    m_cause = Cause::None;
    m_lockedSince.reset();
    m_lastInput = m_clock.monotonic();
    m_lastInputWall = m_clock.wall();
}

bool IdleLock::isLocked()
{
    if (m_cause == Cause::None && since(m_lastInput, m_lastInputWall) >= m_limit)
        lock(Cause::Idle);
    return m_cause != Cause::None;
}

std::optional<MonoTime> IdleLock::nextCheck() const
{
    if (m_cause != Cause::None)
        return std::nullopt;
    return m_lastInput + m_limit;
}

bool IdleLock::mayAct() { return !isLocked() && !needsNewSignIn(); }

bool IdleLock::needsNewSignIn() const
{
    return !m_signedInAt || since(*m_signedInAt, m_signedInAtWall) >= signInGoodFor;
}

void IdleLock::lock(Cause cause)
{
    if (m_cause != Cause::None)
        return;
    m_cause = cause;
    m_lockedSince = m_clock.wall();
}

} // namespace ph::auth
