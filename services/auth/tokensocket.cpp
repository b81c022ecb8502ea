// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/tokensocket.h"

#include "services/base/logging.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocalSocket>
#include <sys/socket.h>
#include <unistd.h>

namespace ph::auth {

namespace {

using namespace std::chrono_literals;

constexpr qint64 maxRequest = 70 * 1024; // a refused token may come along
constexpr qint64 maxReply = 128 * 1024;
constexpr int maxConnections = 32;
constexpr Deadline requestWithin = 5s;
constexpr Deadline replyWithin = 80s; // a renewal may be under way

/// The kernel's word on who is at the other end.
bool isSameUser(qintptr descriptor)
{
    ucred peer {};
    socklen_t size = sizeof peer;
    return ::getsockopt(int(descriptor), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

Failure noWindow(const QString &path, const QString &what)
{
    return fail(ErrorKind::Unavailable, what, path, {}, QStringLiteral("no-window"));
}

/// Reads up to the line break; nullptr-free and wiped.
Secret takeLine(QLocalSocket &socket)
{
    QByteArray line = socket.readLine(maxReply);
    return Secret::take(line);
}

} // namespace

TokenServer::TokenServer(SessionService &service, QString path, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_path(std::move(path))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.setMaxPendingConnections(maxConnections);
    connect(&m_server, &QLocalServer::newConnection, this, &TokenServer::accept);
}

TokenServer::~TokenServer() { m_scope.close(); }

Result<void> TokenServer::listen()
{
    const QString folder = QFileInfo(m_path).absolutePath();
    const auto ownOnly = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    if (!QDir().mkpath(folder) || !QFile::setPermissions(folder, ownOnly))
        return fail(ErrorKind::Unavailable, QStringLiteral("the folder cannot be made"), folder, {},
            QStringLiteral("token-socket"));
    QLocalServer::removeServer(m_path);
    if (!m_server.listen(m_path))
        return fail(ErrorKind::Unavailable, m_server.errorString(), m_path, {}, QStringLiteral("token-socket"));
    return {};
}

void TokenServer::accept()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        const bool isTooMany = m_server.findChildren<QLocalSocket *>().size() > maxConnections;
        if (isTooMany || !isSameUser(socket->socketDescriptor())) {
            qCWarning(logAuth) << "a connection to the token socket was refused";
            delete socket;
            continue;
        }
        socket->setReadBufferSize(maxRequest + 1);
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
        QTimer::singleShot(replyWithin, socket, [socket] { socket->abort(); });
        read(socket);
    }
}

void TokenServer::read(QLocalSocket *socket)
{
    if (!socket->canReadLine()) {
        if (socket->bytesAvailable() > maxRequest)
            socket->abort();
        return;
    }
    socket->disconnect(this); // one request
    auto request = SecretObject::parse(takeLine(*socket), {"refused"}, QStringLiteral("token socket"));
    if (!request || request->rest()[u"want"].toString() != u"access_token") {
        socket->abort();
        return;
    }
    auto refused = std::make_shared<const Secret>(request->take("refused"));
    const QPointer<QLocalSocket> guard(socket);
    m_scope.spawn(
        refused->isEmpty() ? m_service.accessToken(m_scope.token()) : m_service.renewedToken(refused, m_scope.token()),
        [this, guard](const Result<AccessGrant> &grant) {
            if (guard)
                reply(guard, grant);
        });
}

void TokenServer::reply(QLocalSocket *socket, const Result<AccessGrant> &grant)
{
    const Secret text = grant
        ? secretJson({{"access_token", grant->token->reveal()},
              {"valid_ms", QByteArray::number(qint64(grant->validFor.count()))}})
        : secretJson({{"error", kindName(grant.error().kind).toUtf8()}, {"code", grant.error().code.toUtf8()},
              {"what", grant.error().what.toUtf8()}, {"hint", grant.error().hint.toUtf8()}});
    socket->write(text.reveal().data(), text.size());
    socket->write("\n");
    socket->disconnectFromServer();
    ++m_answered;
}

namespace {

Result<AccessGrant> readReply(Secret line, const QString &path)
{
    auto reply = SecretObject::parse(std::move(line), {"access_token"}, path);
    if (!reply)
        return fail(reply.error());
    Secret token = reply->take("access_token");
    if (token.isEmpty()) {
        const QJsonObject &fields = reply->rest();
        const bool isSignedOut = fields[u"code"].toString() == u"signed-out";
        return fail(isSignedOut ? ErrorKind::Auth : ErrorKind::Unavailable, fields[u"what"].toString().left(500),
            QStringLiteral("window's session"), fields[u"hint"].toString().left(500),
            fields[u"code"].toString().left(64));
    }
    const Milliseconds validFor {reply->rest()[u"valid_ms"].toString().toLongLong()};
    return AccessGrant {std::make_shared<const Secret>(std::move(token)), validFor};
}

} // namespace

Task<AccessGrant> askWindow(QString path, SharedSecret refused, std::stop_token stop)
{
    const LiveTask live;
    QLocalSocket socket;
    auto connected = Pending<bool>::make();
    auto lineReady = Pending<bool>::make();
    const auto ended = [connected, lineReady] {
        connected->resolve(false);
        lineReady->resolve(false);
    };
    QObject::connect(&socket, &QLocalSocket::connected, &socket, [connected] { connected->resolve(true); });
    QObject::connect(&socket, &QLocalSocket::errorOccurred, &socket, ended);
    QObject::connect(&socket, &QLocalSocket::readyRead, &socket, [&socket, lineReady] {
        if (socket.canReadLine() || socket.bytesAvailable() > maxReply)
            lineReady->resolve(true);
    });
    QObject::connect(&socket, &QLocalSocket::disconnected, &socket, ended);
    socket.connectToServer(path);
    const auto isConnected = co_await connected->wait(stop, requestWithin, path);
    if (!isConnected && isCancelled(isConnected.error()))
        co_return fail(isConnected.error());
    if (!isConnected || !*isConnected || !isSameUser(socket.socketDescriptor()))
        co_return noWindow(path, QStringLiteral("no window listens there"));
    const Secret request = refused && !refused->isEmpty()
        ? secretJson({{"want", "access_token"}, {"refused", refused->reveal()}})
        : secretJson({{"want", "access_token"}});
    socket.write(request.reveal().data(), request.size());
    socket.write("\n");
    const auto isReady = co_await lineReady->wait(stop, replyWithin, path);
    if (!isReady)
        co_return fail(isReady.error());
    if (!socket.canReadLine())
        co_return noWindow(path, QStringLiteral("the window ended before it answered"));
    co_return readReply(takeLine(socket), path);
}

} // namespace ph::auth
