// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/listener.h"

#include "services/base/logging.h"
#include "services/transport/postgres/heartbeat.h"
#include "services/transport/postgres/opening.h"
#include "services/transport/postgres/workers.h"

#include <QSocketNotifier>

using namespace std::chrono_literals;

namespace ph::transport::postgres {

namespace {

constexpr Milliseconds s_listenerOpenLimit = 5s;
constexpr Milliseconds s_listenerExamination = 4s; // why a connection failed

MonoTime listenerNow() { return SystemClock().monotonic(); }

} // namespace

Listener::Listener(Options options)
    : m_options(std::move(options))
    , m_backoff(250ms, 3s)
{
    forgetInheritedService();
}

Listener::~Listener()
{
    m_scope.close();
    dropSession();
}

void Listener::start()
{
    if (std::exchange(m_started, true))
        return;
    m_scope.run(run(m_scope.token()), m_options.endpoint.where());
}

void Listener::reconnectNow()
{
    m_backoff.reset();
    if (m_rest)
        m_rest->resolve({});
}

void Listener::dropSession()
{
    if (!m_session)
        return;
    m_session->cut();
    workers()->start([session = std::exchange(m_session, nullptr)]() mutable { session.reset(); }); // closing may block
}

Task<void> Listener::run(std::stop_token stop)
{
    const LiveTask live;
    while (!stop.stop_requested()) {
        enter(LinkPhase::Connecting, m_link.state().reason);
        auto result = co_await connectAndListen(stop);
        if (result) {
            becomeLive();
            result = co_await attend(stop);
            if (!stop.stop_requested()) {
                m_lostSince = m_link.state().lastHeard;
                m_lostWhy = result.error();
            }
        }
        if (stop.stop_requested())
            break;
        dropSession();
        qCDebug(logTransport).noquote() << brief(result.error());
        const auto pause = pauseAfter(result.error(), m_backoff);
        enter(LinkPhase::Down, result.error(), pause ? std::optional<MonoTime>(listenerNow() + *pause) : std::nullopt);
        auto rested = co_await rest(pause.value_or(24h), stop);
        if (!rested)
            break;
    }
    co_return fail(ErrorKind::Cancelled, QStringLiteral("stopped"));
}

Task<void> Listener::connectAndListen(std::stop_token stop)
{
    auto opened = co_await openSession({m_options.endpoint, m_options.credentials, m_options.dial}, stop,
        s_listenerOpenLimit, s_listenerOpenLimit + s_listenerExamination);
    if (!opened)
        co_return fail(opened.error());
    m_session = opened->session;
    co_return co_await offload<void>(
        workers(), stop, s_listenerOpenLimit,
        [](std::shared_ptr<Session> on, QStringList channels) { return on->listen(channels); }, m_session,
        m_options.channels);
}

void Listener::becomeLive()
{
    m_backoff.reset();
    m_link.edit().lastHeard = listenerNow();
    enter(LinkPhase::Live);
    if (const auto lost = std::exchange(m_lostSince, std::nullopt)) {
        const SystemClock clock;
        Q_EMIT gap(clock.wall() - (clock.monotonic() - *lost), clock.wall(), m_lostWhy);
    }
    Q_EMIT listening();
}

/// Reads what arrives; asks for a sign of life when nothing does. The session is used by this thread or by a worker,
/// never both.
Task<void> Listener::attend(std::stop_token stop)
{
    QSocketNotifier notifier(m_session->socket(), QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, this, [this, n = &notifier] {
        n->setEnabled(false); // at once: a dead socket stays readable and would spin
        if (m_rest)
            m_rest->resolve({});
    });
    for (;;) {
        notifier.setEnabled(true);
        auto woken = co_await rest(Heartbeat::interval, stop);
        if (!woken)
            co_return fail(woken.error());
        notifier.setEnabled(false);
        if (!*woken) {
            auto alive = co_await hearTheHeart(stop);
            if (!alive)
                co_return alive;
        }
        if (auto delivered = deliver(); !delivered)
            co_return delivered;
    }
}

Task<void> Listener::hearTheHeart(std::stop_token stop)
{
    const SystemClock clock;
    const WallTime sentAt = clock.wall();
    const MonoTime sent = clock.monotonic();
    auto answer = co_await heartbeat(
        m_session, [this](Error silent) { enter(LinkPhase::Degraded, std::move(silent)); }, m_options.endpoint.where(),
        stop);
    if (!answer)
        co_return fail(answer.error());
    m_link.edit().latency = clock.monotonic() - sent;
    m_link.edit().clock = ServerOffset::measure(answer->serverTime, sentAt, clock.wall(), 1ms, clock.monotonic());
    co_return Result<void> {};
}

Result<void> Listener::deliver()
{
    auto heard = m_session->notifications();
    if (!heard)
        return fail(heard.error());
    m_link.edit().lastHeard = listenerNow();
    if (m_link.state().phase == LinkPhase::Degraded)
        enter(LinkPhase::Live);
    else if (heard->empty())
        Q_EMIT stateChanged(m_link.state());
    for (const Notification &each : *heard)
        Q_EMIT notified(each.channel, each.payload);
    return {};
}

/// True when it was woken before the time was over.
Task<bool> Listener::rest(Milliseconds time, std::stop_token stop)
{
    const auto pending = m_rest = Pending<void>::make();
    auto result = co_await pending->wait(stop, time);
    m_rest.reset();
    if (!result && isCancelled(result.error()))
        co_return fail(result.error());
    co_return result.has_value();
}

void Listener::enter(LinkPhase phase, Error reason, std::optional<MonoTime> nextTry)
{
    m_link.enter(phase, std::move(reason), nextTry, listenerNow());
    Q_EMIT stateChanged(m_link.state());
}

} // namespace ph::transport::postgres
