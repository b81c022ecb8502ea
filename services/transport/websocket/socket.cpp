// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/websocket/socket.h"

#include "services/base/post.h"
#include "services/transport/route/proxy.h"
#include "services/transport/tls/tls.h"
#include "services/transport/websocket/handshake.h"

#include <QSslSocket>
#include <QWebSocket>

namespace ph::transport::websocket {

using namespace std::chrono_literals;

Socket::Socket(
    Endpoint endpoint, AccessProvider access, Handlers handlers, const Clock &clock, Timing timing, QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_access(std::move(access))
    , m_handlers(std::move(handlers))
    , m_clock(clock)
    , m_timing(timing)
{
    m_retry.setSingleShot(true);
    m_connectLimit.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &Socket::start);
    connect(&m_ticker, &QTimer::timeout, this, &Socket::tick);
    connect(&m_connectLimit, &QTimer::timeout, this, [this] {
        lost(fail(ErrorKind::Network, QStringLiteral("no connection within %1 ms").arg(m_timing.connect.count()),
            m_endpoint.label, {}, QStringLiteral("connect-timeout"))
                .error());
    });
    m_link.edit().since = m_clock.monotonic();
}

Socket::~Socket()
{
    m_wanted = false;
    drop();
}

void Socket::start()
{
    m_wanted = true;
    m_retry.stop();
    drop();
    if (link().phase != LinkPhase::Down) // Down keeps its reason until a try succeeds
        publish(LinkPhase::Connecting);
    m_connectLimit.start(m_timing.connect);
    m_attempt = std::make_unique<TaskScope>();
    m_attempt->spawn(connectOnce(), [this](Result<void> result) {
        if (!result)
            lost(result.error());
    });
}

void Socket::stop()
{
    m_wanted = false;
    m_retry.stop();
    drop();
    publish(LinkPhase::Idle);
}

void Socket::reconnectNow()
{
    if (!m_wanted)
        return;
    m_backoff.reset();
    start();
}

Task<void> Socket::connectOnce()
{
    const auto stop = m_attempt->token();
    if (auto good = checkUrl(m_endpoint.url, m_endpoint.label); !good)
        co_return good;
    Access access;
    if (m_access) {
        auto given = co_await m_access(stop);
        if (!given)
            co_return fail(given.error());
        access = std::move(*given);
    }
    std::optional<DialTarget> dial;
    if (m_endpoint.dial) {
        auto target = co_await m_endpoint.dial(stop);
        if (!target)
            co_return fail(target.error());
        dial = std::move(*target);
    }
    if (stop.stop_requested())
        co_return fail(ErrorKind::Cancelled, QStringLiteral("cancelled"), m_endpoint.label);
    auto prepared = makeRequest(m_endpoint, access, dial);
    if (!prepared)
        co_return fail(prepared.error());
    co_return open(*prepared, dial.has_value());
}

Result<void> Socket::open(const QNetworkRequest &request, bool isDialled)
{
    auto ssl = sslConfiguration(m_endpoint.tls);
    if (!ssl)
        return fail(ssl.error());
    m_tlsError.reset();
    m_messageSize = 0;
    m_socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
    m_socket->setMaxAllowedIncomingMessageSize(2 * maxMessage); // count() is stricter
    m_socket->setMaxAllowedIncomingFrameSize(maxMessage);
    m_socket->setSslConfiguration(*ssl);
    m_socket->setProxy(isDialled ? QNetworkProxy(QNetworkProxy::NoProxy) : proxyFor(m_endpoint.route, m_endpoint.url));
    connect(m_socket, &QWebSocket::connected, this, &Socket::opened);
    connect(m_socket, &QWebSocket::pong, this, &Socket::heard);
    connect(m_socket, &QWebSocket::textMessageReceived, this, [this](const QString &text) {
        heard();
        if (m_handlers.message && quint64(text.size()) <= maxMessage)
            m_handlers.message(text);
    });
    connect(m_socket, &QWebSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        const QString name = m_endpoint.tls.peerName.isEmpty() ? m_endpoint.url.host() : m_endpoint.tls.peerName;
        m_tlsError = certificateError(errors, name, m_endpoint.label);
    });
    // Counted here: Qt's own end of a message that is too large comes out as a protocol error.
    connect(m_socket, &QWebSocket::textFrameReceived, this,
        [this](const QString &frame, bool isLast) { count(frame.size(), isLast); });
    connect(m_socket, &QWebSocket::binaryFrameReceived, this,
        [this](const QByteArray &frame, bool isLast) { count(frame.size(), isLast); });
    // Queued: Qt is still inside the socket when it says so.
    connect(m_socket, &QWebSocket::disconnected, this, [this] { lost(closeReason()); }, Qt::QueuedConnection);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(m_socket, &QWebSocket::errorOccurred, this, [this] { lost(closeReason()); }, Qt::QueuedConnection);
#else
    connect(
        m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, [this] { lost(closeReason()); },
        Qt::QueuedConnection);
#endif
    m_socket->open(request);
    if (request.url().scheme() == QLatin1String("ws"))
        return {};
    // QWebSocket shows neither the certificate nor a way to verify another name than it dials; its socket does.
    auto *tls = m_socket->findChild<QSslSocket *>();
    if (tls == nullptr)
        return fail(ErrorKind::Internal, QStringLiteral("this Qt's web socket hides its TLS socket"), m_endpoint.label);
    guardTls(tls, isDialled);
    return {};
}

