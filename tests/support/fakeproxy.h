// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/link/linkstate.h"

#include <QTcpServer>
#include <QTcpSocket>

namespace ph::test {

/// An HTTP CONNECT or SOCKS5 proxy that leads every name to one local port.
class FakeProxy : public QObject {
public:
    FakeProxy(transport::ProxyKind kind, quint16 target)
        : m_kind(kind)
        , m_target(target)
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            auto *client = m_server.nextPendingConnection();
            client->setParent(this);
            connect(client, &QTcpSocket::readyRead, this, [this, client] { greet(client); });
        });
    }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    QByteArray asked;
    bool refuses = false;

private:
    void greet(QTcpSocket *client)
    {
        const QByteArray bytes = client->readAll();
        asked += bytes;
        if (m_kind == transport::ProxyKind::Http) {
            client->write(refuses ? "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\n");
            if (!refuses)
                relay(client);
        } else if (bytes.size() == 3 || bytes.size() == 4) {
            client->write(QByteArray("\x05\x00", 2)); // no sign-in wanted
        } else {
            client->write(QByteArray("\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50", 10));
            relay(client);
        }
    }
    void relay(QTcpSocket *client)
    {
        client->disconnect(this);
        auto *server = new QTcpSocket(client);
        connect(client, &QTcpSocket::readyRead, server, [client, server] { server->write(client->readAll()); });
        connect(server, &QTcpSocket::readyRead, client, [client, server] { client->write(server->readAll()); });
        connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        server->connectToHost(QHostAddress(QHostAddress::LocalHost), m_target);
    }
    transport::ProxyKind m_kind;
    quint16 m_target;
    QTcpServer m_server;
};

} // namespace ph::test
