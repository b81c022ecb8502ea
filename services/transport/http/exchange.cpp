// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/http/exchange.h"

#include "services/transport/tls/tls.h"

#include <QNetworkRequest>
#include <cstring>

namespace ph::transport::http {

namespace {
constexpr qint64 maxErrorPage = 1024 * 1024;
}

OneShotBody::OneShotBody(Secret bytes, QObject *parent)
    : QIODevice(parent)
    , m_bytes(std::move(bytes))
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 OneShotBody::readData(char *data, qint64 most)
{
    const qint64 size = std::min(most, qint64(m_bytes.size()) - m_at);
    if (size <= 0)
        return most == 0 ? 0 : -1;
    std::memcpy(data, m_bytes.reveal().data() + m_at, size_t(size));
    m_at += size;
    return size;
}

Exchange::Exchange(QNetworkReply *reply, Limits limits, TlsPolicy tls, QString where)
    : m_reply(reply)
    , m_limits(limits)
    , m_tls(std::move(tls))
    , m_where(std::move(where))
    , m_expectedName(
          reply->request().peerVerifyName().isEmpty() ? reply->url().host() : reply->request().peerVerifyName())
{
    // Back-pressure: Qt holds no more than this of what arrives, so that a gzip bomb unpacks at most a thousand times
    // as much before we see it and stop.
    reply->setReadBufferSize(64 * 1024);
    connect(reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) { m_sslErrors = errors; });
    connect(reply, &QNetworkReply::encrypted, this, [this] {
        // The request has not been sent yet, and is not while this runs.
        if (auto pinned = checkPins(m_tls, m_reply->sslConfiguration().peerCertificate(), m_where); !pinned) {
            refuse(pinned.error());
            return;
        }
        m_connected = true;
        restartTimer();
    });
    connect(reply, &QNetworkReply::requestSent, this, [this] {
        m_connected = true;
        restartTimer();
    });
    connect(reply, &QNetworkReply::uploadProgress, this, &Exchange::restartTimer);
    connect(reply, &QNetworkReply::metaDataChanged, this, &Exchange::restartTimer);
    connect(reply, &QNetworkReply::readyRead, this, &Exchange::collect);
    connect(reply, &QNetworkReply::finished, this, &Exchange::finished);
    connect(reply, &QObject::destroyed, this,
        [this] { answer->resolve(fail(ErrorKind::Cancelled, QStringLiteral("cancelled"), m_where)); });
    connect(&m_timer, &QTimer::timeout, this, &Exchange::silent);
    m_timer.setSingleShot(true);
    restartTimer();
}

Exchange::~Exchange()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
}

void Exchange::restartTimer() { m_timer.start(m_connected ? m_limits.idle : m_limits.connect); }

void Exchange::silent()
{
    if (m_connected)
        refuse(fail(ErrorKind::Timeout, QStringLiteral("connected, but no answer for %1 ms").arg(m_limits.idle.count()),
            m_where, {}, QStringLiteral("answer-timeout"))
                .error());
    else
        refuse(fail(ErrorKind::Network, QStringLiteral("no connection within %1 ms").arg(m_limits.connect.count()),
            m_where,
            m_reply->url().scheme() == QLatin1String("https")
                ? QStringLiteral("is the address right, does a firewall drop it, and does the port speak TLS?")
                : QStringLiteral("is the address right, and does a firewall drop it?"),
            QStringLiteral("connect-timeout"))
                .error());
}

void Exchange::refuse(Error error)
{
    m_timer.stop();
    answer->resolve(fail(std::move(error)));
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
    }
}

void Exchange::takeHead() { m_response.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(); }

void Exchange::collect()
{
    m_connected = true;
    restartTimer();
    takeHead();
    const bool isErrorPage = m_response.status >= 400;
    const qint64 most = isErrorPage ? std::min(maxErrorPage, m_limits.maxBody) : m_limits.maxBody;
    while (m_reply) {
        const qint64 room = most - m_response.body.size();
        const QByteArray chunk = m_reply->read(std::min<qint64>(room + 1, 256 * 1024));
        if (chunk.isEmpty())
            return;
        m_response.body += chunk;
        if (m_response.body.size() <= most)
            continue;
        if (isErrorPage) {
            m_response.body.truncate(most);
            m_response.truncated = true;
            finished();
            m_reply->disconnect(this);
            m_reply->abort();
        } else {
            refuse(
                fail(ErrorKind::TooLarge, QStringLiteral("the answer is larger than %1 MiB").arg(most / (1024 * 1024)),
                    m_where, QStringLiteral("ask for less at once"), QStringLiteral("too-large"))
                    .error());
        }
        return;
    }
}

