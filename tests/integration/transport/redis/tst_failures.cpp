// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/connection.h"
#include "tests/support/redisserver.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/sockets.h"
#include "tests/support/testca.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::redis;
using namespace std::chrono_literals;

namespace {

Endpoint loopback(quint16 port)
{
    Endpoint endpoint;
    endpoint.environment = QStringLiteral("test");
    endpoint.host = QStringLiteral("127.0.0.1");
    endpoint.port = port;
    endpoint.tls.enabled = false;
    return endpoint;
}

Error failureOf(
    Endpoint endpoint, CredentialSource credentials = {}, Command command = Command("GET", "k"), Deadline deadline = 8s)
{
    Client client({.endpoint = std::move(endpoint), .reader = std::move(credentials)});
    const auto result = test::await(client.read(std::move(command), {}, deadline));
    return result ? Error {ErrorKind::Internal, QStringLiteral("it succeeded"), {}, {}, {}, {}, {}} : result.error();
}

/// The same for one connection attempt, with little patience.
Error openingFailureOf(Endpoint endpoint)
{
    Connection connection({.endpoint = std::move(endpoint)});
    const auto result = test::await(connection.open({}, 400ms));
    return result ? Error {ErrorKind::Internal, QStringLiteral("it succeeded"), {}, {}, {}, {}, {}} : result.error();
}

/// Answers the greeting of a connection, then `bytes` to the first command.
test::ScriptedServer::Handler afterGreeting(QByteArray bytes)
{
    return [bytes](QTcpSocket *socket, const QByteArray &received) {
        socket->write(received.contains("SETNAME") ? test::okForEach(received) : bytes);
    };
}

} // namespace

#define COMPARE_ERROR(error, wantedKind, wantedCode)                                                                   \
    do {                                                                                                               \
        const Error e = (error);                                                                                       \
        QVERIFY2(e.kind == (wantedKind) && e.code == QString(wantedCode),                                              \
            qPrintable(kindName(e.kind) + QLatin1Char(' ') + brief(e)));                                               \
    } while (false)

