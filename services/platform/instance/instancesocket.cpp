// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/instance/instancesocket.h"

#include "services/base/files.h"
#include "services/base/logging.h"
#include "services/platform/instance/localpeer.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QPointer>

namespace ph::platform {

namespace {

/// Names of the kinds that may cross; anything else is the other side's own trouble.
ErrorKind kindFrom(const QString &name)
{
    for (const ErrorKind kind : {ErrorKind::Auth, ErrorKind::Forbidden, ErrorKind::NotFound, ErrorKind::Conflict,
             ErrorKind::Invalid, ErrorKind::Refused, ErrorKind::Timeout, ErrorKind::Unavailable})
        if (kindName(kind) == name)
            return kind;
    return ErrorKind::Server;
}

QByteArray lineOf(QJsonObject message)
{
    message.insert(QLatin1String("version"), InstanceServer::version);
    return QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n';
}

Failure noWindow(const QString &path, const QString &what)
{
    return fail(ErrorKind::Unavailable, what, path, {}, QStringLiteral("no-window"));
}

Failure protocol(const QString &what)
{
    return fail(ErrorKind::Protocol, what, QStringLiteral("window"),
        QStringLiteral("end all windows and programs of Pilothouse after an update"),
        QStringLiteral("instance-protocol"));
}

Result<QJsonObject> readReply(const QByteArray &line)
{
    const QJsonObject message = QJsonDocument::fromJson(line).object();
    if (message.value(QLatin1String("version")).toInt() != InstanceServer::version)
        return protocol(QStringLiteral("the window speaks another version"));
    if (message.value(QLatin1String("result")).isObject())
        return message.value(QLatin1String("result")).toObject();
    const QJsonObject error = message.value(QLatin1String("error")).toObject();
    const auto text = [&](const char *key) { return error.value(QLatin1String(key)).toString().left(500); };
    return fail(kindFrom(text("kind")), text("what"), text("where"), text("hint"), text("code"));
}

} // namespace

InstanceServer::InstanceServer(QString path, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.setMaxPendingConnections(mostConnections);
    connect(&m_server, &QLocalServer::newConnection, this, &InstanceServer::accept);
}

InstanceServer::~InstanceServer() { m_scope.close(); }

Result<void> InstanceServer::listen()
{
    if (auto made = makePrivateDirectory(QFileInfo(m_path).absolutePath()); !made)
        return made;
    QLocalServer::removeServer(m_path);
    if (!m_server.listen(m_path))
        return fail(ErrorKind::Unavailable, m_server.errorString(), m_path,
            QStringLiteral("the path may be too long for a socket"), QStringLiteral("instance-socket"));
    return {};
}

void InstanceServer::accept()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        const bool isTooMany = m_server.findChildren<QLocalSocket *>().size() > mostConnections;
        if (isTooMany || !isSamePerson(*socket)) {
            qCWarning(logPlatform) << "a connection to the window's socket was refused";
            delete socket;
            continue;
        }
        socket->setReadBufferSize(largest + 1);
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
        QTimer::singleShot(requestWithin, socket, [socket] {
            if (socket->property("asked").isNull())
                socket->abort();
        });
        QTimer::singleShot(answerWithin, socket, [socket] { socket->abort(); });
        read(socket);
    }
}

void InstanceServer::read(QLocalSocket *socket)
{
    if (!socket->canReadLine()) {
        if (socket->bytesAvailable() > largest)
            socket->abort();
        return;
    }
    socket->disconnect(this); // one request
    socket->setProperty("asked", true);
    take(socket, socket->readLine(largest + 2));
}

void InstanceServer::take(QLocalSocket *socket, const QByteArray &line)
{
    const QJsonObject message = QJsonDocument::fromJson(line).object();
    if (message.value(QLatin1String("version")).toInt() != version)
        return reply(socket, protocol(QStringLiteral("the window is of another version")));
    const QString method = message.value(QLatin1String("method")).toString();
    const auto handler = m_handlers.constFind(method);
    if (handler == m_handlers.constEnd())
        return reply(socket,
            fail(ErrorKind::Invalid, QStringLiteral("the window does not know “%1”").arg(method.left(60)),
                QStringLiteral("window"), {}, QStringLiteral("unknown-method")));
    const QPointer<QLocalSocket> guard(socket);
    m_scope.spawn((*handler)(message.value(QLatin1String("params")).toObject(), m_scope.token()),
        [this, guard](const Result<QJsonObject> &result) {
            if (guard)
                reply(guard, result);
        });
}

void InstanceServer::reply(QLocalSocket *socket, const Result<QJsonObject> &result)
{
    QByteArray line = result ? lineOf({{QStringLiteral("result"), *result}}) : QByteArray();
    if (line.size() > largest)
        return reply(
            socket, fail(ErrorKind::TooLarge, QStringLiteral("the answer is too large"), QStringLiteral("window")));
    if (!result) {
        const Error &error = result.error();
        line = lineOf({{QStringLiteral("error"),
            QJsonObject {{QStringLiteral("kind"), kindName(error.kind)},
                {QStringLiteral("what"), error.what.left(2000)}, {QStringLiteral("where"), error.where.left(500)},
                {QStringLiteral("hint"), error.hint.left(500)}, {QStringLiteral("code"), error.code.left(64)}}}});
    }
    socket->write(line);
    socket->disconnectFromServer();
}

Task<QJsonObject> askInstance(QString path, QString method, QJsonObject params, std::stop_token stop, Deadline deadline)
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
    QObject::connect(&socket, &QLocalSocket::readyRead, &socket, [&socket, answered] {
        if (socket.canReadLine() || socket.bytesAvailable() > InstanceServer::largest)
            answered->resolve(true);
    });
    socket.setReadBufferSize(InstanceServer::largest + 1);
    socket.connectToServer(path);
    const auto isConnected = co_await connected->wait(stop, InstanceServer::requestWithin, path);
    if (!isConnected && isCancelled(isConnected.error()))
        co_return fail(isConnected.error());
    if (!isConnected || !*isConnected || !isSamePerson(socket))
        co_return noWindow(path, QStringLiteral("no window listens there"));
    const QByteArray line = lineOf({{QStringLiteral("method"), method}, {QStringLiteral("params"), params}});
    if (line.size() > InstanceServer::largest)
        co_return fail(ErrorKind::TooLarge, QStringLiteral("the request is too large"), method);
    socket.write(line);
    const auto isAnswered = co_await answered->wait(stop, deadline, QStringLiteral("window"));
    if (!isAnswered)
        co_return fail(isAnswered.error());
    if (!socket.canReadLine())
        co_return noWindow(path, QStringLiteral("the window ended before it answered"));
    co_return readReply(socket.readLine(InstanceServer::largest + 2));
}

} // namespace ph::platform
