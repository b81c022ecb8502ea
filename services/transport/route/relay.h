// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/link/linkstate.h"
#include "services/transport/route/dial.h"

#include <QObject>
#include <QTcpServer>
#include <vector>

class QTcpSocket;

namespace ph::transport {

/// A way to one server through the route's SOCKS5 or HTTP proxy, for libraries that know no proxies (libpq): a loopback
/// port whose connections are carried there. Lives on one thread with an event loop. Any user of this machine can reach
/// the port: the server behind it must ask for credentials, and TLS verifies the server's own name.
class Relay final : public QObject {
    Q_OBJECT
public:
    Relay(Route route, QString targetHost, quint16 targetPort, QObject *parent = nullptr);
    ~Relay() override;

    /// The near end, once the server was reached through the proxy, so that a dead proxy is told as such. Errors:
    /// Network "proxy", "refused", "dns"; Timeout.
    [[nodiscard]] Task<DialTarget> dial(std::stop_token stop);
    /// dial() as transports take it.
    [[nodiscard]] Dial dialer();

private:
    [[nodiscard]] QTcpSocket *makeUpstream();
    void accept();
    void join(QTcpSocket *near, QTcpSocket *far);

    Route m_route;
    QString m_targetHost;
    quint16 m_targetPort;
    QString m_where;
    QTcpServer m_server;
    std::vector<QTcpSocket *> m_reached; ///< connected by dial(), not claimed yet
    std::stop_source m_life;
};

} // namespace ph::transport