/// Every way in which a Redis link fails, and what it says then.
class TestFailures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void unknownName()
    {
        Endpoint endpoint = loopback(6379);
        endpoint.host = QStringLiteral("no-such-host.invalid");
        endpoint.tls.enabled = true;
        COMPARE_ERROR(failureOf(endpoint), ErrorKind::Network, QStringLiteral("dns"));
    }
    void refused()
    {
        COMPARE_ERROR(failureOf(loopback(test::closedPort())), ErrorKind::Network, QStringLiteral("refused"));
    }
    void blackHole()
    {
        const test::BlackHole hole;
        COMPARE_ERROR(openingFailureOf(loopback(hole.port())), ErrorKind::Timeout, QStringLiteral("timeout"));
    }
    void acceptsAndSaysNothing()
    {
        test::ScriptedServer mute([](QTcpSocket *, const QByteArray &) { });
        COMPARE_ERROR(openingFailureOf(loopback(mute.port())), ErrorKind::Timeout, QStringLiteral("timeout"));
    }
    void plainRefusedElsewhere()
    {
        Endpoint endpoint = loopback(6379);
        endpoint.host = QStringLiteral("192.0.2.1");
        COMPARE_ERROR(failureOf(endpoint), ErrorKind::Invalid, QStringLiteral("plain-refused"));
    }
    void passwords()
    {
        test::RedisServer server;
        QVERIFY(server.start("user default off\nuser reader on >right +@read ~*\n"));
        COMPARE_ERROR(failureOf(server.endpoint()), ErrorKind::Auth, QStringLiteral("NOAUTH"));
        COMPARE_ERROR(failureOf(server.endpoint(), test::fixedCredentials(QStringLiteral("reader"), "wrong")),
            ErrorKind::Auth, QStringLiteral("WRONGPASS"));
        COMPARE_ERROR(failureOf(server.endpoint(), test::fixedCredentials(QStringLiteral("reader"), "right")),
            ErrorKind::Forbidden, QStringLiteral("NOPERM"));
    }
    void noperm()
    {
        test::RedisServer server;
        QVERIFY(server.start("user default off\nuser reader on >right +@connection +get ~celery*\n"));
        const auto credentials = test::fixedCredentials(QStringLiteral("reader"), "right");
        COMPARE_ERROR(failureOf(server.endpoint(), credentials, Command("LLEN", "celery")), ErrorKind::Forbidden,
            QStringLiteral("NOPERM"));
        const Error other = failureOf(server.endpoint(), credentials, Command("GET", "other"));
        COMPARE_ERROR(other, ErrorKind::Forbidden, QStringLiteral("NOPERM"));
        QVERIFY(other.hint.contains(QStringLiteral("+get")));
    }
    void passwordWhereNoneIsSet()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        COMPARE_ERROR(failureOf(server.endpoint(), test::fixedCredentials({}, "some")), ErrorKind::Auth,
            QStringLiteral("no-password-set"));
    }
    void tooManyClients()
    {
        test::RedisServer server;
        QVERIFY(server.start("maxclients 1\n"));
        QTcpSocket first;
        const bool taken = QTest::qWaitFor([&] { // the connection that looked whether the port answers must be gone
            first.abort();
            first.connectToHost(QStringLiteral("127.0.0.1"), server.port());
            first.waitForConnected();
            first.write("PING\r\n");
            first.waitForReadyRead();
            return first.readAll().startsWith("+PONG");
        });
        QVERIFY(taken);
        COMPARE_ERROR(failureOf(server.endpoint()), ErrorKind::Server, QStringLiteral("max-clients"));
    }
    void databaseThatIsNotThere()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        Endpoint endpoint = server.endpoint();
        endpoint.db = 999;
        COMPARE_ERROR(failureOf(endpoint), ErrorKind::Server, QStringLiteral("no-such-db"));
    }

    void anotherService_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("code");
        QTest::newRow("http") << QByteArray("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") << "wrong-service";
        QTest::newRow("ssh") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << "wrong-service";
        QTest::newRow("tls alert") << QByteArray("\x15\x03\x01\x00\x02\x02\x46", 7) << "tls-expected";
        QTest::newRow("10 MB of html") << QByteArray("<html>").repeated(1'700'000) << "wrong-service";
        QTest::newRow("looks like resp, is not") << QByteArray("+OK\r\n+OK\r\n$abc\r\n") << "malformed";
        QTest::newRow("resp3") << QByteArray("%1\r\n+a\r\n+b\r\n") << "wrong-service";
    }
    void anotherService()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, code);
        test::ScriptedServer server([answer](QTcpSocket *socket, const QByteArray &) { socket->write(answer); });
        const Error error = failureOf(loopback(server.port()));
        COMPARE_ERROR(error, ErrorKind::Protocol, code);
        QVERIFY(error.what.size() < 300);
    }
    /// As uvicorn does: nothing until the request has an end, and that does not come by itself.
    void anHttpServerThatWaitsForTheEndOfARequest()
    {
        QByteArray all;
        test::ScriptedServer server([&all](QTcpSocket *socket, const QByteArray &received) {
            all += received;
            if (all.contains("\r\n\r\n"))
                socket->write("HTTP/1.1 400 Bad Request\r\n\r\nInvalid HTTP request received.");
        });
        const MonoTime begin = SystemClock().monotonic();
        const Error error = failureOf(loopback(server.port()));
        COMPARE_ERROR(error, ErrorKind::Protocol, QStringLiteral("wrong-service"));
        QVERIFY2(error.hint.contains(QStringLiteral("HTTP")), qPrintable(error.hint));
        QCOMPARE_LT(SystemClock().monotonic() - begin, std::chrono::milliseconds(3000));
    }
    /// Redis that hangs for a moment is not troubled by them.
    void emptyLinesAreNoCommand()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        server.pause();
        QTimer::singleShot(1500, [&server] { server.resume(); });
        Client client({.endpoint = server.endpoint()});
        const auto answer = test::await(client.read(Command("GET", "k"), {}, std::chrono::seconds(8)));
        QVERIFY(answer.has_value() && answer->isNil());
    }
    void closesWithoutAWord()
    {
        test::ScriptedServer server([](QTcpSocket *socket, const QByteArray &) { socket->close(); });
        const Error error = failureOf(loopback(server.port()));
        COMPARE_ERROR(error, ErrorKind::Network, QStringLiteral("closed"));
        QVERIFY(!error.hint.isEmpty());
    }
    void plainToATlsPort()
    {
        const test::TestCa ca;
        const auto leaf = ca.issue();
        test::RedisServer server;
        QVERIFY(server.startTls(leaf.certificatePem, leaf.keyPem));
        Endpoint endpoint = server.endpoint();
        endpoint.tls.enabled = false;
        const Error error = failureOf(endpoint);
        QCOMPARE(error.code, QStringLiteral("tls-expected"));
        QVERIFY2(error.hint.contains(QStringLiteral("rediss://")), qPrintable(brief(error)));
    }
    void tlsToAPlainPort()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        Endpoint endpoint = server.endpoint();
        endpoint.tls.enabled = true;
        // Redis takes the handshake for the beginning of a command and waits for its end.
        const Error error = openingFailureOf(endpoint);
        COMPARE_ERROR(error, ErrorKind::Timeout, QStringLiteral("timeout"));
        QVERIFY(error.hint.contains(QStringLiteral("not TLS")));
    }

    void malformedReplies_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("code");
        QTest::newRow("bad length") << QByteArray("$-9\r\n") << ErrorKind::Protocol << "malformed";
        QTest::newRow("bad integer") << QByteArray(":1x\r\n") << ErrorKind::Protocol << "malformed";
        QTest::newRow("unknown type") << QByteArray("?\r\n") << ErrorKind::Protocol << "malformed";
        QTest::newRow("huge array") << QByteArray("*2000000000\r\n") << ErrorKind::TooLarge << "reply-too-large";
        QTest::newRow("deep array") << QByteArray("*1\r\n").repeated(64) << ErrorKind::Protocol << "malformed";
        QTest::newRow("a reply too many") << QByteArray("+OK\r\n+OK\r\n") << ErrorKind::Protocol << "malformed";
    }
    void malformedReplies()
    {
        QFETCH(QByteArray, answer);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, code);
        test::ScriptedServer server(afterGreeting(answer));
        Client client({.endpoint = loopback(server.port())});
        const auto result = test::await(client.read(Command("GET", "k"), {}, 3s));
        if (!result)
            COMPARE_ERROR(result.error(), kind, code);
        // The connection is gone, the program goes on: it dials anew.
        QTRY_COMPARE(client.state().phase, LinkPhase::Down);
        COMPARE_ERROR(client.state().reason, kind, code);
        client.reconnectNow();
        QTRY_VERIFY(server.connections() >= 2);
    }
    void resetInTheMiddleOfAReply()
    {
        test::ScriptedServer server([](QTcpSocket *socket, const QByteArray &received) {
            if (received.contains("SETNAME")) {
                socket->write(test::okForEach(received));
                return;
            }
            socket->write("$100\r\nhalf of");
            socket->flush();
            test::resetConnection(socket);
        });
        const Error error = failureOf(loopback(server.port()));
        QCOMPARE(error.kind, ErrorKind::Network);
    }
    void announced600MegabytesAreNotTakenIn()
    {
        const QByteArray chunk(4 * 1024 * 1024, 'x');
        test::ScriptedServer server([chunk](QTcpSocket *socket, const QByteArray &received) {
            if (received.contains("SETNAME")) {
                socket->write(test::okForEach(received));
                return;
            }
            socket->write("$600000000\r\n");
            socket->write(chunk);
            QObject::connect(socket, &QTcpSocket::bytesWritten, socket, [socket, chunk] {
                if (socket->bytesToWrite() == 0)
                    socket->write(chunk);
            });
        });
        const Error error = failureOf(loopback(server.port()), {}, Command("GET", "k"), 20s);
        COMPARE_ERROR(error, ErrorKind::TooLarge, QStringLiteral("reply-too-large"));
    }
};

PH_TEST(TestFailures)
#include "tst_failures.moc"
