// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/keptlink.h"

#include "services/base/logging.h"

using namespace std::chrono_literals;

namespace ph::transport::redis {

namespace {

constexpr int s_beatsBetweenClocks = 30;

MonoTime now() { return SystemClock().monotonic(); }

} // namespace

KeptLink::KeptLink(Options options)
    : m_options(std::move(options))
    , m_backoff(250ms, m_options.longestPause)
{
}

KeptLink::~KeptLink() { stop(); }

void KeptLink::start()
{
    if (m_scope)
        return;
    m_scope = std::make_unique<TaskScope>();
    m_scope->run(run(m_scope->token()), m_options.access.endpoint.where());
}

void KeptLink::stop()
{
    if (!m_scope)
        return;
    m_scope->close();
    m_scope.reset();
    m_connection.reset();
    m_link.clear();
    for (const auto &each : std::exchange(m_waiters, {}))
        each->resolve(
            fail(ErrorKind::Cancelled, QStringLiteral("the link was stopped"), m_options.access.endpoint.where()));
}

void KeptLink::reconnectNow()
{
    m_backoff.reset();
    if (!m_scope)
        return;
    if (m_pause)
        return m_pause->resolve({});
    if (m_link.state().phase == LinkPhase::Live) {
        m_connection->wake();
        return;
    }
    if (m_connection) { // hanging in a try or in silence: begin anew
        m_retryAtOnce = true;
        m_connection->abort({ErrorKind::Network, QStringLiteral("a new try was asked for"), m_connection->where(), {},
            QStringLiteral("retry"), {}, {}});
    }
}

Task<void> KeptLink::ready(std::stop_token stop, Deadline deadline)
{
    start(); // may be down at once: a malformed endpoint is refused without a wait
    if (isUsable())
        co_return Result<void> {};
    if (m_link.state().phase == LinkPhase::Down)
        co_return fail(m_link.state().reason);
    const QString where = m_options.access.endpoint.where();
    const auto waiter = m_waiters.emplace_back(Pending<void>::make());
    auto result = co_await waiter->wait(stop, deadline, where);
    if (!result && result.error().kind == ErrorKind::Timeout && result.error().code.isEmpty()) {
        result.error().what = QStringLiteral("not connected within the time allowed");
        result.error().code = QStringLiteral("timeout");
    }
    co_return result;
}

Task<void> KeptLink::run(std::stop_token stop)
{
    const LiveTask live;
    while (!stop.stop_requested()) {
        enter(LinkPhase::Connecting, m_link.state().reason);
        m_connection = std::make_unique<Connection>(m_options.access);
        auto result = co_await m_connection->open(stop, m_options.connectLimit);
        if (result && m_options.onOpened)
            result = co_await m_options.onOpened(*m_connection, stop);
        if (result) {
            m_backoff.reset();
            enter(LinkPhase::Live);
            result = co_await watch(stop);
        }
        if (stop.stop_requested())
            break;
        auto paused = co_await pause(result.error(), stop);
        if (!paused && isCancelled(paused.error()))
            break;
    }
    co_return fail(ErrorKind::Cancelled, QStringLiteral("stopped"));
}

Task<void> KeptLink::watch(std::stop_token stop)
{
    for (int beat = 0;; ++beat) {
        if (m_options.measuresClock && beat % s_beatsBetweenClocks == 0) {
            auto measured = co_await measureClock(stop);
            if (!measured && !m_connection->isOpen())
                co_return measured;
        }
        // The first beat comes at once: how long the server takes to answer is known as soon as the link lives.
        if (beat > 0) {
            auto open = co_await m_connection->staysOpen(stop, m_options.heartbeat);
            if (!open)
                co_return open;
        }
        const MonoTime sent = now();
        auto pong = co_await m_connection->ping(stop, m_options.patience);
        if (!pong && (stop.stop_requested() || !m_connection->isOpen()))
            co_return pong;
        if (pong)
            m_link.edit().latency = now() - sent;
        auto alive = co_await awaitSignOfLife(sent, stop);
        if (!alive)
            co_return alive;
        m_link.edit().lastHeard = m_connection->lastHeard();
        if (m_link.state().phase == LinkPhase::Degraded)
            enter(LinkPhase::Live);
        else
            Q_EMIT stateChanged(); // latency and lastHeard
    }
}

/// Any byte since the heartbeat counts: a long reply or a dense stream may stand before the pong.
Task<void> KeptLink::awaitSignOfLife(MonoTime sent, std::stop_token stop)
{
    while (m_connection->lastHeard() < sent) {
        const Milliseconds silence = now() - m_connection->lastHeard();
        Error silent {ErrorKind::Timeout,
            QStringLiteral("no answer for %1 s").arg(double(silence.count()) / 1000.0, 0, 'f', 1),
            m_connection->where(), QStringLiteral("the server may be stopped or overloaded"), QStringLiteral("silent"),
            {}, {}};
        if (silence > m_options.silenceLimit) {
            m_connection->abort(silent);
            co_return fail(std::move(silent));
        }
        if (m_link.state().phase != LinkPhase::Degraded) {
            m_link.edit().lastHeard = m_connection->lastHeard();
            enter(LinkPhase::Degraded, std::move(silent));
        }
        auto open = co_await m_connection->staysOpen(stop, 200ms);
        if (!open)
            co_return open;
    }
    co_return Result<void> {};
}

Task<void> KeptLink::measureClock(std::stop_token stop)
{
    const SystemClock clock;
    const WallTime sentAt = clock.wall();
    auto sent = m_connection->send(Command("TIME"));
    if (!sent)
        co_return fail(sent.error());
    auto reply = co_await (*sent)->wait(stop, m_options.patience, m_connection->where());
    if (!reply)
        co_return fail(reply.error());
    if (reply->isError())
        m_options.measuresClock
            = false; // refused by the ACL: there is no offset, and no line in the server's ACL log each minute
    if (reply->items().size() == 2) {
        const WallTime server {
            std::chrono::seconds {reply->at(0).toInteger()} + Milliseconds {reply->at(1).toInteger() / 1000}};
        m_link.edit().clock = ServerOffset::measure(server, sentAt, clock.wall(), 1ms, clock.monotonic());
        m_link.edit().lastHeard = m_connection->lastHeard();
        Q_EMIT stateChanged();
    }
    co_return Result<void> {};
}

Task<void> KeptLink::pause(Error why, std::stop_token stop)
{
    m_link.edit().lastHeard = std::max(m_link.state().lastHeard, m_connection->lastHeard());
    m_connection.reset();
    const auto wait
        = std::exchange(m_retryAtOnce, false) ? std::optional<Milliseconds>(1ms) : pauseAfter(why, m_backoff);
    qCDebug(logTransport).noquote() << brief(why);
    m_pause = Pending<void>::make();
    enter(LinkPhase::Down, std::move(why), wait ? std::optional<MonoTime>(now() + *wait) : std::nullopt);
    const auto pending = m_pause;
    auto result = co_await pending->wait(stop, wait.value_or(24h));
    m_pause.reset();
    co_return result;
}

void KeptLink::enter(LinkPhase phase, Error reason, std::optional<MonoTime> nextTry)
{
    m_link.enter(phase, std::move(reason), nextTry, now());
    if (phase == LinkPhase::Live)
        m_link.edit().lastHeard = m_connection->lastHeard();
    answerWaiters();
    Q_EMIT stateChanged();
}

void KeptLink::answerWaiters()
{
    if (m_link.state().phase == LinkPhase::Connecting)
        return;
    for (const auto &each : std::exchange(m_waiters, {}))
        each->resolve(
            m_link.state().phase == LinkPhase::Down ? Result<void>(fail(m_link.state().reason)) : Result<void> {});
}

} // namespace ph::transport::redis
