// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/http/client.h"

#include "services/base/backoff.h"
#include "services/base/stoplink.h"
#include "services/transport/http/answer.h"
#include "services/transport/http/diagnosis.h"
#include "services/transport/http/exchange.h"
#include "services/transport/http/outgoing.h"
#include "services/transport/http/url.h"
#include "services/transport/route/proxy.h"
#include "services/transport/tls/tls.h"

#include <QUuid>

namespace ph::transport::http {

using namespace std::chrono_literals;

struct Client::Call {
    Method method;
    Access access;
    QUrl url;
    Request request;
    QString where;
    QByteArray id;
    MonoTime deadline;
    bool isWrite = false;
};

namespace {

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// Whether this failure proves that the server saw nothing of the request.
bool neverLeft(const Error &error, bool wasConnected)
{
    static const QStringList before {QStringLiteral("refused"), QStringLiteral("dns"), QStringLiteral("proxy"),
        QStringLiteral("connect-timeout"), QStringLiteral("not-tls")};
    return error.kind == ErrorKind::Tls || before.contains(error.code)
        || (error.code == QLatin1String("too-slow") && !wasConnected);
}

/// Whether another try of a read may help, and after how long at least.
std::optional<Milliseconds> retryWait(const Result<Response> &result, Backoff &backoff)
{
    if (!result) {
        const Error &error = result.error();
        const bool helps = error.kind == ErrorKind::Network && error.code != QLatin1String("dns")
            && error.code != QLatin1String("proxy") && error.code != QLatin1String("connect-timeout");
        return helps ? std::optional(backoff.next()) : std::nullopt;
    }
    if (result->status != 429 && (result->status < 502 || result->status > 504))
        return {};
    const Milliseconds wait = backoff.next();
    return std::max(wait, statusError(*result).retryAfter.value_or(0ms));
}

} // namespace

Client::Client(BaseEndpoint base, AuthProvider auth, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_base(std::move(base))
    , m_auth(std::move(auth))
    , m_clock(clock)
{
    if (auto good = checkBaseUrl(m_base.url, m_base.label); !good)
        m_unusable = good.error();
    if (auto ssl = sslConfiguration(m_base.tls); ssl)
        m_ssl = *ssl;
    else if (!m_unusable)
        m_unusable = ssl.error();
    for (auto *manager : {&m_reads, &m_writes}) {
        manager->setProxyFactory(new RouteProxyFactory(m_base.route));
        manager->setAutoDeleteReplies(false);
    }
    m_link.edit().since = m_clock.monotonic();
}

Client::~Client() { m_life.request_stop(); }

void Client::dropConnections()
{
    m_reads.clearConnectionCache();
    m_writes.clearConnectionCache();
}

Result<std::shared_ptr<Client::Call>> Client::prepare(
    Method method, std::string_view path, std::string_view name, Access access, Request request) const
{
    const QString where = m_base.label + QLatin1Char(' ') + QString::fromLatin1(name.data(), qsizetype(name.size()));
    if (m_life.stop_requested())
        return fail(ErrorKind::Cancelled, QStringLiteral("cancelled"), where);
    if (m_unusable)
        return fail(*m_unusable);
    auto url = buildUrl(m_base.url, path, request, where);
    if (!url)
        return fail(url.error());
    const MonoTime deadline = m_clock.monotonic() + request.total;
    return std::make_shared<Call>(Call {method, access, std::move(*url), std::move(request), where,
        QUuid::createUuid().toByteArray(QUuid::WithoutBraces), deadline, false});
}

Milliseconds Client::remaining(const Call &call) const
{
    return std::max(Milliseconds {0}, call.deadline - m_clock.monotonic());
}

Task<Response> Client::read(ReadEndpoint endpoint, Request request, std::stop_token stop)
{
    const StopLink link(stop, m_life.get_token());
    auto call = prepare(endpoint.method, endpoint.path, endpoint.name, endpoint.access, std::move(request));
    if (!call)
        co_return fail(call.error());
    co_return co_await readCall(*call, link.token());
}

Task<Response> Client::readCall(std::shared_ptr<Call> call, std::stop_token stop)
{
    Backoff backoff(100ms, 2s);
    int redirects = 0;
    for (int tries = 0;;) {
        auto result = co_await exchange(call, std::nullopt, stop);
        if (result && isRedirect(result->status)) {
            auto target = ++redirects > 5 ? fail(ErrorKind::Protocol, QStringLiteral("redirected more than 5 times"),
                                                call->where, {}, QStringLiteral("redirect-loop"))
                                          : redirectTarget(call->url, result->header("location"), call->where);
            if (!target)
                co_return fail(target.error());
            call->url = *target;
            if (result->status == 303)
                call->method = Method::Get;
            continue;
        }
        const auto wait = tries++ < call->request.retries ? retryWait(result, backoff) : std::nullopt;
        if (!wait || *wait >= remaining(*call)) {
            if (!result && result.error().code == QLatin1String("closed"))
                co_return co_await explain(call, std::move(result.error()), stop);
            co_return result;
        }
        auto slept = co_await sleepFor(*wait, stop);
        if (!slept)
            co_return fail(slept.error());
    }
}

Task<Response> Client::explain(std::shared_ptr<Call> call, Error closed, std::stop_token stop)
{
    DialTarget target {
        call->url.host(), quint16(call->url.port(call->url.scheme() == QLatin1String("https") ? 443 : 80))};
    if (m_base.dial) {
        auto dialled = co_await m_base.dial(stop);
        if (!dialled)
            co_return fail(std::move(closed));
        target = std::move(*dialled);
    }
    const auto tls = call->url.scheme() == QLatin1String("https") ? std::optional(m_ssl) : std::nullopt;
    const QString peerName = m_base.tls.peerName.isEmpty() ? call->url.host() : m_base.tls.peerName;
    auto found = co_await strangerAt(target, tls, peerName, proxyFor(m_base.route, call->url), call->where, stop);
    if (!found || !*found)
        co_return fail(std::move(closed));
    Error better = std::move(**found);
    better.requestId = closed.requestId;
    failed(better);
    co_return fail(std::move(better));
}

Task<Response> Client::send(WritePermit permit, WriteEndpoint endpoint, Request request, std::stop_token stop)
{
    return write(std::move(permit), endpoint, std::move(request), std::move(stop));
}

Task<Response> Client::session(SessionPermit permit, WriteEndpoint endpoint, Request request, std::stop_token stop)
{
    return write(std::move(permit), endpoint, std::move(request), std::move(stop));
}

Task<Response> Client::write(Permit permit, WriteEndpoint endpoint, Request request, std::stop_token stop)
{
    const StopLink link(stop, m_life.get_token());
    auto call = prepare(endpoint.method, endpoint.path, endpoint.name, endpoint.access, std::move(request));
    if (!call)
        co_return fail(call.error());
    (*call)->isWrite = true;
    auto result = co_await exchange(*call, std::move(permit), link.token());
    if (result && isRedirect(result->status))
        co_return fail(ErrorKind::Protocol,
            QStringLiteral("the server redirects a change instead of making it (HTTP %1)").arg(result->status),
            (*call)->where, QStringLiteral("put the final address into the profile"), QStringLiteral("redirect-write"));
    co_return result;
}

Task<Response> Client::exchange(std::shared_ptr<Call> call, std::optional<Permit> permit, std::stop_token stop)
{
    std::vector<SecretHeader> headers;
    if (m_auth) {
        auto provided = co_await m_auth(call->access, stop);
        if (!provided)
            co_return fail(provided.error());
        headers = std::move(*provided);
    }
    std::optional<DialTarget> dial;
    if (m_base.dial) {
        auto target = co_await m_base.dial(stop);
        if (!target)
            co_return fail(target.error());
        dial = std::move(*target);
    }
    if (stop.stop_requested())
        co_return fail(ErrorKind::Cancelled, QStringLiteral("cancelled"), call->where);

    const Request &request = call->request;
    QNetworkRequest toSend = makeRequest(call->url, dial, m_ssl, m_base.tls);
    toSend.setRawHeader("X-Request-Id", call->id);
    if (auto good = setHeaders(toSend, request, headers, call->where); !good)
        co_return fail(good.error());
    headers.clear();
    if (!request.body.type.isEmpty())
        toSend.setHeader(QNetworkRequest::ContentTypeHeader, request.body.type);

    if (permit) {
        if (auto allowed = permit->redeem(m_base.environment); !allowed)
            co_return fail(allowed.error());
    }
    const WallTime sent = m_clock.wall();
    const MonoTime started = m_clock.monotonic();
    QNetworkReply *reply = nullptr;
    if (call->isWrite) {
        // A connection of its own: one kept from before may be closing at the other end while we write to it, and
        // whether the write was read would then be unknown for no good reason.
        toSend.setRawHeader("Connection", "close");
        toSend.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        toSend.setHeader(QNetworkRequest::ContentLengthHeader, request.body.bytes.size());
        auto *body = new OneShotBody(request.body.bytes.clone(), &m_writes);
        reply = m_writes.sendCustomRequest(toSend, verb(call->method), body);
        body->setParent(reply);
    } else if (call->method == Method::Post) {
        reply = m_reads.post(toSend, request.body.bytes.reveal().toByteArray());
    } else {
        reply = m_reads.get(toSend);
    }
    const QNetworkProxy proxy = proxyFor(m_base.route, toSend.url());
    const bool viaProxy = proxy.type() != QNetworkProxy::NoProxy;
    const Exchange exchange(reply, {request.connect, request.idle, request.maxBody, viaProxy}, m_base.tls, call->where);
    std::stop_source looking;
    std::optional<Task<void>> look;
    if (!call->isWrite && toSend.url().scheme() == QLatin1String("https"))
        look.emplace(lookPastTls(&exchange, {toSend.url().host(), quint16(toSend.url().port(443))}, proxy, call->where,
            looking.get_token()));
    auto result = co_await exchange.answer->wait(stop, remaining(*call), call->where);
    looking.request_stop();
    if (look)
        (void)co_await *look;
    if (result) {
        measure(*result, sent, started);
        result->where = call->where;
        if (result->requestId.isEmpty())
            result->requestId = QString::fromLatin1(call->id);
        heard(*result);
        co_return result;
    }
    Error error = std::move(result.error());
    error.requestId = QString::fromLatin1(call->id);
    if (error.kind == ErrorKind::Timeout && error.code.isEmpty()) {
        error.code = QStringLiteral("too-slow");
        if (exchange.received() > 0)
            error.what = QStringLiteral("the answer was not complete within %1 ms").arg(request.total.count());
    }
    failed(error);
    if (call->isWrite && !isCancelled(error) && !neverLeft(error, exchange.mayHaveLeft())) {
        error.what += QStringLiteral("; whether it was done is unknown");
        error.hint = QStringLiteral("look at the state before you repeat it");
        error.code = QStringLiteral("outcome-unknown");
    }
    co_return fail(std::move(error));
}

void Client::measure(Response &response, WallTime sent, MonoTime started)
{
    response.receivedAt = m_clock.wall();
    response.took = m_clock.monotonic() - started;
    for (const char *name : {"x-request-id", "sb-request-id", "x-correlation-id"}) {
        if (response.requestId.isEmpty())
            response.requestId = QString::fromLatin1(response.header(name).left(100));
    }
    // A Date tells whole seconds, and servers (nginx, uvicorn) write it anew only once a second: the time meant lies up
    // to two seconds after it.
    constexpr Milliseconds resolution {2000};
    if (const auto date = parseHttpDate(response.header("date")))
        response.clock = ServerOffset::measure(*date, sent, response.receivedAt, resolution, m_clock.monotonic());
}

void Client::heard(const Response &response)
{
    const LinkState before = m_link.state();
    const bool isGateway = response.status >= 502 && response.status <= 504;
    m_link.enter(isGateway ? LinkPhase::Degraded : LinkPhase::Live, isGateway ? statusError(response) : Error {}, {},
        m_clock.monotonic());
    m_link.edit().lastHeard = m_clock.monotonic();
    m_link.edit().latency = response.took;
    if (response.clock)
        m_link.edit().clock = response.clock;
    tell(before);
}

void Client::failed(const Error &error)
{
    if (error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::TooLarge)
        return;
    const LinkState before = m_link.state();
    m_link.enter(
        error.kind == ErrorKind::Timeout ? LinkPhase::Degraded : LinkPhase::Down, error, {}, m_clock.monotonic());
    tell(before);
}

void Client::tell(const LinkState &before)
{
    const LinkState &now = m_link.state();
    const auto drift = now.latency.value_or(0ms) - before.latency.value_or(0ms);
    const bool worthTelling = now.phase != before.phase || now.reason.code != before.reason.code
        || now.reason.what != before.reason.what || std::chrono::abs(drift) * 5 > before.latency.value_or(0ms)
        || now.clock.has_value() != before.clock.has_value();
    if (worthTelling)
        Q_EMIT linkChanged(now);
}

} // namespace ph::transport::http
