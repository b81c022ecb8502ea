// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/subscriber.h"
#include "tests/support/permits.h"
#include "tests/support/redisserver.h"
#include "tests/support/scriptedserver.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::redis;
using namespace std::chrono_literals;

namespace {

constexpr int s_limit = 5000; // what a person waits at most for the truth, in milliseconds

/// The endpoint of a fake on loopback.
Endpoint fakeEndpoint(quint16 port)
{
    Endpoint endpoint;
    endpoint.environment = QStringLiteral("test");
    endpoint.host = QStringLiteral("127.0.0.1");
    endpoint.port = port;
    endpoint.tls.enabled = false;
    return endpoint;
}

} // namespace

/// Servers that stop, die and come back while the links are open.
class TestOutages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stoppedAndContinued()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        Client client({.endpoint = server.endpoint()});
        QList<Gap> gaps;
        Subscriber subscriber(
            {.endpoint = server.endpoint(), .channels = {"c"}, .onGap = [&](const Gap &gap) { gaps.append(gap); }});
        client.start();
        subscriber.start();
        QTRY_COMPARE(client.state().phase, LinkPhase::Live);
        QTRY_COMPARE(subscriber.state().phase, LinkPhase::Live);
        server.pause();
        QTRY_VERIFY_WITH_TIMEOUT(
            client.state().phase != LinkPhase::Live && subscriber.state().phase != LinkPhase::Live, s_limit);
        QCOMPARE(client.state().phase, LinkPhase::Degraded);
        QCOMPARE(client.state().reason.kind, ErrorKind::Timeout);
        const MonoTime heard = client.state().lastHeard;
        // A read does not hang, it says that there was no answer.
        QCOMPARE(test::await(client.read(Command("GET", "k"), {}, 200ms)).error().kind, ErrorKind::Timeout);
        server.resume();
        QTRY_COMPARE_WITH_TIMEOUT(client.state().phase, LinkPhase::Live, s_limit);
        QTRY_COMPARE_WITH_TIMEOUT(subscriber.state().phase, LinkPhase::Live, s_limit);
        QVERIFY(client.state().lastHeard > heard);
        QVERIFY(gaps.isEmpty()); // the same connection: nothing was lost
        QVERIFY(test::await(client.read(Command("GET", "k"), {}, 5s)).has_value());
    }

    void stoppedForLong()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        QList<Gap> gaps;
        Client client({.endpoint = server.endpoint()});
        Subscriber subscriber(
            {.endpoint = server.endpoint(), .channels = {"c"}, .onGap = [&](const Gap &gap) { gaps.append(gap); }});
        client.start();
        subscriber.start();
        QTRY_COMPARE(client.state().phase, LinkPhase::Live);
        QTRY_COMPARE(subscriber.state().phase, LinkPhase::Live);
        server.pause();
        QTRY_COMPARE_WITH_TIMEOUT(client.state().phase, LinkPhase::Down, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(subscriber.state().phase, LinkPhase::Down, 20'000);
        QCOMPARE(client.state().reason.code, QStringLiteral("silent"));
        server.resume();
        QTRY_COMPARE_WITH_TIMEOUT(client.state().phase, LinkPhase::Live, s_limit);
        QTRY_COMPARE_WITH_TIMEOUT(subscriber.state().phase, LinkPhase::Live, s_limit);
        QCOMPARE(gaps.size(), 1);
        QVERIFY(gaps[0].to - gaps[0].from > 8s);
    }

    void killedAndRestarted()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        Client client({.endpoint = server.endpoint()});
        client.start();
        QTRY_COMPARE(client.state().phase, LinkPhase::Live);
        server.kill();
        QTRY_COMPARE_WITH_TIMEOUT(client.state().phase, LinkPhase::Down, s_limit);
        const MonoTime since = client.state().since;
        // Calls meanwhile fail at once with the reason; "down since" does not move with the tries.
        QElapsedTimer timer;
        timer.start();
        auto failed = test::await(client.read(Command("GET", "k"), {}, 5s));
        QCOMPARE(failed.error().kind, ErrorKind::Network);
        QSignalSpy changes(&client, &Client::stateChanged);
        QTRY_VERIFY(changes.size() >= 4);
        QCOMPARE(client.state().since, since);
        QVERIFY(server.restart());
        QTRY_COMPARE_WITH_TIMEOUT(client.state().phase, LinkPhase::Live, s_limit);
        QVERIFY(test::await(client.read(Command("GET", "k"), {}, 5s)).has_value());
    }

    void retryNowDoesNotWait()
    {
        test::RedisServer server;
        QVERIFY(server.start("user default off\nuser reader on >right +@all ~*\n"));
        QByteArray password = "wrong";
        Client client({.endpoint = server.endpoint(), .reader = [&password](std::stop_token) -> Task<Credentials> {
                           return [](QByteArray word) -> Task<Credentials> {
                               co_return Credentials {QStringLiteral("reader"), Secret(word)};
                           }(password);
                       }});
        client.start();
        QTRY_COMPARE(client.state().phase, LinkPhase::Down);
        QCOMPARE(client.state().reason.code, QStringLiteral("WRONGPASS"));
        QVERIFY(
            *client.state().nextTry - SystemClock().monotonic() > 10s); // a wrong password is not tried again and again
        password = "right";
        client.reconnectNow();
        QTRY_COMPARE_WITH_TIMEOUT(client.state().phase, LinkPhase::Live, 2000);
    }

    void slowDripIsBoundedByTheDeadline()
    {
        test::ScriptedServer server([](QTcpSocket *socket, const QByteArray &received) {
            if (received.contains("SETNAME")) {
                socket->write(test::okForEach(received));
                return;
            }
            socket->write("$100000\r\n");
            auto *drip = new QTimer(socket);
            QObject::connect(drip, &QTimer::timeout, socket, [socket] { socket->write("x"); });
            drip->start(10);
        });
        Client client({.endpoint = fakeEndpoint(server.port())});
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(test::await(client.read(Command("GET", "k"), {}, 500ms)).error().kind, ErrorKind::Timeout);
        QVERIFY(timer.elapsed() < 2000);
    }

    void lostAnswerOfAWriteIsUnknown()
    {
        test::ScriptedServer server([](QTcpSocket *socket, const QByteArray &received) {
            if (received.contains("SETNAME"))
                socket->write(test::okForEach(received));
            else if (received.contains("LPUSH"))
                socket->close();
        });
        Client::Options options {.endpoint = fakeEndpoint(server.port())};
        options.operatorUser = [](std::stop_token) -> Task<Credentials> { co_return Credentials {}; };
        Client client(std::move(options));
        const PermitTestFactory permits;
        const auto result = test::await(client.write(permits.write(), Command("LPUSH", "k", "v"), {}, 5s));
        QCOMPARE(result.error().code, QStringLiteral("outcome-unknown"));
        QCOMPARE(server.connections(), 1); // and it was not sent again
    }

    void nothingIsLeftBehind()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        for (int i = 0; i < 20; ++i) {
            Client client({.endpoint = server.endpoint()});
            Subscriber subscriber({.endpoint = server.endpoint(), .channels = {"c"}});
            client.start();
            subscriber.start();
            if (i % 2 == 0)
                QTRY_COMPARE(client.state().phase, LinkPhase::Live);
        }
        QTRY_COMPARE(liveTasks(), 0);
        QTRY_VERIFY(server.cli({QStringLiteral("INFO"), QStringLiteral("clients")}).contains("connected_clients:1"));
    }
};

PH_TEST(TestOutages)
#include "tst_outages.moc"
