// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

#include <optional>

namespace ph::auth {

/// The unattended desk (S13): after idle time, and when the screen locks or the machine suspends, content is hidden and
/// the right to act has ended; streams, alert evaluation and notifications go on. 12 h after signing in, acting needs a
/// new sign-in while watching does not. Pure logic over a clock; the window feeds it input and desktop events.
class IdleLock final {
public:
    enum class Cause { None, Idle, ScreenLocked, Suspended, Asked };
    static constexpr Milliseconds defaultIdle {std::chrono::minutes {10}};
    static constexpr Milliseconds leastIdle {std::chrono::minutes {1}};
    static constexpr Milliseconds mostIdle {std::chrono::minutes {60}};
    static constexpr Milliseconds signInGoodFor {std::chrono::hours {12}};

    explicit IdleLock(const Clock &clock);

    /// Brought into leastIdle…mostIdle.
    void setIdleLimit(Milliseconds limit);
    [[nodiscard]] Milliseconds idleLimit() const { return m_limit; }

    /// A key, click or wheel of the person. Does nothing while locked: moving the mouse never unlocks.
    void onInput();
    void onScreenLocked();
    void onSuspend();
    void onResume();
    void lockNow();
    /// The person proved themselves: a new sign-in (also renews the 12 h), or the desktop's own authentication.
    void onSignedIn();
    void onUnlockedByDesktop();

    /// Settles whether the idle limit has passed; call on a timer at nextCheck() and before each decision.
    bool isLocked();
    [[nodiscard]] Cause cause() const { return m_cause; }
    [[nodiscard]] std::optional<WallTime> lockedSince() const { return m_lockedSince; }
    /// When the lock will come if nothing happens; nullopt while locked.
    [[nodiscard]] std::optional<MonoTime> nextCheck() const;

    /// False while locked, and 12 h after the last sign-in.
    [[nodiscard]] bool mayAct();
    [[nodiscard]] bool needsNewSignIn() const;

private:
    void lock(Cause cause);
    [[nodiscard]] Milliseconds since(MonoTime mono, WallTime wall) const;

    const Clock &m_clock;
    Milliseconds m_limit = defaultIdle;
    MonoTime m_lastInput;
    WallTime m_lastInputWall;
    std::optional<MonoTime> m_signedInAt;
    WallTime m_signedInAtWall {};
    Cause m_cause = Cause::None;
    std::optional<WallTime> m_lockedSince;
};

} // namespace ph::auth
