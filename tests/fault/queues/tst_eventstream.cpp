// SPDX-License-Identifier: GPL-3.0-or-later
// The event stream on a Redis that is killed, stopped and fed rubbish.
#include "services/queues/eventstream.h"
#include "tests/support/redisserver.h"
#include "tests/support/testmain.h"

#include <QProcess>
#include <QSignalSpy>

using namespace ph;
using namespace ph::queues;

namespace {

constexpr int kComesBack = 5000; // ms: what the product promises, after the server answers again

QByteArray message(const QByteArray &body)
{
    return "{\"body\":\"" + body.toBase64()
        + "\",\"content-type\":\"application/json\",\"properties\":{\"body_encoding\":\"base64\"}}";
}

QByteArray taskEvent(const QByteArray &type, const QByteArray &id)
{
    return message(
        "[{\"type\":\"" + type + "\",\"uuid\":\"" + id + "\",\"hostname\":\"w1@host\",\"timestamp\":1795000000}]");
}

} // namespace

class TestEventStreamFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_redis = std::make_unique<test::RedisServer>();
        QVERIFY(m_redis->start());
        m_store = std::make_unique<TaskStore>(TaskStore::Limits {}, m_clock);
        transport::redis::Subscriber::Options options;
        options.endpoint = m_redis->endpoint();
        options.patterns = {"/0.celeryev/*"};
        m_stream = std::make_unique<EventStream>(std::move(options), *m_store, m_clock);
        m_subscribed = std::make_unique<QSignalSpy>(m_stream.get(), &EventStream::subscribed);
        m_stream->start();
        QTRY_COMPARE(m_subscribed->count(), 1);
    }
    void cleanup()
    {
        m_stream.reset();
        m_subscribed.reset();
        m_store.reset();
        m_redis.reset();
        QCOMPARE(liveTasks(), 0);
    }

    void killedAndBack()
    {
        publish(taskEvent("task-started", "left-running"));
        QTRY_COMPARE(state("left-running"), QStringLiteral("STARTED"));
        m_redis->kill();
        QTRY_COMPARE_WITH_TIMEOUT(m_store->gaps().size(), std::size_t(1), kComesBack);
        QVERIFY(!m_store->gaps()[0].until); // open while it lasts
        QVERIFY(!m_store->gaps()[0].reason.empty());
        QVERIFY(m_redis->restart());
        QTRY_COMPARE_WITH_TIMEOUT(m_subscribed->count(), 2, kComesBack);
        QCOMPARE(m_subscribed->at(1).at(0).toInt(), m_store->gaps()[0].id);
        QVERIFY(m_store->gaps()[0].until);
        QVERIFY(m_store->gaps()[0].from <= *m_store->gaps()[0].until);
        QCOMPARE(m_stream->disconnects(), 1);
        QCOMPARE(m_store->takeLeftInGap(10), std::vector<std::string> {"left-running"});
        publish(taskEvent("task-received", "after"));
        QTRY_COMPARE(state("after"), QStringLiteral("RECEIVED"));
        QCOMPARE(m_store->gaps().size(), std::size_t(1));
    }

    /// A stopped server loses nothing: what it holds comes when it goes on, and no gap is claimed.
    void stoppedForAMoment()
    {
        QSignalSpy states(m_stream.get(), &EventStream::stateChanged);
        m_redis->pause();
        const auto degraded = [&states] {
            for (const auto &arguments : states)
                if (arguments[0].value<transport::LinkState>().phase == transport::LinkPhase::Degraded)
                    return true;
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(degraded(), kComesBack);
        m_redis->resume();
        publish(taskEvent("task-received", "later"));
        QTRY_COMPARE_WITH_TIMEOUT(state("later"), QStringLiteral("RECEIVED"), kComesBack);
        QVERIFY(m_store->gaps().empty());
        QCOMPARE(m_stream->disconnects(), 0);
    }

    void rubbishBetweenEvents_data()
    {
        QTest::addColumn<QByteArray>("rubbish");
        QTest::newRow("no JSON") << QByteArray("hello");
        QTest::newRow("broken envelope") << QByteArray("{\"body\":\"abc");
        QTest::newRow("broken base64") << QByteArray("{\"body\":\"?\",\"properties\":{\"body_encoding\":\"base64\"}}");
        QTest::newRow("broken event") << message("[{\"type\":\"task-received\",\"uuid\":");
        QTest::newRow("pickle") << QByteArray("{\"body\":\"gAJ9\",\"content-type\":\"application/"
                                              "x-python-serialize\",\"properties\":{\"body_encoding\":\"base64\"}}");
        QTest::newRow("10 MB") << QByteArray(10 << 20, 'x');
        QTest::newRow("deep") << message(QByteArray(100'000, '['));
    }
    void rubbishBetweenEvents()
    {
        QFETCH(QByteArray, rubbish);
        QSignalSpy unreadable(m_stream.get(), &EventStream::unreadable);
        publish(taskEvent("task-received", "t"));
        publish(rubbish);
        publish(taskEvent("task-succeeded", "t"));
        QTRY_COMPARE_WITH_TIMEOUT(state("t"), QStringLiteral("SUCCESS"), 10'000);
        QVERIFY(m_store->counts().malformed >= 1);
        QTRY_COMPARE(unreadable.count(), 1);
        QVERIFY(!unreadable[0][0].value<Error>().what.isEmpty());
        QCOMPARE(m_stream->disconnects(), 0);
        QCOMPARE(m_store->counts().tasks, 1u);
    }

    /// Names are data: markup, control characters and lengths change nothing but themselves.
    void hostileNames()
    {
        const QByteArray names[] = {"<img src=x onerror=alert(1)>", "a\\u0000b", "\\u001b[31mred", "\\u202egnp.exe",
            QByteArray(100'000, 'n'), "%s%n", "'; DROP"};
        int number = 0;
        for (const QByteArray &name : names) {
            const QByteArray id = "t" + QByteArray::number(number++);
            publish(message("{\"type\":\"task-received\",\"uuid\":\"" + id + "\",\"name\":\"" + name
                + "\",\"hostname\":\"" + name + "\",\"timestamp\":1}"));
        }
        QTRY_COMPARE(m_store->counts().tasks, std::uint32_t(std::size(names)));
        QCOMPARE(m_store->detail("t0")->row.name, std::string_view("<img src=x onerror=alert(1)>"));
        QCOMPARE(m_store->detail("t1")->row.name, std::string_view("a\0b", 3));
        QVERIFY(m_store->detail("t4")->row.name.size() <= Interner::kMaxText);
        QCOMPARE(m_store->counts().malformed, std::uint64_t(0));
    }

    /// Decoding is held up (here: by a reader of the store) while ten times what Redis keeps for a subscriber arrives.
    /// The socket is emptied all the same: nobody is cut off, nothing is lost.
    void aHeldUpDecoderDoesNotKeepTheSocketUnread()
    {
        limitSubscribersTo("1mb");
        holdStoreWhile([this] { publishMany(kMany); });
        QTRY_COMPARE_WITH_TIMEOUT(m_store->counts().tasks, std::uint32_t(kMany + 1), 20'000);
        QCOMPARE(m_stream->disconnects(), 0);
        QVERIFY(m_store->gaps().empty());
        QTRY_COMPARE(m_stream->waiting(), std::size_t(0));
    }

    /// What waits is bounded. Beyond it Redis cuts the stream off: that is seen, and is a gap of its own.
    void whatIsLostIsAGap()
    {
        restartStream(256 * 1024);
        limitSubscribersTo("1mb");
        holdStoreWhile([this] { publishMany(kMany); });
        QTRY_COMPARE_WITH_TIMEOUT(m_store->gaps().size(), std::size_t(1), kComesBack);
        QTRY_COMPARE_WITH_TIMEOUT(m_subscribed->count(), 2, kComesBack);
        QVERIFY(m_store->gaps()[0].until);
        QVERIFY(m_store->counts().tasks < std::uint32_t(kMany));
        QVERIFY(m_store->counts().tasks > 0u); // what had come was kept
        publish(taskEvent("task-received", "after"));
        QTRY_COMPARE(state("after"), QStringLiteral("RECEIVED"));
    }

    /// Ends at once, whatever the server does.
    void endsWhileTheServerIsStopped()
    {
        m_redis->pause();
        QElapsedTimer timer;
        timer.start();
        m_stream.reset();
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        m_redis->resume();
    }

private:
    static constexpr int kMany = 8000; // of about a kilobyte each

    void limitSubscribersTo(const char *hard) const
    {
        QCOMPARE(
            m_redis->cli({QStringLiteral("CONFIG"), QStringLiteral("SET"), QStringLiteral("client-output-buffer-limit"),
                QStringLiteral("pubsub %1 0 0").arg(QLatin1String(hard))}),
            QByteArray("OK"));
    }
    /// Events of so many tasks, in one go.
    void publishMany(int count) const
    {
        const QByteArray padding(500, 'x');
        QByteArray commands;
        for (int i = 0; i < count; ++i) {
            const QByteArray payload = message("[{\"type\":\"task-received\",\"uuid\":\"many-" + QByteArray::number(i)
                + "\",\"args\":\"" + padding + "\",\"hostname\":\"w1@host\",\"timestamp\":1795000000}]");
            commands += "*3\r\n$7\r\nPUBLISH\r\n$22\r\n/0.celeryev/task.multi\r\n$" + QByteArray::number(payload.size())
                + "\r\n" + payload + "\r\n";
        }
        QProcess cli;
        cli.start(QStringLiteral("redis-cli"),
            {QStringLiteral("-p"), QString::number(m_redis->port()), QStringLiteral("--pipe")});
        QVERIFY(cli.waitForStarted());
        cli.write(commands);
        cli.closeWriteChannel();
        QVERIFY(cli.waitForFinished(20'000));
        QCOMPARE(cli.exitCode(), 0);
    }
    /// Reads the store in one long look, so that nobody writes to it, while `act` runs.
    void holdStoreWhile(const std::function<void()> &act)
    {
        publish(taskEvent("task-received", "first"));
        QTRY_COMPARE(state("first"), QStringLiteral("RECEIVED"));
        bool done = false;
        (void)m_store->scan(0, [&](std::uint32_t, const TaskRecord &, const TaskStore::Access &) {
            if (!std::exchange(done, true))
                act();
        });
        QVERIFY(done);
    }
    void restartStream(std::size_t mostWaiting)
    {
        m_stream.reset();
        transport::redis::Subscriber::Options options;
        options.endpoint = m_redis->endpoint();
        options.patterns = {"/0.celeryev/*"};
        m_stream = std::make_unique<EventStream>(std::move(options), *m_store, m_clock, mostWaiting);
        m_subscribed = std::make_unique<QSignalSpy>(m_stream.get(), &EventStream::subscribed);
        m_stream->start();
        QTRY_COMPARE(m_subscribed->count(), 1);
    }

    void publish(const QByteArray &payload) const
    {
        QProcess cli; // by standard input: a payload of 10 MB is no argument
        cli.start(QStringLiteral("redis-cli"),
            {QStringLiteral("-p"), QString::number(m_redis->port()), QStringLiteral("-x"), QStringLiteral("PUBLISH"),
                QStringLiteral("/0.celeryev/task.multi")});
        QVERIFY(cli.waitForStarted());
        cli.write(payload);
        cli.closeWriteChannel();
        QVERIFY(cli.waitForFinished(20'000));
        QCOMPARE(cli.exitCode(), 0);
    }
    QString state(std::string_view id) const
    {
        const auto slot = m_store->slotOf(id);
        const auto row = slot ? m_store->row(*slot) : std::nullopt;
        return row ? QString::fromUtf8(row->state.data(), qsizetype(row->state.size())) : QString();
    }

    SystemClock m_clock;
    std::unique_ptr<test::RedisServer> m_redis;
    std::unique_ptr<TaskStore> m_store;
    std::unique_ptr<EventStream> m_stream;
    std::unique_ptr<QSignalSpy> m_subscribed;
};

PH_TEST(TestEventStreamFaults)
#include "tst_eventstream.moc"