/// A connection that is reset in the middle of a body is no error to Qt when the bytes before it were read already; it
/// may even ask again and hand out both parts. So the announced length is compared (of a packed body Qt takes that
/// header away).
bool Exchange::isCutShort() const
{
    bool isNumber = false;
    const qint64 announced = m_reply->rawHeader("Content-Length").toLongLong(&isNumber);
    return isNumber && !m_response.truncated && m_reply->rawHeader("Content-Encoding").isEmpty()
        && m_response.body.size() != announced;
}

/// Qt reports statuses of 400 and above as errors too; those are answers.
bool Exchange::isAnswer() const
{
    const auto error = m_reply->error();
    if (m_response.status == 0)
        return false;
    if (error == QNetworkReply::NoError && isCutShort())
        return false;
    if (error == QNetworkReply::NoError || m_response.truncated)
        return true;
    if (m_response.status == 307 || m_response.status == 308)
        return error == QNetworkReply::ContentReSendError; // Qt tries to rewind the body although we follow no redirect
    if (m_response.status < 400)
        return false;
    return error == QNetworkReply::ProxyAuthenticationRequiredError
        || error == QNetworkReply::ProtocolInvalidOperationError
        || (error >= QNetworkReply::ContentAccessDenied && error <= QNetworkReply::UnknownContentError
            && error != QNetworkReply::ContentReSendError)
        || (error >= QNetworkReply::InternalServerError && error <= QNetworkReply::UnknownServerError);
}

void Exchange::finished()
{
    if (!m_reply || answer->isSettled())
        return;
    if (!m_response.truncated && m_reply->isOpen() && m_reply->bytesAvailable() > 0) {
        collect();
        if (answer->isSettled())
            return;
    }
    m_timer.stop();
    takeHead();
    if (!isAnswer()) {
        answer->resolve(fail(networkError()));
        return;
    }
    m_response.headers = m_reply->rawHeaderPairs();
    answer->resolve(std::move(m_response));
}

Error Exchange::networkError() const
{
    const auto make = [this](ErrorKind kind, QString what, QString code, QString hint = {}) {
        return fail(kind, std::move(what), m_where, std::move(hint), std::move(code)).error();
    };
    switch (m_reply->error()) {
    case QNetworkReply::NoError: // isCutShort()
        return make(ErrorKind::Network,
            QStringLiteral("the connection was cut after %1 bytes of the answer").arg(received()),
            QStringLiteral("cut-off"));
    case QNetworkReply::SslHandshakeFailedError:
        return m_sslErrors.isEmpty() ? handshakeError(m_reply->errorString(), m_where)
                                     : certificateError(m_sslErrors, m_expectedName, m_where);
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolInvalidOperationError:
        return make(ErrorKind::Protocol, QStringLiteral("what answers on this port is no HTTP server"),
            QStringLiteral("not-http"), QStringLiteral("check the port"));
    case QNetworkReply::UnknownContentError:
        return make(
            ErrorKind::Protocol, QStringLiteral("the answer can't be unpacked"), QStringLiteral("bad-encoding"));
    case QNetworkReply::ContentReSendError:
    case QNetworkReply::RemoteHostClosedError:
        if (m_response.status != 0)
            return make(ErrorKind::Network,
                QStringLiteral("the connection was cut after %1 bytes of the answer").arg(received()),
                QStringLiteral("cut-off"));
        return make(ErrorKind::Network, QStringLiteral("the server closed the connection without an answer"),
            QStringLiteral("closed"));
    default: return connectionError();
    }
}

Error Exchange::connectionError() const
{
    const auto make = [this](QString what, QString code, QString hint = {}) {
        return fail(ErrorKind::Network, std::move(what), m_where, std::move(hint), std::move(code)).error();
    };
    const auto proxyFailed = [&] {
        return make(QStringLiteral("the proxy failed: %1").arg(m_reply->errorString().left(160)),
            QStringLiteral("proxy"), QStringLiteral("check the profile's proxy"));
    };
    switch (m_reply->error()) {
    case QNetworkReply::ConnectionRefusedError:
        return make(QStringLiteral("connection refused"), QStringLiteral("refused"),
            QStringLiteral("is the server running, and the port right?"));
    case QNetworkReply::HostNotFoundError:
        return make(QStringLiteral("the host name \"%1\" is not known").arg(m_reply->url().host()),
            QStringLiteral("dns"), QStringLiteral("check the spelling, and whether the VPN is up"));
    case QNetworkReply::TimeoutError:
        return make(QStringLiteral("no connection could be made in time"), QStringLiteral("connect-timeout"));
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::UnknownProxyError: return proxyFailed();
    default:
        if (m_limits.viaProxy && !m_connected)
            return proxyFailed();
        return make(m_reply->errorString().left(200), QStringLiteral("network-%1").arg(int(m_reply->error())));
    }
}

} // namespace ph::transport::http
