// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakehttp.h"

#include "tests/support/sockets.h"

#include <QSslServer>
#include <QSslSocket>
#include <QTcpSocket>
#include <QTimer>

namespace ph::test {

QByteArray FakeRequest::header(const QByteArray &name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

FakeHttp::FakeHttp(Handler h, std::optional<TestCertificate> certificate, QObject *parent)
    : QObject(parent)
    , handler(std::move(h))
    , m_certificate(std::move(certificate))
{
    if (m_certificate) {
        auto server = std::make_unique<QSslServer>();
        server->setSslConfiguration(m_certificate->serverConfiguration());
        m_server = std::move(server);
        connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this, &FakeHttp::accept);
    } else {
        m_server = std::make_unique<QTcpServer>();
        connect(m_server.get(), &QTcpServer::newConnection, this, &FakeHttp::accept);
    }
    start();
}

FakeHttp::~FakeHttp() { stop(); }

QUrl FakeHttp::url(const QString &host) const
{
    return QUrl(QStringLiteral("%1://%2:%3")
            .arg(m_certificate ? QStringLiteral("https") : QStringLiteral("http"), host)
            .arg(m_port));
}

void FakeHttp::start()
{
    if (!m_server->listen(QHostAddress::LocalHost, m_port))
        qFatal("the fake server can't listen: %s", qPrintable(m_server->errorString()));
    m_port = m_server->serverPort();
}

void FakeHttp::stop()
{
    m_server->close();
    const auto sockets = m_buffers.keys();
    m_buffers.clear();
    for (auto *socket : sockets) {
        socket->disconnect(this);
        resetConnection(socket);
        socket->deleteLater();
    }
}

void FakeHttp::setProtocol(QSsl::SslProtocol protocol)
{
    auto *server = static_cast<QSslServer *>(m_server.get());
    auto configuration = server->sslConfiguration();
    configuration.setProtocol(protocol);
    server->setSslConfiguration(configuration);
}

void FakeHttp::accept()
{
    while (auto *socket = m_server->nextPendingConnection()) {
        ++m_connections;
        m_buffers.insert(socket, {});
        socket->setParent(this);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_buffers.remove(socket);
            socket->deleteLater();
        });
        read(socket);
    }
}

void FakeHttp::read(QTcpSocket *socket)
{
    m_buffers[socket] += socket->readAll();
    while (m_buffers.contains(socket)) {
        auto request = takeRequest(m_buffers[socket]);
        if (!request)
            return;
        m_requests.append(*request);
        answer(socket, handler(*request));
    }
}

std::optional<FakeRequest> FakeHttp::takeRequest(QByteArray &buffer) const
{
    const qsizetype end = buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return {};
    FakeRequest request;
    const auto lines = buffer.left(end).split('\n');
    const auto words = lines.first().trimmed().split(' ');
    request.method = words.value(0);
    request.target = words.value(1);
    for (const auto &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        request.headers.append({line.left(colon).trimmed(), line.mid(colon + 1).trimmed()});
    }
    const qsizetype length = request.header("content-length").toLongLong();
    if (buffer.size() < end + 4 + length)
        return {};
    request.body = buffer.mid(end + 4, length);
    buffer.remove(0, end + 4 + length);
    return request;
}

void FakeHttp::answer(QTcpSocket *socket, const FakeAnswer &answer)
{
    if (answer.never)
        return;
    QByteArray bytes;
    if (answer.raw) {
        bytes = *answer.raw;
    } else {
        bytes = "HTTP/1.1 " + QByteArray::number(answer.status)
            + " Told\r\nContent-Length: " + QByteArray::number(answer.body.size()) + "\r\n";
        if (!answer.type.isEmpty())
            bytes += "Content-Type: " + answer.type + "\r\n";
        for (const auto &[name, value] : answer.headers)
            bytes += name + ": " + value + "\r\n";
        bytes += "\r\n" + answer.body;
    }
    if (answer.cutAfter >= 0) {
        socket->write(bytes.left(answer.cutAfter));
        socket->flush();
        // Not at once: a reset overtakes bytes that the other side has not read yet.
        QTimer::singleShot(50, socket, [socket] { resetConnection(socket); });
        return;
    }
    if (answer.dripBytes > 0) {
        auto *timer = new QTimer(socket);
        connect(timer, &QTimer::timeout, socket, [socket, rest = bytes, step = answer.dripBytes]() mutable {
            socket->write(rest.left(step));
            rest.remove(0, std::min<qsizetype>(step, rest.size()));
        });
        timer->start(10);
        return;
    }
    socket->write(bytes);
    if (answer.close || answer.raw)
        socket->disconnectFromHost();
}

} // namespace ph::test
