// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/tls/socketerrors.h"

#include "services/transport/tls/tls.h"

namespace ph::transport {

Error explainSocket(QAbstractSocket::SocketError error, const QString &text, const QString &where)
{
    const auto network = [&](QString what, QString hint, const char *code) {
        return Error {ErrorKind::Network, std::move(what), where, std::move(hint), QLatin1String(code), {}, {}};
    };
    switch (error) {
    case QAbstractSocket::HostNotFoundError:
        return network(QStringLiteral("host name not found"),
            QStringLiteral("check the name and the DNS of this computer"), "dns");
    case QAbstractSocket::ConnectionRefusedError:
        return network(QStringLiteral("connection refused"),
            QStringLiteral("is the server running, and is this its port?"), "refused");
    case QAbstractSocket::RemoteHostClosedError:
        return network(QStringLiteral("the server closed the connection"), {}, "closed");
    case QAbstractSocket::SocketTimeoutError:
    case QAbstractSocket::ProxyConnectionTimeoutError:
        return {ErrorKind::Timeout, QStringLiteral("no answer to the connection attempt"), where,
            QStringLiteral("a firewall may drop the packets"), QStringLiteral("timeout"), {}, {}};
    case QAbstractSocket::ProxyAuthenticationRequiredError:
    case QAbstractSocket::ProxyConnectionRefusedError:
    case QAbstractSocket::ProxyConnectionClosedError:
    case QAbstractSocket::ProxyNotFoundError:
    case QAbstractSocket::ProxyProtocolError:
        return network(QStringLiteral("the proxy failed: %1").arg(text.simplified().left(200)),
            QStringLiteral("check the proxy of the profile"), "proxy");
    default: return network(text.simplified().left(200), {}, "unreachable");
    }
}

Result<void> checkPlain(const TlsPolicy &tls, const Route &route, const QString &host, const QString &where)
{
    if (tls.enabled || isLoopbackHost(host) || !route.sshHost.isEmpty())
        return {};
    return fail(ErrorKind::Invalid, QStringLiteral("a connection without TLS is allowed to this computer only"), where,
        QStringLiteral("switch TLS on, or go through an SSH host"), QStringLiteral("plain-refused"));
}

} // namespace ph::transport
