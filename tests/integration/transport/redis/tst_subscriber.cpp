// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/subscriber.h"
#include "tests/support/redisserver.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QThread>

using namespace ph;
using namespace ph::transport;
using namespace ph::transport::redis;
using namespace std::chrono_literals;

class TestSubscriber : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hears()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        QList<std::pair<QByteArray, QByteArray>> heard;
        int bursts = 0;
        Subscriber subscriber({.endpoint = server.endpoint(),
            .patterns = {"/0.celeryev/*"},
            .channels = {"news"},
            .onMessage = [&](QByteArrayView channel,
                             QByteArrayView payload) { heard.append({channel.toByteArray(), payload.toByteArray()}); },
            .onBurstEnd = [&] { ++bursts; }});
        QSignalSpy subscribed(&subscriber, &Subscriber::subscribed);
        subscriber.start();
        QTRY_COMPARE(subscribed.size(), 1);
        QCOMPARE(subscriber.state().phase, LinkPhase::Live);
        server.cli({QStringLiteral("PUBLISH"), QStringLiteral("/0.celeryev/task.multi"), QStringLiteral("one")});
        server.cli({QStringLiteral("PUBLISH"), QStringLiteral("news"), QStringLiteral("two\r\nlines")});
        server.cli({QStringLiteral("PUBLISH"), QStringLiteral("other"), QStringLiteral("three")});
        QTRY_COMPARE(heard.size(), 2);
        QCOMPARE(heard[0].first, QByteArray("/0.celeryev/task.multi"));
        QCOMPARE(heard[1].second, QByteArray("two\r\nlines"));
        QVERIFY(bursts >= 1);
        QCOMPARE(subscriber.messages(), 2u);
    }

    void tellsTheGapAfterARestart()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        QList<Gap> gaps;
        int heard = 0;
        Subscriber subscriber({.endpoint = server.endpoint(),
            .channels = {"c"},
            .onMessage = [&](QByteArrayView, QByteArrayView) { ++heard; },
            .onGap = [&](const Gap &gap) { gaps.append(gap); }});
        QSignalSpy subscribed(&subscriber, &Subscriber::subscribed);
        subscriber.start();
        QTRY_COMPARE(subscribed.size(), 1);
        server.kill(); // returns when the process is gone, however long that takes
        const WallTime gone = SystemClock().wall();
        QTRY_COMPARE(subscriber.state().phase, LinkPhase::Down);
        const WallTime down = SystemClock().wall();
        QCOMPARE(subscriber.state().reason.kind, ErrorKind::Network);
        QVERIFY(subscriber.state().nextTry);
        QVERIFY(server.restart());
        QTRY_COMPARE(subscribed.size(), 2);
        QCOMPARE(gaps.size(), 1);
        QVERIFY(gaps[0].from <= gone + 50ms && gaps[0].to > down);
        QCOMPARE(gaps[0].reason.kind, ErrorKind::Network);
        server.cli({QStringLiteral("PUBLISH"), QStringLiteral("c"), QStringLiteral("x")});
        QTRY_COMPARE(heard, 1);
    }

    void refusedChannelIsSaidSo()
    {
        test::RedisServer server;
        QVERIFY(server.start("user default on nopass +@all ~* resetchannels &/0.celeryev/*\n"));
        Subscriber subscriber({.endpoint = server.endpoint(), .patterns = {"/0.celeryev/task.*"}});
        subscriber.start();
        QTRY_COMPARE(subscriber.state().phase, LinkPhase::Down);
        QCOMPARE(subscriber.state().reason.kind, ErrorKind::Forbidden);
        QCOMPARE(subscriber.state().reason.code, QStringLiteral("NOPERM"));
    }

    void largeMessagesOnAThreadOfItsOwn()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        QThread thread;
        std::atomic<qint64> bytes = 0;
        std::atomic<int> messages = 0;
        std::atomic<bool> live = false;
        auto *subscriber = new Subscriber({.endpoint = server.endpoint(),
            .channels = {"c"},
            .onMessage = [&](QByteArrayView, QByteArrayView payload) {
                bytes += payload.size();
                ++messages;
            }});
        connect(subscriber, &Subscriber::subscribed, subscriber, [&] { live = true; });
        subscriber->moveToThread(&thread);
        connect(&thread, &QThread::started, subscriber, &Subscriber::start);
        connect(&thread, &QThread::finished, subscriber, &QObject::deleteLater);
        thread.start();
        QTRY_VERIFY(live);
        static constexpr const char s_publish[]
            = "for i = 1, 2000 do redis.call('PUBLISH', 'c', string.rep('x', 500)) end "
              "redis.call('PUBLISH', 'c', string.rep('y', 3000000)) redis.call('PUBLISH', 'c', 'z') return 1";
        server.cli({QStringLiteral("EVAL"), QLatin1String(s_publish), QStringLiteral("0")});
        QTRY_COMPARE(messages.load(), 2002);
        QCOMPARE(bytes.load(), 2000 * 500 + 3'000'000 + 1);
        thread.quit();
        QVERIFY(thread.wait(5000));
        QCOMPARE(liveTasks(), 0);
    }

    void tooLargeMessageEndsInAGap()
    {
        test::RedisServer server;
        QVERIFY(server.start());
        QList<Gap> gaps;
        Subscriber subscriber({.endpoint = server.endpoint(),
            .channels = {"c"},
            .onGap = [&](const Gap &gap) { gaps.append(gap); },
            .largestMessage = 1'000'000});
        QSignalSpy subscribed(&subscriber, &Subscriber::subscribed);
        subscriber.start();
        QTRY_COMPARE(subscribed.size(), 1);
        server.cli({QStringLiteral("EVAL"), QStringLiteral("redis.call('PUBLISH', 'c', string.rep('y', 3000000))"),
            QStringLiteral("0")});
        QTRY_COMPARE(subscriber.state().phase, LinkPhase::Down);
        subscriber.reconnectNow();
        QTRY_COMPARE(gaps.size(), 1);
        QCOMPARE(gaps[0].reason.code, QStringLiteral("reply-too-large"));
    }
};

PH_TEST(TestSubscriber)
#include "tst_subscriber.moc"
