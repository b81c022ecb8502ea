// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <functional>

namespace ph::test {

/// A loopback server that answers what a test tells it: for peers that do not keep to the protocol.
class ScriptedServer final : public QObject {
public:
    using Handler = std::function<void(QTcpSocket *socket, const QByteArray &received)>;

    explicit ScriptedServer(Handler onBytes, std::function<void(QTcpSocket *)> onConnected = {})
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this, onBytes, onConnected] {
            auto *socket = m_server.nextPendingConnection();
            ++m_connections;
            if (onConnected)
                onConnected(socket);
            connect(socket, &QTcpSocket::readyRead, this, [socket, onBytes] { onBytes(socket, socket->readAll()); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
    }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] int connections() const { return m_connections; }

private:
    QTcpServer m_server;
    int m_connections = 0;
};

/// As many "+OK" as a pipelined RESP request has commands.
inline QByteArray okForEach(const QByteArray &request)
{
    QByteArray answer;
    for (qsizetype at = 0; (at = request.indexOf('*', at)) >= 0; ++at) {
        if (at == 0 || request[at - 1] == '\n')
            answer += "+OK\r\n";
    }
    return answer;
}

} // namespace ph::test
