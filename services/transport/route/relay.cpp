// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/route/relay.h"

#include "services/base/stoplink.h"
#include "services/transport/route/proxy.h"
#include "services/transport/tls/socketerrors.h"

#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

namespace ph::transport {

using namespace std::chrono_literals;

namespace {

constexpr qint64 s_mostKept = 1024 * 1024; // bytes that one side has sent and the other did not take yet
constexpr Deadline s_reachLimit = 10s;
constexpr Milliseconds s_claimLimit = 15s;

Task<DialTarget> relayGone() { co_return fail(ErrorKind::Cancelled, QStringLiteral("the relay was taken down")); }

void carry(QTcpSocket *from, QTcpSocket *to)
{
    while (from->bytesAvailable() > 0 && to->bytesToWrite() < s_mostKept)
        to->write(from->read(64 * 1024));
}

} // namespace

Relay::Relay(Route route, QString targetHost, quint16 targetPort, QObject *parent)
    : QObject(parent)
    , m_route(std::move(route))
    , m_targetHost(std::move(targetHost))
    , m_targetPort(targetPort)
    , m_where(QStringLiteral("%1:%2 by proxy %3:%4")
              .arg(m_targetHost)
              .arg(m_targetPort)
              .arg(m_route.proxyHost)
              .arg(m_route.proxyPort))
{
    connect(&m_server, &QTcpServer::newConnection, this, &Relay::accept);
}

Relay::~Relay()
{
    m_life.request_stop();
    m_server.close();
}

Dial Relay::dialer()
{
    return [self = QPointer(this)](std::stop_token stop) { return self ? self->dial(std::move(stop)) : relayGone(); };
}

QTcpSocket *Relay::makeUpstream()
{
    auto *socket = new QTcpSocket(this);
    QUrl url;
    url.setScheme(QStringLiteral("tcp"));
    url.setHost(m_targetHost);
    url.setPort(m_targetPort);
    socket->setProxy(proxyFor(m_route, url));
    socket->setReadBufferSize(s_mostKept);
    socket->connectToHost(m_targetHost, m_targetPort);
    return socket;
}

Task<DialTarget> Relay::dial(std::stop_token stop)
{
    const LiveTask live;
    const StopLink either(std::move(stop), m_life.get_token());
    const QPointer<Relay> self(this);
    const QString where = m_where;
    if (!m_server.isListening() && !m_server.listen(QHostAddress::LocalHost))
        co_return fail(ErrorKind::Unavailable, m_server.errorString(), where);
    const QPointer<QTcpSocket> upstream(makeUpstream());
    auto reached = Pending<void>::make();
    connect(upstream, &QTcpSocket::connected, upstream, [reached] { reached->resolve({}); });
    connect(upstream, &QTcpSocket::errorOccurred, upstream, [reached, where, socket = upstream.data()] {
        reached->resolve(fail(explainSocket(socket->error(), socket->errorString(), where)));
    });
    auto result = co_await reached->wait(either.token(), s_reachLimit, where);
    if (!self)
        co_return fail(ErrorKind::Cancelled, QStringLiteral("cancelled"), where);
    if (!result) {
        if (upstream)
            upstream->deleteLater();
        co_return fail(result.error());
    }
    m_reached.push_back(upstream);
    QTimer::singleShot(s_claimLimit, upstream, [this, socket = upstream.data()] {
        if (std::erase(m_reached, socket) > 0)
            socket->deleteLater();
    });
    co_return DialTarget {QStringLiteral("127.0.0.1"), m_server.serverPort()};
}

void Relay::accept()
{
    while (QTcpSocket *near = m_server.nextPendingConnection()) {
        QTcpSocket *far = nullptr;
        while (far == nullptr && !m_reached.empty()) {
            far = m_reached.front();
            m_reached.erase(m_reached.begin());
            if (far->state() != QAbstractSocket::ConnectedState) {
                far->deleteLater();
                far = nullptr;
            }
        }
        join(near, far != nullptr ? far : makeUpstream());
    }
}

void Relay::join(QTcpSocket *near, QTcpSocket *far)
{
    near->setReadBufferSize(s_mostKept);
    for (const auto &[from, to] : {std::pair {near, far}, std::pair {far, near}}) {
        connect(from, &QTcpSocket::readyRead, to, [from = from, to = to] { carry(from, to); });
        connect(to, &QTcpSocket::bytesWritten, from, [from = from, to = to] { carry(from, to); });
        connect(from, &QTcpSocket::disconnected, to, [from = from, to = to] {
            carry(from, to);
            to->disconnectFromHost();
            from->deleteLater();
        });
        // A way that could not be made has no “disconnected”.
        connect(from, &QTcpSocket::errorOccurred, to, [from = from, to = to] {
            if (from->state() == QAbstractSocket::UnconnectedState) {
                to->disconnectFromHost();
                from->deleteLater();
            }
        });
        carry(from, to);
    }
}

} // namespace ph::transport
