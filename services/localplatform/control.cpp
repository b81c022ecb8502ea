// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/control.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QPointer>
#include <sys/socket.h>
#include <unistd.h>

namespace ph::localplatform {

namespace {

constexpr qint64 s_longestRequest = 16 * 1024;
constexpr qint64 s_longestAnswer = 1024 * 1024;

std::optional<uid_t> peerOf(const QLocalSocket &socket)
{
    ucred peer {};
    socklen_t size = sizeof peer;
    if (::getsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return std::nullopt;
    return peer.uid;
}

QByteArray lineOf(const QJsonObject &json) { return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n'; }

Result<QJsonObject> parse(const QByteArray &line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (!document.isObject())
        return fail(ErrorKind::Protocol, QStringLiteral("the supervisor's answer is not understood"),
            QStringLiteral("local platform"));
    const QJsonObject object = document.object();
    if (object.contains(QLatin1String("error")))
        return fail(errorFromJson(object.value(QLatin1String("error")).toObject()));
    return object.value(QLatin1String("ok")).toObject();
}

Task<QJsonObject> exchange(QString path, QJsonObject request, std::stop_token stop, Deadline deadline)
{
    const uid_t owner = QFileInfo(path).ownerId();
    const std::unique_ptr<QLocalSocket, QScopedPointerDeleteLater> socket(new QLocalSocket);
    auto pending = Pending<QByteArray>::make();
    QObject::connect(socket.get(), &QLocalSocket::connected, socket.get(), [s = socket.get(), request, owner, pending] {
        if (peerOf(*s) != owner)
            pending->resolve(
                fail(ErrorKind::Refused, QStringLiteral("the socket belongs to another user"), s->serverName()));
        else
            s->write(lineOf(request));
    });
    QObject::connect(socket.get(), &QLocalSocket::readyRead, socket.get(), [s = socket.get(), pending] {
        if (s->canReadLine())
            pending->resolve(s->readLine(s_longestAnswer));
        else if (s->bytesAvailable() > s_longestAnswer)
            pending->resolve(fail(ErrorKind::TooLarge, QStringLiteral("the supervisor's answer is too long"),
                QStringLiteral("local platform")));
    });
    QObject::connect(socket.get(), &QLocalSocket::errorOccurred, socket.get(),
        [s = socket.get(), pending](QLocalSocket::LocalSocketError error) {
            const bool nobody
                = error == QLocalSocket::ServerNotFoundError || error == QLocalSocket::ConnectionRefusedError;
            if (error == QLocalSocket::SocketAccessError)
                return pending->resolve(fail(ErrorKind::Refused, QStringLiteral("it belongs to another user"),
                    s->serverName(), QStringLiteral("choose another --name")));
            pending->resolve(fail(nobody ? ErrorKind::NotFound : ErrorKind::Network,
                nobody ? QStringLiteral("it does not run") : s->errorString(), s->serverName()));
        });
    socket->connectToServer(path);
    auto line = co_await pending->wait(stop, deadline, QStringLiteral("local platform"));
    socket->disconnect();
    socket->abort();
    if (!line)
        co_return fail(line.error());
    co_return parse(*line);
}

} // namespace

ControlServer::ControlServer(Handler handler, TaskScope &scope)
    : m_handler(std::move(handler))
    , m_scope(scope)
{
    QObject::connect(&m_server, &QLocalServer::newConnection, &m_server, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection())
            accept(socket);
    });
}

Result<void> ControlServer::listen(const QString &path)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    QLocalServer::removeServer(path); // of a supervisor that was killed; we hold the folder's lock
    if (!m_server.listen(path))
        return fail(ErrorKind::Unavailable, m_server.errorString(), path);
    return {};
}

void ControlServer::close() { m_server.close(); }

void ControlServer::accept(QLocalSocket *socket)
{
    const auto peer = peerOf(*socket);
    if (!peer || (*peer != ::geteuid() && *peer != 0)) {
        socket->abort();
        socket->deleteLater();
        return;
    }
    QObject::connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    QObject::connect(socket, &QLocalSocket::readyRead, socket, [this, socket] { read(socket); });
    read(socket);
}

void ControlServer::read(QLocalSocket *socket)
{
    while (socket->canReadLine()) {
        const QJsonDocument document = QJsonDocument::fromJson(socket->readLine(s_longestRequest));
        answer(socket, document.object());
    }
    if (socket->bytesAvailable() > s_longestRequest)
        socket->abort();
}

void ControlServer::answer(QLocalSocket *socket, const QJsonObject &request)
{
    QPointer<QLocalSocket> to(socket);
    m_scope.spawn(m_handler(request, m_scope.token()), [to](Result<QJsonObject> result) {
        if (!to)
            return;
        to->write(lineOf(result ? QJsonObject {{QStringLiteral("ok"), *result}}
                                : QJsonObject {{QStringLiteral("error"), errorToJson(result.error())}}));
        to->flush();
    });
}

Task<QJsonObject> askSupervisor(QString path, QString verb, std::stop_token stop, Deadline deadline)
{
    co_return co_await exchange(path, {{QStringLiteral("verb"), verb}}, stop, deadline);
}

Task<QJsonObject> tellSupervisor(
    QString path, QJsonObject request, transport::LocalPermit permit, std::stop_token stop, Deadline deadline)
{
    if (auto redeemed = permit.redeem(path); !redeemed)
        co_return fail(redeemed.error());
    co_return co_await exchange(path, request, stop, deadline);
}

QJsonObject errorToJson(const Error &error)
{
    return {{QStringLiteral("kind"), int(error.kind)}, {QStringLiteral("what"), error.what},
        {QStringLiteral("where"), error.where}, {QStringLiteral("hint"), error.hint},
        {QStringLiteral("code"), error.code}};
}

Error errorFromJson(const QJsonObject &json)
{
    const int kind = json.value(QLatin1String("kind")).toInt(int(ErrorKind::Internal));
    Error error;
    error.kind = kind >= 0 && kind <= int(ErrorKind::Internal) ? ErrorKind(kind) : ErrorKind::Internal;
    error.what = json.value(QLatin1String("what")).toString();
    error.where = json.value(QLatin1String("where")).toString();
    error.hint = json.value(QLatin1String("hint")).toString();
    error.code = json.value(QLatin1String("code")).toString();
    return error;
}

} // namespace ph::localplatform
