// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/http/diagnosis.h"

#include "services/transport/link/firstbytes.h"

#include <QSslSocket>
#include <memory>

namespace ph::transport::http {

namespace {

bool isStatusLine(const QByteArray &bytes)
{
    const auto isDigit = [&bytes](qsizetype at) { return bytes.at(at) >= '0' && bytes.at(at) <= '9'; };
    return bytes.size() > 11 && bytes.startsWith("HTTP/1.") && bytes.at(8) == ' ' && isDigit(9) && isDigit(10)
        && isDigit(11);
}

struct LaterDeleter {
    void operator()(QSslSocket *socket) const
    {
        socket->disconnect();
        socket->abort();
        socket->deleteLater();
    }
};

} // namespace

Task<FirstBytes> firstBytes(QString host, quint16 port, std::optional<QSslConfiguration> tls, QString peerName,
    QNetworkProxy proxy, QByteArray question, std::stop_token stop)
{
    const std::unique_ptr<QSslSocket, LaterDeleter> owner(new QSslSocket);
    QSslSocket *socket = owner.get();
    auto answer = Pending<FirstBytes>::make();
    const auto take = [socket, answer] {
        const QByteArray bytes = socket->read(256);
        if (!bytes.isEmpty())
            answer->resolve(FirstBytes {bytes});
    };
    const auto ask = [socket, question] { socket->write(question); };
    QObject::connect(socket, &QSslSocket::readyRead, socket, take);
    QObject::connect(socket, &QSslSocket::disconnected, socket, [answer] { answer->resolve(FirstBytes {}); });
    QObject::connect(socket, &QSslSocket::errorOccurred, socket, [answer, take] {
        take();
        answer->resolve(FirstBytes {});
    });
    QObject::connect(socket, tls ? &QSslSocket::encrypted : &QSslSocket::connected, socket, ask);
    socket->setProxy(proxy);
    if (tls) {
        socket->setSslConfiguration(*tls);
        socket->connectToHostEncrypted(host, port, peerName);
    } else {
        socket->connectToHost(host, port);
    }
    auto bytes = co_await answer->wait(stop, std::chrono::milliseconds(1500));
    co_return bytes;
}

std::optional<Error> errorOfFirstBytes(const QByteArray &bytes, const QString &where)
{
    if (bytes.isEmpty() || isStatusLine(bytes))
        return {};
    if (bytes.startsWith("\x15\x03"))
        return fail(ErrorKind::Protocol, QStringLiteral("the server wants TLS on this port"), where,
            QStringLiteral("use https"), QStringLiteral("needs-tls"))
            .error();
    const QString service = serviceOfFirstBytes(bytes);
    return fail(ErrorKind::Protocol,
        service.isEmpty() ? QStringLiteral("what answers on this port is no HTTP server")
                          : QStringLiteral("what answers on this port is %1, no HTTP server").arg(service),
        where, QStringLiteral("check the port"), QStringLiteral("not-http"))
        .error();
}

Task<std::optional<Error>> strangerAt(DialTarget target, std::optional<QSslConfiguration> tls, QString peerName,
    QNetworkProxy proxy, QString where, std::stop_token stop)
{
    auto bytes
        = co_await firstBytes(target.host, target.port, tls, peerName, proxy, httpGreeting().toByteArray(), stop);
    if (auto known = bytes ? errorOfFirstBytes(bytes->bytes, where) : std::nullopt)
        co_return known;
    // PostgreSQL hangs up on whatever does not begin in its own way.
    auto letter
        = co_await firstBytes(target.host, target.port, std::nullopt, {}, proxy, sslRequest().toByteArray(), stop);
    if (letter && (letter->bytes == "S" || letter->bytes == "N"))
        co_return fail(ErrorKind::Protocol, QStringLiteral("what answers on this port is PostgreSQL, no HTTP server"),
            where, QStringLiteral("check the port"), QStringLiteral("not-http"))
            .error();
    co_return std::optional<Error> {};
}

Task<void> lookPastTls(
    const Exchange *exchange, DialTarget target, QNetworkProxy proxy, QString where, std::stop_token stop)
{
    if (auto slept = co_await sleepFor(Milliseconds {1000}, stop); !slept || exchange->mayHaveLeft())
        co_return Result<void> {};
    auto bytes
        = co_await firstBytes(target.host, target.port, std::nullopt, {}, proxy, httpGreeting().toByteArray(), stop);
    if (!bytes || exchange->mayHaveLeft() || serviceOfFirstBytes(bytes->bytes).isEmpty())
        co_return Result<void> {};
    if (auto stranger = errorOfFirstBytes(bytes->bytes, where))
        exchange->answer->resolve(fail(std::move(*stranger)));
    co_return Result<void> {};
}

} // namespace ph::transport::http
