// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/tls/tls.h"
#include "services/transport/websocket/socket.h"
#include "tests/support/fakehttp.h"
#include "tests/support/permits.h"
#include "tests/support/recordingproxy.h"
#include "tests/support/sockets.h"
#include "tests/support/testca.h"
#include "tests/support/testmain.h"

#include <QSslCertificate>
#include <QWebSocket>
#include <QWebSocketServer>

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::websocket;
using namespace std::chrono_literals;
using test::RecordingProxy;

namespace {

constexpr Control join {"phoenix.join"};
constexpr Timing quick {.connect = 800ms, .ping = 40ms, .stale = 150ms, .dead = 400ms};

/// A WebSocket server that echoes and writes down what it saw.
class EchoServer : public QObject {
public:
    explicit EchoServer(const test::TestCertificate &certificate)
        : m_server(QStringLiteral("echo"), QWebSocketServer::SecureMode)
    {
        m_server.setSslConfiguration(certificate.serverConfiguration());
        listen();
        connect(&m_server, &QWebSocketServer::newConnection, this, [this] {
            auto *socket = m_server.nextPendingConnection();
            socket->setParent(&m_server);
            sockets << socket;
            requests << socket->request();
            connect(socket, &QWebSocket::textMessageReceived, this, [this, socket](const QString &text) {
                received << text;
                socket->sendTextMessage(QStringLiteral("echo ") + text);
            });
            connect(socket, &QWebSocket::disconnected, this, [this, socket] { sockets.removeOne(socket); });
        });
    }
    ~EchoServer() override { stop(); }
    void listen()
    {
        QVERIFY(m_server.listen(QHostAddress::LocalHost, m_port));
        m_port = m_server.serverPort();
    }
    void stop()
    {
        m_server.close();
        const auto all = std::exchange(sockets, {});
        for (auto *socket : all) {
            socket->disconnect(this);
            socket->abort();
        }
    }
    [[nodiscard]] quint16 port() const { return m_port; }

    QList<QWebSocket *> sockets;
    QList<QNetworkRequest> requests;
    QStringList received;

private:
    QWebSocketServer m_server;
    quint16 m_port = 0;
};

struct Log {
    Handlers handlers()
    {
        return {.joined = [this] { ++joins; },
            .message = [this](const QString &text) { messages << text; },
            .gap = [this](WallTime from, WallTime to) { gaps << std::pair(from, to); }};
    }
    int joins = 0;
    QStringList messages;
    QList<std::pair<WallTime, WallTime>> gaps;
};

Task<Access> provide(std::stop_token)
{
    Access access;
    access.headers.emplace_back("apikey", Secret("publishable"));
    access.query.emplace_back(QStringLiteral("token"), Secret("a&b=c d"));
    co_return access;
}

} // namespace

