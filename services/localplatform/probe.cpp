// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/probe.h"

#include <QDateTime>
#include <QFileInfo>
#include <QLocalSocket>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QSslCertificate>
#include <QSslSocket>
#include <QtEndian>

namespace ph::localplatform {

namespace {

constexpr Deadline s_patience {2000};

/// Resolves `pending` when `device` has received something, or failed. The device is deleted with `owner`.
template <class Socket, class Error>
void answerWhenReadable(
    Socket *socket, const std::shared_ptr<Pending<QByteArray>> &pending, qsizetype wanted, Error error)
{
    QObject::connect(socket, &QIODevice::readyRead, socket, [socket, pending, wanted] {
        if (socket->bytesAvailable() >= wanted)
            pending->resolve(socket->readAll());
    });
    QObject::connect(socket, error, socket,
        [socket, pending] { pending->resolve(fail(ErrorKind::Network, socket->errorString())); });
}

QByteArray postgresStartup()
{
    QByteArray body(4, '\0');
    qToBigEndian<quint32>(196608, body.data()); // protocol 3.0
    for (const char *word : {"user", "postgres", "database", "postgres"})
        body += QByteArray(word) + '\0';
    body += '\0';
    QByteArray size(4, '\0');
    qToBigEndian<quint32>(quint32(body.size() + 4), size.data());
    return size + body;
}

Result<void> checkFile(const Probe &probe)
{
    const QFileInfo file(probe.file);
    if (!file.exists())
        return fail(ErrorKind::Network, QStringLiteral("is not up yet"));
    const auto age = Milliseconds {file.lastModified().msecsTo(QDateTime::currentDateTime())};
    if (age > probe.maxAge)
        return fail(ErrorKind::Network, QStringLiteral("no heartbeat for %1 s").arg(age.count() / 1000));
    return {};
}

} // namespace

Prober::Prober(const QString &caFile, SecretStore secrets)
    : m_secrets(std::move(secrets))
    , m_tls(QSslConfiguration::defaultConfiguration())
{
    m_tls.setCaCertificates(QSslCertificate::fromPath(caFile));
    m_tls.setProtocol(QSsl::TlsV1_2OrLater);
    m_http.setProxy(QNetworkProxy::NoProxy);
}

Task<void> Prober::ask(Probe probe, std::stop_token stop)
{
    switch (probe.kind) {
    case Probe::Kind::Http: co_return co_await askHttp(probe.url, stop);
    case Probe::Kind::Redis: co_return co_await askRedis(probe, stop);
    case Probe::Kind::Postgres: co_return co_await askPostgres(probe.file, stop);
    case Probe::Kind::File: co_return checkFile(probe);
    case Probe::Kind::Alive: break;
    }
    co_return Result<void> {};
}

Task<void> Prober::askHttp(QUrl url, std::stop_token stop)
{
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setSslConfiguration(m_tls);
    request.setTransferTimeout(int(s_patience.count()));
    const std::unique_ptr<QNetworkReply, QScopedPointerDeleteLater> reply(m_http.get(request));
    auto pending = Pending<void>::make();
    QObject::connect(reply.get(), &QNetworkReply::finished, reply.get(), [pending] { pending->resolve({}); });
    auto waited = co_await pending->wait(stop, s_patience);
    reply->disconnect();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString trouble = reply->errorString();
    reply->abort();
    if (!waited)
        co_return waited;
    if (status == 200)
        co_return Result<void> {};
    co_return fail(ErrorKind::Network, status != 0 ? QStringLiteral("answers %1").arg(status) : trouble);
}

Task<void> Prober::askRedis(Probe probe, std::stop_token stop)
{
    auto secret = m_secrets.existing(probe.secret);
    if (!secret)
        co_return fail(secret.error());
    const std::unique_ptr<QSslSocket, QScopedPointerDeleteLater> socket(new QSslSocket);
    socket->setProxy(QNetworkProxy::NoProxy);
    socket->setSslConfiguration(m_tls);
    auto pending = Pending<QByteArray>::make();
    QByteArray request = "AUTH " + probe.user.toUtf8() + ' ' + secret->reveal().toByteArray() + "\r\nPING\r\n";
    QObject::connect(
        socket.get(), &QSslSocket::encrypted, socket.get(), [s = socket.get(), request] { s->write(request); });
    answerWhenReadable(socket.get(), pending, 12, &QAbstractSocket::errorOccurred); // "+OK\r\n+PONG\r\n"
    socket->connectToHostEncrypted(probe.url.host(), quint16(probe.url.port()));
    auto answer = co_await pending->wait(stop, s_patience);
    wipeBytes(request.data(), request.size());
    socket->disconnect();
    socket->abort();
    if (!answer)
        co_return fail(answer.error());
    if (answer->startsWith("+OK\r\n+PONG"))
        co_return Result<void> {};
    co_return fail(ErrorKind::Server, QString::fromLatin1(answer->left(80).simplified()));
}

Task<void> Prober::askPostgres(QString socketPath, std::stop_token stop)
{
    const std::unique_ptr<QLocalSocket, QScopedPointerDeleteLater> socket(new QLocalSocket);
    auto pending = Pending<QByteArray>::make();
    QObject::connect(
        socket.get(), &QLocalSocket::connected, socket.get(), [s = socket.get()] { s->write(postgresStartup()); });
    answerWhenReadable(socket.get(), pending, 1, &QLocalSocket::errorOccurred);
    socket->connectToServer(socketPath);
    auto answer = co_await pending->wait(stop, s_patience);
    socket->disconnect();
    socket->abort();
    if (!answer)
        co_return fail(answer.error());
    if (answer->startsWith('R'))
        co_return Result<void> {};
    co_return fail(ErrorKind::Server, QStringLiteral("starts up or shuts down"));
}

} // namespace ph::localplatform
