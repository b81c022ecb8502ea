// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/http/answer.h"
#include "services/transport/http/client.h"
#include "tests/support/fakehttp.h"
#include "tests/support/permits.h"
#include "tests/support/recordingproxy.h"
#include "tests/support/sockets.h"
#include "tests/support/testmain.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <zlib.h>

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::http;
using namespace std::chrono_literals;
using test::FakeAnswer;
using test::FakeHttp;
using test::FakeRequest;
using test::RecordingProxy;

namespace {

constexpr ReadEndpoint health {Method::Get, "/health", "auth.health", Access::Public};
constexpr WriteEndpoint token {Method::Post, "/token", "auth.token", Access::Public};

FakeAnswer ok(const FakeRequest &) { return {.body = "{}"}; }

QByteArray gzipOfZeros(qint64 size)
{
    z_stream stream {};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    QByteArray out(size / 500 + 4096, Qt::Uninitialized);
    const QByteArray zeros(1024 * 1024, '\0');
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    for (qint64 done = 0; done < size; done += zeros.size()) {
        stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(zeros.data()));
        stream.avail_in = uInt(zeros.size());
        deflate(&stream, done + zeros.size() >= size ? Z_FINISH : Z_NO_FLUSH);
    }
    out.resize(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return out;
}

Request quick(int retries = 0)
{
    Request request;
    request.connect = 300ms;
    request.idle = 300ms;
    request.total = 2s;
    request.retries = retries;
    return request;
}

} // namespace

class TestHttpFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refused()
    {
        const auto response = read(test::closedPort(), quick());
        QCOMPARE(response.error().kind, ErrorKind::Network);
        QCOMPARE(response.error().code, QStringLiteral("refused"));
        QVERIFY(!response.error().hint.isEmpty());
        QCOMPARE(response.error().where, QStringLiteral("Auth auth.health"));
    }

    void unknownHost()
    {
        Client client({QUrl(QStringLiteral("https://no-such-host.invalid")), {}, {.proxy = ProxyKind::None},
                          QStringLiteral("Auth"), QStringLiteral("test"), {}},
            {}, m_clock);
        Request request;
        request.retries = 0;
        const auto response = test::await(client.read(health, std::move(request), {}));
        QCOMPARE(response.error().code, QStringLiteral("dns"));
    }

    void blackHoleAtConnect()
    {
        const test::BlackHole hole;
        QElapsedTimer timer;
        timer.start();
        const auto response = read(hole.port(), quick());
        QCOMPARE(response.error().kind, ErrorKind::Network);
        QCOMPARE(response.error().code, QStringLiteral("connect-timeout"));
        QVERIFY2(timer.elapsed() < 1500, qPrintable(QString::number(timer.elapsed())));
    }

    void halfOpen()
    {
        FakeHttp server(ok);
        RecordingProxy proxy(server.port());
        proxy.setFault(RecordingProxy::Fault::Stall);
        const auto response = read(proxy.port(), quick());
        QCOMPARE(response.error().kind, ErrorKind::Timeout);
        QCOMPARE(response.error().code, QStringLiteral("answer-timeout"));
        QTRY_VERIFY(proxy.sent().startsWith("GET /health HTTP/1.1\r\n"));
    }

    void halfOpenWriteIsUnknown()
    {
        FakeHttp server(ok);
        RecordingProxy proxy(server.port());
        proxy.setFault(RecordingProxy::Fault::Stall);
        Client client({QUrl(QStringLiteral("http://127.0.0.1:%1").arg(proxy.port())), {}, {}, QStringLiteral("Auth"),
                          QStringLiteral("test"), {}},
            {}, m_clock);
        const PermitTestFactory permits;
        auto request = quick(5);
        request.body = {"text/plain", Secret("once")};
        const auto result = test::await(client.send(permits.write(), token, std::move(request), {}));
        QCOMPARE(result.error().code, QStringLiteral("outcome-unknown"));
        QCOMPARE(result.error().kind, ErrorKind::Timeout);
        QCOMPARE(proxy.sent().count("POST "), 1);
    }

    void resetMidBody()
    {
        FakeHttp server(
            [](const FakeRequest &) { return FakeAnswer {.body = QByteArray(100'000, 'x'), .cutAfter = 5'000}; });
        const auto response = read(server.port(), quick(1));
        QCOMPARE(response.error().kind, ErrorKind::Network);
        QCOMPARE(response.error().code, QStringLiteral("cut-off"));
        QVERIFY(server.requests().size() >= 2); // a read is tried again; Qt may repeat a GET once more by itself
    }

    void cutMidBodyInOrder()
    {
        FakeHttp server([](const FakeRequest &) { return FakeAnswer {.body = QByteArray(100'000, 'x')}; });
        RecordingProxy proxy(server.port());
        proxy.setFault(RecordingProxy::Fault::Cut, 5'000);
        const auto response = read(proxy.port(), quick());
        QCOMPARE(response.error().code, QStringLiteral("cut-off"));
    }

    void slowDripEndsAtTheTotalDeadline()
    {
        FakeHttp server(
            [](const FakeRequest &) { return FakeAnswer {.body = QByteArray(100'000, 'x'), .dripBytes = 10}; });
        auto request = quick();
        request.total = 700ms;
        QElapsedTimer timer;
        timer.start();
        const auto response = read(server.port(), std::move(request));
        QCOMPARE(response.error().kind, ErrorKind::Timeout);
        QCOMPARE(response.error().code, QStringLiteral("too-slow"));
        QVERIFY(timer.elapsed() >= 650 && timer.elapsed() < 1500);
    }

    void silenceInMidBodyEndsAtTheIdleDeadline()
    {
        FakeHttp server([](const FakeRequest &) { return FakeAnswer {.raw = QByteArray()}; });
        QTcpServer mute;
        QVERIFY(mute.listen(QHostAddress::LocalHost));
        connect(&mute, &QTcpServer::newConnection, this,
            [&mute] { mute.nextPendingConnection()->write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"); });
        const auto response = read(mute.serverPort(), quick());
        QCOMPARE(response.error().code, QStringLiteral("answer-timeout"));
    }

    void restartedServerIsFoundAgain()
    {
        FakeHttp server(ok);
        Client client({server.url(), {}, {}, QStringLiteral("Auth"), QStringLiteral("test"), {}}, {}, m_clock);
        QVERIFY(test::await(client.read(health, quick(), {})));
        QCOMPARE(client.link().phase, LinkPhase::Live);
        server.stop();
        QVERIFY(!test::await(client.read(health, quick(), {})));
        QCOMPARE(client.link().phase, LinkPhase::Down);
        server.start();
        QVERIFY(test::await(client.read(health, quick(), {})));
        QCOMPARE(client.link().phase, LinkPhase::Live);
    }

    void restartUnderAKeptConnectionIsNotNoticed()
    {
        FakeHttp server(ok);
        Client client({server.url(), {}, {}, QStringLiteral("Auth"), QStringLiteral("test"), {}}, {}, m_clock);
        QVERIFY(test::await(client.read(health, quick(2), {})));
        server.stop();
        server.start();
        QVERIFY(test::await(client.read(health, quick(2), {})));
    }

    void tooLarge()
    {
        FakeHttp server([](const FakeRequest &) { return FakeAnswer {.body = QByteArray(33 * 1024 * 1024, 'x')}; });
        auto request = quick();
        request.total = 8s;
        const auto response = read(server.port(), std::move(request));
        QCOMPARE(response.error().kind, ErrorKind::TooLarge);
    }

    void endlessChunksAreCutOff()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, this, [&server] {
            auto *socket = server.nextPendingConnection();
            socket->write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            const auto more = [socket] {
                while (socket->bytesToWrite() < 4'000'000)
                    socket->write("10000\r\n" + QByteArray(0x10000, 'x') + "\r\n");
            };
            connect(socket, &QTcpSocket::bytesWritten, socket, more);
            more();
        });
        auto request = quick();
        request.maxBody = 2 * 1024 * 1024;
        const auto response = read(server.serverPort(), std::move(request));
        QCOMPARE(response.error().kind, ErrorKind::TooLarge);
    }

    void gzipBomb()
    {
        const QByteArray bomb = gzipOfZeros(qint64(256) * 1024 * 1024);
        QVERIFY(bomb.size() < 2'000'000);
        FakeHttp server([bomb](const FakeRequest &) {
            return FakeAnswer {.body = bomb, .headers = {{"Content-Encoding", "gzip"}}};
        });
        auto request = quick();
        request.idle = 5s;
        request.total = 8s;
        QElapsedTimer timer;
        timer.start();
        const auto response = read(server.port(), std::move(request));
        QCOMPARE(response.error().kind, ErrorKind::TooLarge);
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    }

    void honestGzip()
    {
        const QByteArray packed = gzipOfZeros(20 * 1024 * 1024); // packs 1000 : 1 and is still within the limit
        FakeHttp server([packed](const FakeRequest &) {
            return FakeAnswer {.body = packed, .headers = {{"Content-Encoding", "gzip"}}};
        });
        const auto response = read(server.port(), quick());
        QVERIFY2(response, response ? "" : qPrintable(brief(response.error())));
        QCOMPARE(response->body.size(), 20 * 1024 * 1024);
    }

    void brokenGzip()
    {
        FakeHttp server([](const FakeRequest &) {
            return FakeAnswer {.body = "no gzip at all", .headers = {{"Content-Encoding", "gzip"}}};
        });
        const auto response = read(server.port(), quick());
        QCOMPARE(response.error().kind, ErrorKind::Protocol);
    }

    void tenMegabyteErrorPage()
    {
        FakeHttp server([](const FakeRequest &) {
            return FakeAnswer {.status = 500,
                .body = "<html><title>Oh <b>no</b></title>" + QByteArray(10'000'000, 'x'),
                .type = "text/html"};
        });
        const auto response = read(server.port(), quick());
        QVERIFY2(response, response ? "" : qPrintable(brief(response.error())));
        QVERIFY(response->truncated);
        QVERIFY(response->body.size() <= 1024 * 1024);
        const Error error = statusError(*response);
        QVERIFY(error.what.startsWith(QStringLiteral("HTTP 500: Oh no x")));
        QVERIFY(error.what.size() < 200);
    }

    void wrongServiceOnThePort_data()
    {
        QTest::addColumn<QByteArray>("says");
        QTest::addColumn<QString>("named");
        QTest::newRow("Redis") << QByteArray("-ERR wrong number of arguments for 'get' command\r\n") << "Redis";
        QTest::newRow("SSH") << QByteArray("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n") << "SSH";
        QTest::newRow("Postgres") << QByteArray("E\0\0\0\x8fSFATAL\0VFATAL\0C0A000\0", 25) << "PostgreSQL";
        QTest::newRow("noise") << QByteArray("\xff\x00\x13\x37", 4).repeated(1000) << "";
        QTest::newRow("almost HTTP") << QByteArray("HTTP/1.1 abc\r\n\r\n") << "";
        QTest::newRow("blank lines") << QByteArray("\r\n\r\n\r\n") << "";
    }
    void wrongServiceOnThePort()
    {
        QFETCH(QByteArray, says);
        QFETCH(QString, named);
        FakeHttp server([says](const FakeRequest &) { return FakeAnswer {.raw = says}; });
        const auto response = read(server.port(), quick());
        QVERIFY(!response);
        QVERIFY2(response.error().kind == ErrorKind::Protocol, qPrintable(brief(response.error())));
        QVERIFY(response.error().what.contains(named));
    }

    void endlessHeadersEnd()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, this, [&server] {
            auto *socket = server.nextPendingConnection();
            socket->write("HTTP/1.1 200 OK\r\n");
            const auto more = [socket] {
                while (socket->bytesToWrite() < 1'000'000)
                    socket->write("X-A: " + QByteArray(1000, 'x') + "\r\n");
            };
            connect(socket, &QTcpSocket::bytesWritten, socket, more);
            more();
        });
        auto request = quick();
        request.total = 500ms;
        const auto response = read(server.serverPort(), std::move(request));
        QVERIFY(!response);
    }

private:
    Result<Response> read(quint16 port, Request request)
    {
        Client client({QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port)), {}, {}, QStringLiteral("Auth"),
                          QStringLiteral("test"), {}},
            {}, m_clock);
        return test::await(client.read(health, std::move(request), {}));
    }

    SystemClock m_clock;
};

PH_TEST(TestHttpFaults)
#include "tst_faults.moc"
