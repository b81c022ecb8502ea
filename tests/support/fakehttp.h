// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// An HTTP/1.1 server for tests, plain or over real TLS: records what arrived byte for byte and answers as told, also
// badly.

#include "tests/support/testca.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QTcpServer>
#include <QUrl>
#include <functional>
#include <optional>

class QTcpSocket;

namespace ph::test {

struct FakeRequest {
    QByteArray method;
    QByteArray target; ///< as sent: path and query, encoded
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    [[nodiscard]] QByteArray header(const QByteArray &name) const;
    [[nodiscard]] QByteArray path() const
    {
        return target.left(target.indexOf('?') < 0 ? target.size() : target.indexOf('?'));
    }
};

struct FakeAnswer {
    int status = 200;
    QByteArray body {};
    QByteArray type = "application/json";
    QList<std::pair<QByteArray, QByteArray>> headers {};
    bool close = false; ///< close after the answer
    bool never = false; ///< read the request and never answer
    std::optional<QByteArray> raw {}; ///< these bytes in place of an HTTP answer, then close
    qint64 cutAfter = -1; ///< reset the connection after so many bytes of the answer
    qint64 dripBytes = 0; ///< so many bytes each 10 ms in place of all at once
};

class FakeHttp final : public QObject {
    Q_OBJECT
public:
    using Handler = std::function<FakeAnswer(const FakeRequest &)>;

    /// Listens on a free port of 127.0.0.1. With a certificate: TLS.
    explicit FakeHttp(Handler handler, std::optional<TestCertificate> certificate = {}, QObject *parent = nullptr);
    ~FakeHttp() override;

    [[nodiscard]] quint16 port() const { return m_port; }
    /// http(s)://localhost:port
    [[nodiscard]] QUrl url(const QString &host = QStringLiteral("127.0.0.1")) const;
    [[nodiscard]] const QList<FakeRequest> &requests() const { return m_requests; }
    [[nodiscard]] int connections() const { return m_connections; }
    /// Stops listening and resets what is open; start() listens on the same port again.
    void stop();
    void start();
    /// For TLS servers: the oldest and newest protocol.
    void setProtocol(QSsl::SslProtocol protocol);
    Handler handler;

private:
    void accept();
    void read(QTcpSocket *socket);
    [[nodiscard]] std::optional<FakeRequest> takeRequest(QByteArray &buffer) const;
    void answer(QTcpSocket *socket, const FakeAnswer &answer);

    std::optional<TestCertificate> m_certificate;
    std::unique_ptr<QTcpServer> m_server;
    QList<FakeRequest> m_requests;
    QHash<QTcpSocket *, QByteArray> m_buffers;
    quint16 m_port = 0;
    int m_connections = 0;
};

} // namespace ph::test