void Socket::guardTls(QSslSocket *tls, bool isDialled)
{
    if (!m_endpoint.tls.peerName.isEmpty())
        tls->setPeerVerifyName(m_endpoint.tls.peerName);
    else if (isDialled)
        tls->setPeerVerifyName(m_endpoint.url.host());
    connect(tls, &QSslSocket::encrypted, this, [this, tls] {
        const auto pinned = checkPins(m_endpoint.tls, tls->peerCertificate(), m_endpoint.label);
        if (pinned)
            return;
        // The request is only queued at this moment: ending the socket now leaves it unsent.
        m_tlsError = pinned.error();
        tls->abort();
    });
}

void Socket::opened()
{
    m_connectLimit.stop();
    m_backoff.reset();
    const auto from = m_lastHeard;
    heard();
    publish(LinkPhase::Live);
    m_ticker.start(m_timing.ping);
    if (from && m_handlers.gap)
        m_handlers.gap(*from, m_clock.wall());
    if (m_handlers.joined)
        m_handlers.joined();
}

void Socket::heard()
{
    m_lastHeard = m_clock.wall();
    m_link.edit().lastHeard = m_clock.monotonic();
    if (link().phase == LinkPhase::Degraded)
        publish(LinkPhase::Live);
}

void Socket::count(qsizetype frameSize, bool isLast)
{
    m_messageSize += quint64(frameSize);
    if (m_messageSize > maxMessage)
        post(this, [this] { lost(tooLarge(m_endpoint.label)); });
    if (isLast)
        m_messageSize = 0;
}

void Socket::tick()
{
    const auto silence = m_clock.monotonic() - link().lastHeard;
    Error silent = fail(ErrorKind::Timeout, QStringLiteral("nothing heard for %1 ms").arg(silence.count()),
        m_endpoint.label, {}, QStringLiteral("silent"))
                       .error();
    if (silence >= m_timing.dead) {
        lost(std::move(silent));
        return;
    }
    if (silence >= m_timing.stale && link().phase == LinkPhase::Live)
        publish(LinkPhase::Degraded, std::move(silent));
    if (m_handlers.heartbeat)
        m_socket->sendTextMessage(QString::fromUtf8(m_handlers.heartbeat()));
    else
        m_socket->ping();
}

Error Socket::closeReason() const
{
    if (m_tlsError)
        return *m_tlsError;
    return m_socket != nullptr ? closeError(*m_socket, m_endpoint.label) : Error {};
}

void Socket::lost(Error error)
{
    if (!m_wanted || (m_socket == nullptr && !m_attempt))
        return;
    drop();
    const bool isForAPerson = error.kind == ErrorKind::Tls || error.kind == ErrorKind::Invalid;
    std::optional<MonoTime> next;
    if (!isForAPerson) {
        const Milliseconds wait = m_backoff.next();
        next = m_clock.monotonic() + wait;
        m_retry.start(wait);
    }
    publish(LinkPhase::Down, std::move(error), next);
}

void Socket::drop()
{
    m_ticker.stop();
    m_connectLimit.stop();
    if (auto attempt = std::move(m_attempt))
        attempt->close();
    if (m_socket == nullptr)
        return;
    auto *socket = std::exchange(m_socket, nullptr);
    socket->disconnect(this);
    socket->abort();
    socket->deleteLater();
}

Result<void> Socket::say(const Control &control, const QByteArray &text)
{
    if (m_socket == nullptr || !m_socket->isValid())
        return fail(ErrorKind::Network, QStringLiteral("not connected"),
            m_endpoint.label + QLatin1Char(' ')
                + QString::fromLatin1(control.name.data(), qsizetype(control.name.size())),
            {}, QStringLiteral("not-connected"));
    m_socket->sendTextMessage(QString::fromUtf8(text));
    return {};
}

Result<void> Socket::send(WritePermit permit, const QByteArray &text)
{
    if (m_socket == nullptr || !m_socket->isValid())
        return fail(
            ErrorKind::Network, QStringLiteral("not connected"), m_endpoint.label, {}, QStringLiteral("not-connected"));
    if (auto allowed = permit.redeem(m_endpoint.environment); !allowed)
        return allowed;
    m_socket->sendTextMessage(QString::fromUtf8(text));
    return {};
}

void Socket::publish(LinkPhase phase, Error reason, std::optional<MonoTime> nextTry)
{
    m_link.enter(phase, std::move(reason), nextTry, m_clock.monotonic());
    Q_EMIT linkChanged(link());
}

} // namespace ph::transport::websocket
