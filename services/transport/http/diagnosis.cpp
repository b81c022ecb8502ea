// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/http/diagnosis.h"

#include <QSslSocket>
#include <memory>

namespace ph::transport::http {

namespace {

QString serviceOf(const QByteArray &bytes)
{
    const auto begins = [&bytes](const char *text) { return bytes.startsWith(text); };
    if (begins("-ERR") || begins("-NOAUTH") || begins("-DENIED") || begins("+OK"))
        return QStringLiteral("Redis");
    if (begins("SSH-"))
        return QStringLiteral("SSH");
    if (begins("AMQP"))
        return QStringLiteral("RabbitMQ");
    if (begins("220 ") || begins("220-"))
        return QStringLiteral("a mail or FTP server");
    // Its errors begin with the letter E; those to a stranger have no length after it.
    if (begins("E") && bytes.contains("FATAL"))
        return QStringLiteral("PostgreSQL");
    if (bytes.contains("mysql_native_password"))
        return QStringLiteral("MySQL");
    return {};
}

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
    QNetworkProxy proxy, std::stop_token stop)
{
    const std::unique_ptr<QSslSocket, LaterDeleter> owner(new QSslSocket);
    QSslSocket *socket = owner.get();
    auto answer = Pending<FirstBytes>::make();
    const auto take = [socket, answer] {
        const QByteArray bytes = socket->read(256);
        if (!bytes.isEmpty())
            answer->resolve(FirstBytes {bytes});
    };
    const auto ask = [socket] { socket->write("GET / HTTP/1.0\r\n\r\n"); };
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
    const QString service = serviceOf(bytes);
    return fail(ErrorKind::Protocol,
        service.isEmpty() ? QStringLiteral("what answers on this port is no HTTP server")
                          : QStringLiteral("what answers on this port is %1, no HTTP server").arg(service),
        where, QStringLiteral("check the port"), QStringLiteral("not-http"))
        .error();
}

} // namespace ph::transport::http
