// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/recordingproxy.h"

#include "tests/support/sockets.h"

#include <QTcpSocket>

namespace ph::test {

RecordingProxy::RecordingProxy(quint16 targetPort, QObject *parent)
    : QObject(parent)
    , m_targetPort(targetPort)
{
    connect(&m_listener, &QTcpServer::newConnection, this, &RecordingProxy::accept);
    connect(&m_dripper, &QTimer::timeout, this, &RecordingProxy::drip);
    m_dripper.setInterval(10);
    startListening();
}

RecordingProxy::~RecordingProxy() { dropConnections(true); }

void RecordingProxy::startListening()
{
    if (!m_listener.listen(QHostAddress::LocalHost, m_port))
        qFatal("the relay can't listen: %s", qPrintable(m_listener.errorString()));
    m_port = m_listener.serverPort();
}

void RecordingProxy::stopListening() { m_listener.close(); }

void RecordingProxy::setFault(Fault fault, qint64 limit)
{
    m_fault = fault;
    m_left = limit;
    if (fault == Fault::Drip)
        m_dripper.start();
    else
        m_dripper.stop();
    const auto pairs = m_pairs;
    for (auto *pair : pairs)
        relay(pair);
}

void RecordingProxy::clearRecord()
{
    m_sent.clear();
    m_answered.clear();
    m_turns = 0;
}

void RecordingProxy::accept()
{
    while (auto *client = m_listener.nextPendingConnection()) {
        ++m_connections;
        client->setParent(this);
        if (m_fault == Fault::Refuse) {
            resetConnection(client);
            client->deleteLater();
            continue;
        }
        auto *pair = new Pair {client, new QTcpSocket(this), {}, {}};
        m_pairs.append(pair);
        pair->server->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        for (auto *socket : {pair->client, pair->server}) {
            connect(socket, &QTcpSocket::readyRead, this, [this, pair] { relay(pair); });
            connect(socket, &QTcpSocket::connected, this, [this, pair] { relay(pair); });
            connect(socket, &QTcpSocket::disconnected, this, [this, pair] {
                relay(pair);
                closePair(pair, false);
            });
            connect(socket, &QTcpSocket::errorOccurred, this, [this, pair](QAbstractSocket::SocketError error) {
                if (error != QAbstractSocket::RemoteHostClosedError)
                    closePair(pair, true);
            });
        }
        pair->server->connectToHost(QHostAddress(QHostAddress::LocalHost), m_targetPort);
    }
}

void RecordingProxy::relay(Pair *pair)
{
    if (!m_pairs.contains(pair))
        return;
    const QByteArray up = pair->client->readAll();
    const QByteArray down = pair->server->readAll();
    if (!down.isEmpty())
        pair->isAnswered = true;
    if (!up.isEmpty() && std::exchange(pair->isAnswered, false))
        ++m_turns;
    m_sent += up;
    m_answered += down;
    pair->toServer += up;
    pair->toClient += down;
    if (m_fault == Fault::Stall)
        return;
    if (pair->server->state() == QAbstractSocket::ConnectedState && !pair->toServer.isEmpty())
        pass(pair->server, std::exchange(pair->toServer, {}));
    if (m_fault == Fault::Drip || pair->toClient.isEmpty())
        return;
    const bool isLimited = m_fault == Fault::Cut || m_fault == Fault::Reset;
    if (isLimited && pair->toClient.size() > m_left) {
        pair->client->write(pair->toClient.left(m_left));
        pair->client->flush();
        m_left = 0;
        if (m_fault == Fault::Cut)
            closePair(pair, false);
        else // not at once: a reset overtakes bytes that are not read yet
            QTimer::singleShot(30, this, [this, pair] { closePair(pair, true); });
        return;
    }
    m_left -= pair->toClient.size();
    pass(pair->client, std::exchange(pair->toClient, {}));
}

void RecordingProxy::pass(QTcpSocket *socket, const QByteArray &bytes)
{
    if (m_delay.count() == 0)
        socket->write(bytes);
    else // what comes in order is passed in order
        QTimer::singleShot(m_delay, Qt::PreciseTimer, socket, [socket, bytes] { socket->write(bytes); });
}

void RecordingProxy::drip()
{
    for (auto *pair : std::as_const(m_pairs)) {
        if (pair->toClient.isEmpty())
            continue;
        pair->client->write(pair->toClient.left(1));
        pair->toClient.remove(0, 1);
    }
}

void RecordingProxy::closePair(Pair *pair, bool reset)
{
    if (!m_pairs.removeOne(pair))
        return;
    for (auto *socket : {pair->client, pair->server}) {
        socket->disconnect(this);
        if (reset)
            resetConnection(socket);
        else
            socket->disconnectFromHost();
        socket->deleteLater();
    }
    delete pair;
}

void RecordingProxy::dropConnections(bool reset)
{
    const auto pairs = m_pairs;
    for (auto *pair : pairs)
        closePair(pair, reset);
}

} // namespace ph::test
