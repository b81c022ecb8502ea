// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/websocket/handshake.h"

#include "services/transport/tls/tls.h"

#include <QRegularExpression>
#include <QWebSocket>
#include <algorithm>

namespace ph::transport::websocket {

namespace {

bool hasControls(QByteArrayView text)
{
    return std::any_of(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// What the server said in place of "101 Switching Protocols"; Qt tells it only in its message.
int refusedStatus(const QString &message)
{
    static const QRegularExpression status(QStringLiteral("status code: (\\d{3})"));
    return status.match(message).captured(1).toInt();
}

Error statusError(int status, const QString &label)
{
    const ErrorKind kind = status == 401 ? ErrorKind::Auth
        : status == 403                  ? ErrorKind::Forbidden
        : status == 404                  ? ErrorKind::NotFound
        : status == 429                  ? ErrorKind::RateLimited
        : status >= 500                  ? ErrorKind::Server
                                         : ErrorKind::Protocol;
    return fail(kind, QStringLiteral("the server refused the web socket with HTTP %1").arg(status), label, {},
        QStringLiteral("http-%1").arg(status))
        .error();
}

} // namespace

Result<void> checkUrl(const QUrl &url, const QString &label)
{
    const bool isSocket = url.scheme() == QLatin1String("wss") || url.scheme() == QLatin1String("ws");
    if (!url.isValid() || url.host().isEmpty() || !isSocket || !url.userInfo().isEmpty() || url.hasFragment())
        return fail(ErrorKind::Invalid, QStringLiteral("not a usable web socket address"), label,
            QStringLiteral("an address looks like wss://host/path"), QStringLiteral("bad-url"));
    if (url.scheme() == QLatin1String("ws") && !isLoopbackHost(url.host()))
        return fail(ErrorKind::Tls, QStringLiteral("plain ws is for this machine only"), label,
            QStringLiteral("use wss"), QStringLiteral("plain-ws"));
    return {};
}

Result<QNetworkRequest> makeRequest(
    const Endpoint &endpoint, const Access &access, const std::optional<DialTarget> &dial)
{
    QUrl url = endpoint.url;
    QByteArray encoded = url.toEncoded();
    char separator = url.hasQuery() ? '&' : '?';
    for (const auto &[name, value] : access.query) {
        encoded += separator + QUrl::toPercentEncoding(name) + '=' + value.reveal().toByteArray().toPercentEncoding();
        separator = '&';
    }
    url = QUrl::fromEncoded(encoded, QUrl::StrictMode);
    if (!url.isValid())
        return fail(ErrorKind::Internal, QStringLiteral("no valid URL came of it"), endpoint.label);
    if (dial) {
        url.setHost(dial->host);
        url.setPort(dial->port);
    }
    QNetworkRequest request(url);
    if (dial) {
        const QString port
            = endpoint.url.port() < 0 ? QString() : QLatin1Char(':') + QString::number(endpoint.url.port());
        request.setRawHeader("Host", (endpoint.url.host(QUrl::FullyEncoded) + port).toLatin1());
    }
    request.setRawHeader("User-Agent", "Pilothouse/" PH_VERSION);
    for (const auto &[name, value] : access.headers) {
        if (hasControls(name) || hasControls(value.reveal()))
            return fail(ErrorKind::Invalid, QStringLiteral("a header has control characters"), endpoint.label, {},
                QStringLiteral("bad-header"));
        request.setRawHeader(name, value.reveal().toByteArray());
    }
    return request;
}

Error tooLarge(const QString &label)
{
    return fail(ErrorKind::TooLarge, QStringLiteral("a message was larger than %1 MiB").arg(maxMessage / (1024 * 1024)),
        label, {}, QStringLiteral("too-large"))
        .error();
}

Error closeError(const QWebSocket &socket, const QString &label)
{
    const auto make = [&label](ErrorKind kind, QString what, QString code, QString hint = {}) {
        return fail(kind, std::move(what), label, std::move(hint), std::move(code)).error();
    };
    if (const int status = refusedStatus(socket.errorString()); status != 0)
        return statusError(status, label);
    if (socket.closeCode() == QWebSocketProtocol::CloseCodeTooMuchData)
        return tooLarge(label);
    const auto notWebSocket = [&make] {
        return make(ErrorKind::Protocol, QStringLiteral("what answers there is no web socket server"),
            QStringLiteral("not-websocket"), QStringLiteral("check address and path"));
    };
    switch (socket.error()) {
    case QAbstractSocket::HostNotFoundError:
        return make(ErrorKind::Network, QStringLiteral("the host name is not known"), QStringLiteral("dns"),
            QStringLiteral("check the spelling, and whether the VPN is up"));
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError: return handshakeError(socket.errorString(), label);
    case QAbstractSocket::ConnectionRefusedError:
        if (socket.errorString().contains(QLatin1String("refused"), Qt::CaseInsensitive))
            return make(ErrorKind::Network, QStringLiteral("connection refused"), QStringLiteral("refused"),
                QStringLiteral("is the server running, and the port right?"));
        return notWebSocket();
    case QAbstractSocket::ProxyAuthenticationRequiredError:
    case QAbstractSocket::ProxyConnectionClosedError:
    case QAbstractSocket::ProxyConnectionRefusedError:
    case QAbstractSocket::ProxyConnectionTimeoutError:
    case QAbstractSocket::ProxyNotFoundError:
    case QAbstractSocket::ProxyProtocolError:
        return make(ErrorKind::Network, QStringLiteral("the proxy failed: %1").arg(socket.errorString().left(160)),
            QStringLiteral("proxy"), QStringLiteral("check the profile's proxy"));
    case QAbstractSocket::UnknownSocketError:
        if (socket.errorString().contains(QLatin1String("handshake"), Qt::CaseInsensitive))
            return notWebSocket();
        break;
    case QAbstractSocket::RemoteHostClosedError: break;
    default:
        return make(
            ErrorKind::Network, socket.errorString().left(200), QStringLiteral("socket-%1").arg(int(socket.error())));
    }
    const int code = int(socket.closeCode());
    if (code == QWebSocketProtocol::CloseCodeNormal || code == QWebSocketProtocol::CloseCodeAbnormalDisconnection)
        return make(ErrorKind::Network, QStringLiteral("the connection ended"), QStringLiteral("closed"));
    return make(ErrorKind::Server,
        QStringLiteral("the server ended the web socket (%1 %2)")
            .arg(code)
            .arg(socket.closeReason().simplified().left(120)),
        QStringLiteral("close-%1").arg(code));
}

} // namespace ph::transport::websocket
