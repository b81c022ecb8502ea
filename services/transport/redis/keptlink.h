// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/link/linktracker.h"
#include "services/transport/redis/connection.h"

namespace ph::transport::redis {

/// Keeps one Connection alive: connects, beats its heart, reconnects with jitter, publishes its state.
/// Used by Client and Subscriber. Lives on the thread that calls start().
class KeptLink final : public QObject {
    Q_OBJECT
public:
    struct Options {
        Access access;
        /// Runs after each sign-in; the link is live when it succeeded.
        std::function<Task<void>(Connection &, std::stop_token)> onOpened {};
        bool measuresClock = false;
        Milliseconds heartbeat {2000};
        Milliseconds patience {2500}; ///< unanswered heartbeat: Degraded
        Milliseconds silenceLimit {10'000}; ///< Degraded for so long: dropped and dialled anew
        Milliseconds connectLimit {5000};
        Milliseconds longestPause {3000}; ///< between tries
    };
    explicit KeptLink(Options options);
    ~KeptLink() override;

    void start();
    /// Ends everything; waiting reads get Cancelled.
    void stop();
    /// “Retry now”, resume, network change: a new try at once, and a live link is checked at once.
    void reconnectNow();

    [[nodiscard]] const LinkState &state() const { return m_link.state(); }
    [[nodiscard]] bool isUsable() const { return m_link.isUsable(); }
    /// Null unless usable.
    [[nodiscard]] Connection *connection() const { return isUsable() ? m_connection.get() : nullptr; }
    /// Ends when usable; starts an idle link; fails at once with the reason while down.
    [[nodiscard]] Task<void> ready(std::stop_token stop, Deadline deadline);

Q_SIGNALS:
    void stateChanged();

private:
    [[nodiscard]] Task<void> run(std::stop_token stop);
    [[nodiscard]] Task<void> watch(std::stop_token stop);
    [[nodiscard]] Task<void> awaitSignOfLife(MonoTime sent, std::stop_token stop);
    [[nodiscard]] Task<void> measureClock(std::stop_token stop);
    [[nodiscard]] Task<void> pause(Error why, std::stop_token stop);
    void enter(LinkPhase phase, Error reason = {}, std::optional<MonoTime> nextTry = {});
    void answerWaiters();

    Options m_options;
    LinkTracker m_link;
    std::unique_ptr<Connection> m_connection;
    std::vector<std::shared_ptr<Pending<void>>> m_waiters;
    std::shared_ptr<Pending<void>> m_pause;
    Backoff m_backoff;
    bool m_retryAtOnce = false;
    std::unique_ptr<TaskScope> m_scope; ///< made by start(): on the link's thread
};

} // namespace ph::transport::redis
