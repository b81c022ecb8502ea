// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/autherrors.h"
#include "services/base/backoff.h"
#include "services/base/clock.h"

namespace ph::auth {

/// How long before its end a token is renewed: 10 % of the lifetime or 60 s, whichever is more, never more than half of
/// it.
[[nodiscard]] Milliseconds refreshMargin(Milliseconds lifetime);

/// When to refresh, as pure logic: it is told what happened and says when the next refresh is due. Time is the
/// monotonic clock plus expires_in; the wall clock only betrays that the machine slept (the monotonic clock stands
/// still meanwhile). Not thread-safe: lives where the session lives.
class RefreshPolicy final {
public:
    enum class Phase {
        SignedOut, ///< nothing to refresh
        Fresh, ///< the token is good
        Due, ///< refresh now
        InFlight, ///< one is under way; everybody waits for it
        Waiting, ///< the last try failed; the next one comes at nextTry()
        Gone, ///< the server said that the session is gone
    };
    /// No second refresh sooner than this after a good one: a wrong clock must not become a loop.
    static constexpr Milliseconds minGap {5000};

    explicit RefreshPolicy(const Clock &clock)
        : m_clock(clock)
        , m_backoff(Milliseconds {2000}, Milliseconds {60'000})
    {
    }

    /// A sign-in or a refresh gave a token that is good for `lifetime` (expires_in).
    void onTokens(Milliseconds lifetime);
    /// A token of an earlier renewal, still good for `left`: not so young that a refusal must be a mistake.
    void onReused(Milliseconds left, WallTime obtained);
    /// Only a refresh token is at hand (start of the program): due at once.
    void onRestored();
    void onStarted();
    /// What became of the refresh. EndSession ends it; everything else keeps the token.
    void onFailed(Reaction reaction);
    /// Cut off before an answer: the same token is sent again at once (the server forgives one lost answer).
    void onInterrupted();
    void onSignedOut();

    /// The machine woke, or the network came back: back-off is dropped; on wake the token is renewed before anything is
    /// sent.
    void onWake();
    void onNetworkReturn();
    /// "Retry now" of the window.
    void retryNow();
    /// The server refused the access token (403 bad_jwt): due, but never within minGap of the last good refresh.
    /// False when the token is too young to be the cause.
    [[nodiscard]] bool onTokenRefused();

    [[nodiscard]] Phase phase() const;
    /// The access token is good by both clocks: the monotonic one stands still while the machine sleeps, the wall clock
    /// goes on.
    [[nodiscard]] bool isTokenUsable() const;
    [[nodiscard]] MonoTime expiresAt() const { return m_expiresAt; }
    /// When to look again; nullopt while signed out, gone or in flight.
    [[nodiscard]] std::optional<MonoTime> nextTry() const;
    [[nodiscard]] int failedTries() const { return m_backoff.tries(); }
    /// Time of the last good refresh or sign-in, to tell inactivity from a time box ("last refreshed 9 days ago").
    [[nodiscard]] std::optional<WallTime> lastGood() const { return m_lastGoodWall; }
    /// The wall clock ran ahead of the monotonic one by more than 10 s since the token came.
    [[nodiscard]] bool hasSlept() const;

private:
    const Clock &m_clock;
    Backoff m_backoff;
    enum class State { SignedOut, Holding, InFlight, Waiting, Gone } m_state = State::SignedOut;
    MonoTime m_obtainedAt {};
    WallTime m_obtainedAtWall {};
    MonoTime m_refreshAt {};
    MonoTime m_expiresAt {};
    MonoTime m_nextTry {};
    std::optional<WallTime> m_lastGoodWall;
    bool m_isReused = false;
};

} // namespace ph::auth
