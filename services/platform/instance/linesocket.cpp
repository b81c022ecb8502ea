// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/instance/linesocket.h"

#include "services/base/files.h"
#include "services/base/logging.h"

#include <QFileInfo>
#include <QLocalSocket>
#include <QPointer>
#include <sys/socket.h>
#include <unistd.h>

namespace ph::platform {

namespace {

/// The kernel's word on who is at the other end.
bool isSamePerson(const QLocalSocket &socket)
{
    ucred peer {};
    socklen_t size = sizeof peer;
    return ::getsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0
        && peer.uid == ::geteuid();
}

/// Without its line break; the buffer is wiped.
Secret takeLine(QLocalSocket &socket, qint64 most)
{
    QByteArray line = socket.readLine(most + 2);
    if (line.endsWith('\n'))
        line.chop(1);
    return Secret::take(line);
}

void writeLine(QLocalSocket &socket, const Secret &line)
{
    socket.write(line.reveal().data(), line.size());
    socket.write("\n");
}

Failure noWindow(const QString &path, const QString &what)
{
    return fail(ErrorKind::Unavailable, what, path, {}, QStringLiteral("no-window"));
}

} // namespace

LineServer::LineServer(QString path, LineLimits limits, Handler handler, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
    , m_limits(limits)
    , m_handler(std::move(handler))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.setMaxPendingConnections(m_limits.connections);
    connect(&m_server, &QLocalServer::newConnection, this, &LineServer::accept);
}

Result<void> LineServer::listen()
{
    if (auto made = makePrivateDirectory(QFileInfo(m_path).absolutePath()); !made)
        return made;
    QLocalServer::removeServer(m_path);
    if (!m_server.listen(m_path))
        return fail(ErrorKind::Unavailable, m_server.errorString(), m_path,
            QStringLiteral("the path may be too long for a socket"), QStringLiteral("local-socket"));
    return {};
}

void LineServer::accept()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        const bool isTooMany = m_server.findChildren<QLocalSocket *>().size() > m_limits.connections;
        if (isTooMany || !isSamePerson(*socket)) {
            qCWarning(logPlatform) << "a connection to a socket of ours was refused";
            delete socket;
            continue;
        }
        socket->setReadBufferSize(m_limits.request + 1);
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
        QTimer::singleShot(m_limits.requestWithin, socket, [socket] {
            if (socket->property("asked").isNull())
                socket->abort();
        });
        QTimer::singleShot(m_limits.answerWithin, socket, [socket] { socket->abort(); });
        read(socket);
    }
}

void LineServer::read(QLocalSocket *socket)
{
    if (!socket->canReadLine()) {
        if (socket->bytesAvailable() > m_limits.request)
            socket->abort();
        return;
    }
    socket->disconnect(this); // one request
    socket->setProperty("asked", true);
    m_handler(takeLine(*socket, m_limits.request), [guard = QPointer(socket)](Secret line) {
        if (!guard)
            return;
        if (line.isEmpty())
            return guard->abort();
        writeLine(*guard, line);
        guard->disconnectFromServer();
    });
}

Task<Secret> askLine(QString path, Secret request, LineLimits limits, std::stop_token stop)
{
    const LiveTask live;
    QLocalSocket socket;
    auto connected = Pending<bool>::make();
    auto answered = Pending<bool>::make();
    const auto ended = [connected, answered] {
        connected->resolve(false);
        answered->resolve(false);
    };
    QObject::connect(&socket, &QLocalSocket::connected, &socket, [connected] { connected->resolve(true); });
    QObject::connect(&socket, &QLocalSocket::errorOccurred, &socket, ended);
    QObject::connect(&socket, &QLocalSocket::disconnected, &socket, ended);
    QObject::connect(&socket, &QLocalSocket::readyRead, &socket, [&socket, answered, most = limits.reply] {
        if (socket.canReadLine() || socket.bytesAvailable() > most)
            answered->resolve(true);
    });
    socket.setReadBufferSize(limits.reply + 1);
    socket.connectToServer(path);
    const auto isConnected = co_await connected->wait(stop, limits.requestWithin, path);
    if (!isConnected && isCancelled(isConnected.error()))
        co_return fail(isConnected.error());
    if (!isConnected || !*isConnected || !isSamePerson(socket))
        co_return noWindow(path, QStringLiteral("no window listens there"));
    writeLine(socket, request);
    const auto isAnswered = co_await answered->wait(stop, limits.answerWithin, path);
    if (!isAnswered)
        co_return fail(isAnswered.error());
    if (!socket.canReadLine())
        co_return noWindow(path, QStringLiteral("the window ended before it answered"));
    co_return takeLine(socket, limits.reply);
}

} // namespace ph::platform
