// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/client.h"

#include "services/base/async.h"
#include "services/base/logging.h"
#include "services/base/stoplink.h"
#include "services/transport/link/countdown.h"
#include "services/transport/postgres/heartbeat.h"
#include "services/transport/postgres/opening.h"
#include "services/transport/postgres/session.h"
#include "services/transport/postgres/workers.h"

#include <QPointer>

using namespace std::chrono_literals;

namespace ph::transport::postgres {

namespace {

constexpr Milliseconds s_openLimit = 5s;
constexpr Milliseconds s_examination = 4s; // why a connection failed
constexpr Milliseconds s_lockLimit = 2s;
constexpr std::size_t s_mostIdle = 2;

MonoTime monoNow() { return SystemClock().monotonic(); }

StatementLimits limitsFor(Deadline left, qsizetype bytes)
{
    return {left, std::min<Milliseconds>(left, s_lockLimit), bytes};
}

Error goneClient() { return {ErrorKind::Cancelled, QStringLiteral("the client was closed"), {}, {}, {}, {}, {}}; }

bool gaveUp(const Error &error)
{
    return error.kind == ErrorKind::Cancelled || (error.kind == ErrorKind::Timeout && error.code.isEmpty());
}

} // namespace

Client::Client(Options options)
    : m_options(std::move(options))
    , m_backoff(250ms, 3s)
{
    forgetInheritedService();
}

Client::~Client()
{
    m_scope.close();
    dropAll();
    for (const auto &list : {m_slotWaiters, m_readyWaiters}) {
        for (const auto &each : list)
            each->resolve(fail(ErrorKind::Cancelled, QStringLiteral("the client was closed")));
    }
}

void Client::start()
{
    if (std::exchange(m_started, true))
        return;
    m_scope.run(run(m_scope.token()), m_options.endpoint.where());
}

void Client::reconnectNow()
{
    m_backoff.reset();
    if (m_rest)
        m_rest->resolve({});
}

// --- connections

Task<Client::Lease> Client::acquire(bool reserve, std::stop_token stop, Deadline deadline)
{
    const Countdown countdown(deadline);
    const QPointer<Client> self(this);
    const int most = m_options.mostConnections + (reserve ? 1 : 0);
    while (m_idle.empty() && m_count >= most) {
        const auto waiter = m_slotWaiters.emplace_back(Pending<void>::make());
        auto slot = co_await waiter->wait(stop, countdown.left(), m_options.endpoint.where());
        if (!slot)
            co_return fail(slot.error());
        if (!self)
            co_return fail(goneClient());
    }
    if (!m_idle.empty()) {
        auto session = std::move(m_idle.back());
        m_idle.pop_back();
        m_used.push_back(session);
        co_return Lease {std::move(session)};
    }
    ++m_count;
    auto session = co_await openSession({m_options.endpoint, m_options.credentials, m_options.dial}, stop,
        std::min(countdown.left(), s_openLimit), countdown.left());
    if (!self)
        co_return fail(goneClient());
    if (!session) {
        --m_count;
        co_return fail(session.error());
    }
    m_used.push_back(session->session);
    co_return Lease {std::move(session->session)};
}

void Client::release(std::shared_ptr<Session> session)
{
    if (!session->isHealthy() || m_idle.size() >= s_mostIdle)
        return forget(session);
    std::erase(m_used, session);
    m_idle.push_back(std::move(session));
    for (const auto &each : std::exchange(m_slotWaiters, {}))
        each->resolve({});
}

void Client::forget(const std::shared_ptr<Session> &session)
{
    if (std::erase(m_used, session) > 0)
        --m_count;
    for (const auto &each : std::exchange(m_slotWaiters, {}))
        each->resolve({});
}

void Client::dropAll()
{
    for (const auto &each : m_used)
        each->cut();
    m_count -= int(m_used.size() + m_idle.size());
    m_used.clear();
    // Closing says good-bye to the server, which may block: not here.
    workers()->start([idle = std::exchange(m_idle, {})]() mutable { idle.clear(); });
}

// --- statements

Task<void> Client::ready(std::stop_token stop, Deadline deadline)
{
    start(); // may be down at once: a malformed endpoint is refused without a wait
    if (m_link.isUsable())
        co_return Result<void> {};
    if (m_link.state().phase == LinkPhase::Down)
        co_return fail(m_link.state().reason);
    const auto waiter = m_readyWaiters.emplace_back(Pending<void>::make());
    co_return co_await waiter->wait(stop, deadline, m_options.endpoint.where());
}

Task<Rows> Client::read(ReadStatement statement, Params params, std::stop_token stop, Deadline deadline)
{
    const LiveTask live;
    // The owner's end unwinds us before its members go; a stop from another thread may resume us later than that:
    // `self`.
    const StopLink link(std::move(stop), m_scope.token());
    const QPointer<Client> self(this);
    const Countdown countdown(deadline);
    auto reached = co_await ready(link.token(), countdown.left());
    if (!reached)
        co_return fail(reached.error());
    for (bool again = true;; again = false) {
        if (!self)
            co_return fail(goneClient());
        auto rows = co_await readOnce(statement, params, link.token(), countdown.left());
        // A connection that died while it was idle is found out by its next use; reading may be repeated.
        if (rows || rows.error().code != QLatin1String("closed") || !again)
            co_return rows;
    }
}

Task<Rows> Client::readOnce(ReadStatement statement, Params params, std::stop_token stop, Deadline deadline)
{
    const QPointer<Client> self(this);
    const Countdown countdown(deadline);
    auto lease = co_await acquire(false, stop, countdown.left());
    if (!lease)
        co_return fail(lease.error());
    const auto session = lease->session;
    const auto limits = limitsFor(countdown.left(), m_options.largestAnswer);
    auto rows = co_await offload<Rows>(
        workers(), stop, countdown.left() + 200ms, // the server's own limit comes first
        [statement, limits](std::shared_ptr<Session> on, Params values) { return on->read(statement, values, limits); },
        session, std::move(params));
    if (!rows && gaveUp(rows.error()))
        Session::abandon(session);
    if (self)
        release(session);
    co_return rows;
}

Task<std::vector<Rows>> Client::transact(
    WritePermit permit, std::vector<WriteStep> steps, std::stop_token stop, Deadline deadline)
{
    const LiveTask live;
    if (!m_options.mayWrite)
        co_return fail(ErrorKind::Forbidden, QStringLiteral("no operator login is configured for this database"),
            m_options.endpoint.where(),
            QStringLiteral("add an operator login to the profile; reading goes on without one"),
            QStringLiteral("no-operator"));
    if (steps.empty())
        co_return fail(ErrorKind::Invalid, QStringLiteral("nothing to do"), m_options.endpoint.where());
    const StopLink link(std::move(stop), m_scope.token());
    const QPointer<Client> self(this);
    const Countdown countdown(deadline);
    auto reached = co_await ready(link.token(), countdown.left());
    if (!reached)
        co_return fail(reached.error());
    if (!self)
        co_return fail(goneClient());
    auto lease = co_await acquire(false, link.token(), countdown.left());
    if (!lease)
        co_return fail(lease.error());
    const auto session = lease->session;
    const auto gate = std::make_shared<CommitGate>();
    const auto limits = limitsFor(countdown.left(), m_options.largestAnswer);
    auto rows = co_await offload<std::vector<Rows>>(
        workers(), link.token(), countdown.left() + 200ms,
        [limits](std::shared_ptr<Session> on, std::shared_ptr<CommitGate> through, WritePermit with,
            std::vector<WriteStep> what) { return on->transact(std::move(with), what, limits, *through); },
        session, gate, std::move(permit), std::move(steps));
    if (!rows && gaveUp(rows.error())) {
        if (!gate->tryAbandon()) {
            rows.error().code = QStringLiteral("outcome-unknown");
            rows.error().hint = QStringLiteral("COMMIT was under way: look before you repeat it");
        }
        Session::abandon(session);
    }
    if (self)
        release(session);
    co_return rows;
}

// --- the link

Task<void> Client::run(std::stop_token stop)
{
    const LiveTask live;
    while (!stop.stop_requested()) {
        if (!m_link.isUsable())
            enter(LinkPhase::Connecting, m_link.state().reason);
        auto alive = co_await beat(stop);
        if (stop.stop_requested())
            break;
        if (alive) {
            m_backoff.reset();
            auto rested = co_await rest(Heartbeat::interval, stop);
            if (!rested)
                break;
            continue;
        }
        dropAll();
        qCDebug(logTransport).noquote() << brief(alive.error());
        const auto pause = pauseAfter(alive.error(), m_backoff);
        enter(LinkPhase::Down, alive.error(), pause ? std::optional<MonoTime>(monoNow() + *pause) : std::nullopt);
        auto rested = co_await rest(pause.value_or(24h), stop);
        if (!rested)
            break;
    }
    co_return fail(ErrorKind::Cancelled, QStringLiteral("stopped"));
}

Task<void> Client::rest(Milliseconds time, std::stop_token stop)
{
    const auto pending = m_rest = Pending<void>::make();
    auto result = co_await pending->wait(stop, time);
    m_rest.reset();
    if (!result && !isCancelled(result.error()))
        co_return Result<void> {};
    co_return result;
}

Task<void> Client::beat(std::stop_token stop)
{
    auto lease = co_await acquire(true, stop, s_openLimit + s_examination);
    if (!lease)
        co_return fail(lease.error());
    const auto session = lease->session;
    const SystemClock clock;
    const WallTime sentAt = clock.wall();
    const MonoTime sent = clock.monotonic();
    auto answer = co_await heartbeat(
        session, [this](Error silent) { enter(LinkPhase::Degraded, std::move(silent)); }, m_options.endpoint.where(),
        stop);
    if (!answer && (isCancelled(answer.error()) || answer.error().code == QLatin1String("silent")))
        co_return fail(answer.error()); // the worker still has the session: it is cut with the others
    release(session);
    if (!answer)
        co_return fail(answer.error());
    m_link.edit().latency = clock.monotonic() - sent;
    m_link.edit().clock = ServerOffset::measure(answer->serverTime, sentAt, clock.wall(), 1ms, clock.monotonic());
    m_link.edit().lastHeard = clock.monotonic();
    m_isReplica = answer->isReplica;
    if (m_link.state().phase == LinkPhase::Live)
        Q_EMIT stateChanged(m_link.state());
    else
        enter(LinkPhase::Live);
    co_return Result<void> {};
}

void Client::enter(LinkPhase phase, Error reason, std::optional<MonoTime> nextTry)
{
    m_link.enter(phase, std::move(reason), nextTry, monoNow());
    if (phase != LinkPhase::Connecting) {
        for (const auto &each : std::exchange(m_readyWaiters, {}))
            each->resolve(phase == LinkPhase::Down ? Result<void>(fail(m_link.state().reason)) : Result<void> {});
    }
    Q_EMIT stateChanged(m_link.state());
}

} // namespace ph::transport::postgres
