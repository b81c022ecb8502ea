// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A TCP relay between a client and a real server that writes down every byte and can do what networks do. Lives on the
// test's thread; the test spins the event loop.
//
//     RecordingProxy proxy(redisPort);
//     connectTo(proxy.port());
//     proxy.setFault(RecordingProxy::Fault::Stall);   // from now on nothing passes, connections stay open (half-open)

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QTcpServer>
#include <QTimer>
#include <chrono>

class QTcpSocket;

namespace ph::test {

class RecordingProxy final : public QObject {
    Q_OBJECT
public:
    enum class Fault {
        None,
        Stall, ///< bytes are taken and kept, in both directions; passed on when the fault ends
        Drip, ///< the server's answers pass one byte each 10 ms
        Cut, ///< after `limit` bytes of answer (counted from now, over all connections): closed in order
        Reset, ///< the same with a TCP reset
        Refuse ///< new connections are reset at once
    };

    /// Listens on a free port of 127.0.0.1 and relays to `targetHost:targetPort`.
    explicit RecordingProxy(quint16 targetPort, QObject *parent = nullptr);
    ~RecordingProxy() override;

    [[nodiscard]] quint16 port() const { return m_port; }
    void setTarget(quint16 port) { m_targetPort = port; }
    void setFault(Fault fault, qint64 limit = 0);
    /// A long way: each byte arrives so much later, in both directions; a round trip takes twice that.
    void setDelay(std::chrono::milliseconds delay) { m_delay = delay; }
    /// Closes every connection, with a reset or in order.
    void dropConnections(bool reset = true);
    /// Stops listening (connections are refused by the system) and listens again on the same port.
    void stopListening();
    void startListening();

    /// What clients sent and what the server answered, over all connections, in order of arrival.
    [[nodiscard]] const QByteArray &sent() const { return m_sent; }
    [[nodiscard]] const QByteArray &answered() const { return m_answered; }
    void clearRecord();
    /// How often a client spoke after it had been answered, over all connections: round trips, as far as they are
    /// waited for. Counts since clearRecord().
    [[nodiscard]] int turns() const { return m_turns; }
    [[nodiscard]] int connections() const { return m_connections; }
    [[nodiscard]] int openConnections() const { return int(m_pairs.size()); }

private:
    struct Pair {
        QTcpSocket *client;
        QTcpSocket *server;
        QByteArray toServer; ///< kept back by a fault
        QByteArray toClient;
        bool isAnswered = true; ///< since the client spoke last
    };

    void accept();
    void relay(Pair *pair);
    void pass(QTcpSocket *socket, const QByteArray &bytes);
    void closePair(Pair *pair, bool reset);
    void drip();

    QTcpServer m_listener;
    QList<Pair *> m_pairs;
    QByteArray m_sent;
    QByteArray m_answered;
    QTimer m_dripper;
    Fault m_fault = Fault::None;
    std::chrono::milliseconds m_delay {0};
    qint64 m_left = 0; ///< bytes of answer until Cut or Reset
    quint16 m_targetPort;
    quint16 m_port = 0;
    int m_connections = 0;
    int m_turns = 0;
};

} // namespace ph::test