class TestWebSocket : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_ca = std::make_unique<test::TestCa>();
        m_server = std::make_unique<EchoServer>(m_ca->issue());
    }
    void init()
    {
        m_server->requests.clear();
        m_server->received.clear();
    }

    void talks()
    {
        Log log;
        Socket socket(endpoint(m_server->port()), provide, log.handlers(), m_clock, quick);
        QCOMPARE(socket.say(join, "too early").error().code, QStringLiteral("not-connected"));
        socket.start();
        QTRY_COMPARE(log.joins, 1);
        QCOMPARE(socket.link().phase, LinkPhase::Live);
        QVERIFY(socket.say(join, "hellö"));
        QTRY_COMPARE(log.messages, QStringList {QStringLiteral("echo hellö")});
        const auto &request = m_server->requests.first();
        QCOMPARE(request.rawHeader("apikey"), QByteArray("publishable"));
        QCOMPARE(request.url().query(QUrl::FullyEncoded), QStringLiteral("vsn=1.0.0&token=a%26b%3Dc%20d"));
        QVERIFY(log.gaps.isEmpty());
    }

    void actingWantsAPermit()
    {
        Log log;
        Socket socket(endpoint(m_server->port()), {}, log.handlers(), m_clock, quick);
        socket.start();
        QTRY_COMPARE(log.joins, 1);
        const PermitTestFactory permits;
        const PermitTestFactory other(QStringLiteral("production"));
        QCOMPARE(socket.send(other.write(), "foreign").error().code, QStringLiteral("permit-environment"));
        QVERIFY(socket.send(permits.write(), "broadcast"));
        QTRY_COMPARE(m_server->received, QStringList {QStringLiteral("broadcast")});
    }

    void refused_data()
    {
        QTest::addColumn<QString>("which");
        QTest::addColumn<QString>("code");
        QTest::newRow("unknown CA") << "unknown-ca" << "unknown-ca";
        QTest::newRow("wrong name") << "wrong-name" << "wrong-name";
        QTest::newRow("expired") << "expired" << "expired";
        QTest::newRow("pin") << "pin" << "pin-mismatch";
        QTest::newRow("pinned one only sent along") << "along" << "pin-mismatch";
    }
    void refused()
    {
        QFETCH(QString, which);
        QFETCH(QString, code);
        const test::TestCa stranger("Some other CA");
        const QHash<QString, test::TestCertificate> certificates {
            {QStringLiteral("unknown-ca"), stranger.issue()},
            {QStringLiteral("wrong-name"),
                m_ca->issue({.dnsNames = {QStringLiteral("other.example")}, .addresses = {}})},
            {QStringLiteral("expired"),
                m_ca->issue({.notBefore = QDateTime({2019, 1, 1}, {0, 0}, Qt::UTC),
                    .notAfter = QDateTime({2020, 1, 2}, {0, 0}, Qt::UTC)})},
            {QStringLiteral("pin"), m_ca->issue()},
        };
        const auto pinned = m_ca->issue();
        auto certificate = which == QLatin1String("along") ? m_ca->issue() : certificates.value(which);
        if (which == QLatin1String("along"))
            certificate.certificatePem += pinned.certificatePem;
        // A plain HTTP server behind TLS: it would see the request if any of it were sent.
        test::FakeHttp server([](const test::FakeRequest &) { return test::FakeAnswer {.status = 403}; }, certificate);
        auto target = endpoint(server.port());
        if (which == QLatin1String("along"))
            target.tls.spkiPins = {transport::spkiPin(QSslCertificate(pinned.certificatePem, QSsl::Pem))};
        if (which == QLatin1String("pin"))
            target.tls.spkiPins = {QByteArrayLiteral("AAAA")};
        Log log;
        Socket socket(target, provide, log.handlers(), m_clock, quick);
        socket.start();
        QTRY_COMPARE(socket.link().phase, LinkPhase::Down);
        QCOMPARE(socket.link().reason.kind, ErrorKind::Tls);
        QCOMPARE(socket.link().reason.code, code);
        QVERIFY2(!socket.link().nextTry, "not retried by itself");
        QTest::qWait(30);
        QVERIFY(server.requests().isEmpty());
    }

    void rightPinPasses()
    {
        const auto certificate = m_ca->issue();
        EchoServer server(certificate);
        auto target = endpoint(server.port());
        target.tls.spkiPins = {spkiPin(QSslCertificate(certificate.certificatePem))};
        Log log;
        Socket socket(target, {}, log.handlers(), m_clock, quick);
        socket.start();
        QTRY_COMPARE(log.joins, 1);
    }

    void throughATunnelTheServersNameIsVerified()
    {
        EchoServer server(m_ca->issue({.dnsNames = {QStringLiteral("realtime.example.com")}, .addresses = {}}));
        auto target = endpoint(server.port());
        target.dial = [port = server.port()](std::stop_token) { return dialTo(port); };
        target.url = QUrl(QStringLiteral("wss://realtime.example.com/socket"));
        Log log;
        Socket socket(target, {}, log.handlers(), m_clock, quick);
        socket.start();
        QTRY_COMPARE(log.joins, 1);
        QCOMPARE(server.requests.first().rawHeader("host"), QByteArray("realtime.example.com"));

        target.url = QUrl(QStringLiteral("wss://other.example.com/socket"));
        Socket wrong(target, {}, {}, m_clock, quick);
        wrong.start();
        QTRY_COMPARE(wrong.link().reason.code, QStringLiteral("wrong-name"));
    }

    void refusedByStatus()
    {
        test::FakeHttp server(
            [](const test::FakeRequest &) { return test::FakeAnswer {.status = 401}; }, m_ca->issue());
        Log log;
        Socket socket(endpoint(server.port()), provide, log.handlers(), m_clock, quick);
        socket.start();
        QTRY_COMPARE(socket.link().phase, LinkPhase::Down);
        QCOMPARE(socket.link().reason.kind, ErrorKind::Auth);
        QCOMPARE(socket.link().reason.code, QStringLiteral("http-401"));
        QVERIFY(socket.link().nextTry);
    }

    void wrongService()
    {
        test::FakeHttp server(
            [](const test::FakeRequest &) { return test::FakeAnswer {.raw = "-ERR unknown command\r\n\r\n"}; },
            m_ca->issue());
        Socket socket(endpoint(server.port()), {}, {}, m_clock, quick);
        socket.start();
        QTRY_COMPARE(socket.link().phase, LinkPhase::Down);
        QCOMPARE(socket.link().reason.kind, ErrorKind::Protocol);
    }

    void nobodyAndBlackHole()
    {
        Socket closed(endpoint(test::closedPort()), {}, {}, m_clock, quick);
        closed.start();
        QTRY_COMPARE(closed.link().reason.code, QStringLiteral("refused"));
        const test::BlackHole hole;
        Socket lost(endpoint(hole.port()), {}, {}, m_clock, quick);
        lost.start();
        QTRY_COMPARE(lost.link().reason.code, QStringLiteral("connect-timeout"));
    }

    void plainOnlyToThisMachine()
    {
        auto target = endpoint(1);
        target.url = QUrl(QStringLiteral("ws://192.0.2.1/socket"));
        Socket socket(target, {}, {}, m_clock, quick);
        socket.start();
        QTRY_COMPARE(socket.link().reason.code, QStringLiteral("plain-ws"));
    }

    void restartShowsAGapAndJoinsAgain()
    {
        Log log;
        Socket socket(endpoint(m_server->port()), {}, log.handlers(), m_clock, quick);
        socket.start();
        QTRY_COMPARE(log.joins, 1);
        m_server->stop();
        QTRY_COMPARE(socket.link().phase, LinkPhase::Down);
        QVERIFY(socket.link().nextTry);
        m_server->listen();
        QTRY_COMPARE(log.joins, 2);
        QCOMPARE(socket.link().phase, LinkPhase::Live);
        QCOMPARE(log.gaps.size(), 1);
        QVERIFY(log.gaps.first().first < log.gaps.first().second);
    }

    void halfOpenIsStaleThenDropped()
    {
        RecordingProxy proxy(m_server->port());
        Log log;
        Socket socket(endpoint(proxy.port()), {}, log.handlers(), m_clock, quick);
        socket.start();
        QTRY_COMPARE(log.joins, 1);
        proxy.setFault(RecordingProxy::Fault::Stall);
        QTRY_COMPARE(socket.link().phase, LinkPhase::Degraded);
        QCOMPARE(socket.link().reason.code, QStringLiteral("silent"));
        QTRY_COMPARE(socket.link().phase, LinkPhase::Down);
        proxy.setFault(RecordingProxy::Fault::None);
        QTRY_COMPARE(log.joins, 2);
        QCOMPARE(log.gaps.size(), 1);
    }

    void aShortStallPasses()
    {
        RecordingProxy proxy(m_server->port());
        Log log;
        Timing patient = quick;
        patient.dead = 5s;
        Socket socket(endpoint(proxy.port()), {}, log.handlers(), m_clock, patient);
        socket.start();
        QTRY_COMPARE(log.joins, 1);
        proxy.setFault(RecordingProxy::Fault::Stall);
        QTRY_COMPARE(socket.link().phase, LinkPhase::Degraded);
        proxy.setFault(RecordingProxy::Fault::None);
        QTRY_COMPARE(socket.link().phase, LinkPhase::Live);
        QCOMPARE(log.joins, 1);
        QVERIFY(log.gaps.isEmpty());
    }

    void ownHeartbeat()
    {
        Log log;
        auto handlers = log.handlers();
        handlers.heartbeat = [] { return QByteArray("heartbeat"); };
        Socket socket(endpoint(m_server->port()), {}, handlers, m_clock, quick);
        socket.start();
        QTRY_VERIFY(m_server->received.count(QStringLiteral("heartbeat")) >= 2);
    }

    void tooLargeAMessageEndsTheConnection()
    {
        Log log;
        Socket socket(endpoint(m_server->port()), {}, log.handlers(), m_clock, quick);
        QStringList reasons;
        connect(&socket, &Socket::linkChanged, this, [&](const LinkState &state) { reasons << state.reason.code; });
        socket.start();
        QTRY_COMPARE(log.joins, 1);
        m_server->sockets.last()->sendTextMessage(QString(4 * 1024 * 1024, QLatin1Char('x')));
        QTRY_COMPARE(log.messages.size(), 1);
        m_server->sockets.last()->sendTextMessage(QString(5 * 1024 * 1024, QLatin1Char('x')));
        QTRY_COMPARE(log.joins, 2);
        QCOMPARE(log.messages.size(), 1);
        QVERIFY2(reasons.contains(QStringLiteral("too-large")), qPrintable(reasons.join(QLatin1Char(','))));
    }

    void destroyedInEveryPhase()
    {
        Log log;
        for (const int when : {0, 1, 2}) {
            log.joins = 0;
            auto socket = std::make_unique<Socket>(endpoint(m_server->port()), provide, log.handlers(), m_clock, quick);
            if (when > 0)
                socket->start();
            if (when > 1)
                QTRY_COMPARE(log.joins, 1);
            socket.reset();
            QTest::qWait(5);
        }
    }

    void stoppedAndStartedFromItsOwnHandlers()
    {
        Socket *self = nullptr;
        int joins = 0;
        QStringList messages;
        Handlers handlers;
        handlers.joined = [&] {
            if (++joins == 1)
                self->reconnectNow();
            else
                QVERIFY(self->say(join, "once"));
        };
        handlers.message = [&](const QString &text) {
            messages << text;
            self->stop();
        };
        Socket socket(endpoint(m_server->port()), provide, handlers, m_clock, quick);
        self = &socket;
        socket.start();
        QTRY_COMPARE(messages, QStringList {QStringLiteral("echo once")});
        QCOMPARE(joins, 2);
        QCOMPARE(socket.link().phase, LinkPhase::Idle);
    }

    void stopsWhileTheProviderWaits()
    {
        auto slow = [](std::stop_token stop) -> Task<Access> {
            auto slept = co_await sleepFor(60s, stop);
            co_return fail(slept ? Error {} : slept.error());
        };
        Socket socket(endpoint(m_server->port()), slow, {}, m_clock, quick);
        socket.start();
        QCOMPARE(socket.link().phase, LinkPhase::Connecting);
        socket.stop();
        QCOMPARE(socket.link().phase, LinkPhase::Idle);
        QTest::qWait(5);
        QCOMPARE(socket.link().phase, LinkPhase::Idle);
    }

private:
    static Task<DialTarget> dialTo(quint16 port) { co_return DialTarget {QStringLiteral("127.0.0.1"), port}; }
    [[nodiscard]] Endpoint endpoint(quint16 port) const
    {
        return {QUrl(QStringLiteral("wss://localhost:%1/realtime/v1/websocket?vsn=1.0.0").arg(port)),
            {.caPem = m_ca->pem()}, {}, QStringLiteral("Realtime"), QStringLiteral("test"), {}};
    }

    SystemClock m_clock;
    std::unique_ptr<test::TestCa> m_ca;
    std::unique_ptr<EchoServer> m_server;
};

PH_TEST(TestWebSocket)
#include "tst_websocket.moc"
