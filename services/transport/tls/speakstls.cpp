// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/tls/speakstls.h"

#include <QSslSocket>
#include <QTcpSocket>

namespace ph::transport {

namespace {

// A record of type "handshake" with a ClientHello that offers nothing: refused by an alert.
constexpr char s_hello[] = "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00";
constexpr char s_handshake = 0x16;
constexpr char s_alert = 0x15;
constexpr char s_version = 0x03;

bool isTlsRecord(const QByteArray &bytes)
{
    return bytes.size() >= 2 && (bytes[0] == s_alert || bytes[0] == s_handshake) && bytes[1] == s_version;
}

} // namespace

Task<bool> speaksTls(QString host, quint16 port, std::stop_token stop, Deadline deadline)
{
    QTcpSocket socket;
    const auto answer = Pending<bool>::make();
    QObject::connect(
        &socket, &QTcpSocket::connected, &socket, [&socket] { socket.write(s_hello, sizeof s_hello - 1); });
    QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [&socket, answer] {
        if (socket.bytesAvailable() >= 2)
            answer->resolve(isTlsRecord(socket.peek(2)));
    });
    QObject::connect(&socket, &QTcpSocket::errorOccurred, &socket, [&socket, answer] {
        answer->resolve(isTlsRecord(socket.peek(2))); // it may have said so and hung up
    });
    socket.connectToHost(host, port);
    auto said = co_await answer->wait(stop, deadline, host);
    socket.disconnect();
    socket.abort();
    co_return said.value_or(false);
}

Task<QString> alertAfterHandshake(QSslConfiguration configuration, QNetworkProxy proxy, QString host, quint16 port,
    QString peerName, std::stop_token stop, Deadline deadline)
{
    QSslSocket socket;
    const auto answer = Pending<QString>::make();
    QObject::connect(
        &socket, &QSslSocket::errorOccurred, &socket, [&socket, answer](QAbstractSocket::SocketError error) {
            const bool isTls = error == QAbstractSocket::SslHandshakeFailedError
                || error == QAbstractSocket::SslInternalError || error == QAbstractSocket::SslInvalidUserDataError;
            answer->resolve(isTls ? socket.errorString() : QString());
        });
    QObject::connect(&socket, &QSslSocket::disconnected, &socket, [answer] { answer->resolve(QString()); });
    socket.setProxy(proxy);
    socket.setSslConfiguration(configuration);
    socket.connectToHostEncrypted(host, port, peerName);
    auto said = co_await answer->wait(stop, deadline, host);
    socket.disconnect();
    socket.abort();
    co_return said.value_or(QString());
}

} // namespace ph::transport
