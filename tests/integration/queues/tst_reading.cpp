// SPDX-License-Identifier: GPL-3.0-or-later
// What lies in Redis is read in few round trips, wholly or with a word about the rest, whatever else lies there.
#include "app/pilothousectl/queues/queuesession.h"
#include "services/queues/queuereader.h"
#include "services/queues/snapshot.h"
#include "services/queues/waitingreader.h"
#include "tests/integration/queues/celeryworker.h"
#include "tests/support/recordingproxy.h"
#include "tests/support/redisserver.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

using namespace ph;
using namespace std::chrono_literals;

namespace {

/// The id of task number `i`, as the scripts below make it.
QString idOf(int i)
{
    return QStringLiteral("%1-0000-4000-8000-%2").arg(i, 8, 16, QLatin1Char('0')).arg(i, 12, 16, QLatin1Char('0'));
}

constexpr const char *kResults = R"lua(
for i = 1, tonumber(ARGV[1]) do
  local id = string.format('%08x-0000-4000-8000-%012x', i, i)
  redis.call('SET', 'celery-task-meta-' .. id, cjson.encode({status = ARGV[2], children = {}, task_id = id,
    date_done = '2026-11-24T00:00:00+00:00'}))
end
)lua";

constexpr const char *kMessages = R"lua(
for i = 1, tonumber(ARGV[1]) do
  local id = string.format('%08x-0000-4000-8000-%012x', i, i)
  redis.call('LPUSH', 'celery', cjson.encode({body = 'W1tdLCB7fSwge31d', ['content-encoding'] = 'utf-8',
    ['content-type'] = 'application/json', headers = {lang = 'py', task = 'tasks.wait', id = id, root_id = id,
      argsrepr = '()', kwargsrepr = '{}', retries = 0},
    properties = {correlation_id = id, delivery_info = {exchange = '', routing_key = 'celery'}, priority = 0,
      body_encoding = 'base64', delivery_tag = id}}))
end
redis.call('SADD', '_kombu.binding.celery', 'celery\6\22\6\22celery')
)lua";

QJsonObject lastLine(const QByteArray &err)
{
    return QJsonDocument::fromJson(err.trimmed().split('\n').last()).object();
}

} // namespace

class TestReading : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_redis = std::make_unique<test::RedisServer>();
        QVERIFY(m_redis->start());
    }
    void cleanup() { m_redis.reset(); }

    /// On a slow way each round trip is a wait: 3000 results take no more of them than 300.
    void readingNeedsFewRoundTrips()
    {
        fill(kResults, 3000, QStringLiteral("SUCCESS"));
        fill(kMessages, 800);
        test::RecordingProxy proxy(m_redis->port());
        auto endpoint = m_redis->endpoint();
        endpoint.port = proxy.port();
        transport::redis::Client client({.endpoint = endpoint});
        SystemClock clock;
        queues::TaskStore store({}, clock);
        queues::QueueReader queueReader(client, {}, {}, store, clock);
        queues::WaitingReader waitingReader(client, {}, queueReader, store);
        queues::ResultReader resultReader(client, {}, store);
        QVERIFY(test::await(client.read(transport::redis::Command("PING"), {}, 5s)));
        const auto turnsOf = [&proxy](const auto &read) {
            proxy.clearRecord();
            return read() ? proxy.turns() : 1000;
        };
        QCOMPARE_LE(turnsOf([&] { return test::await(queueReader.discover({}, 5s)).has_value(); }), 2);
        QCOMPARE_LE(turnsOf([&] { return test::await(queueReader.read({}, 5s)).has_value(); }), 3);
        QCOMPARE_LE(turnsOf([&] { return test::await(waitingReader.read(1000, {}, 5s)).has_value(); }), 4);
        QCOMPARE_LE(turnsOf([&] {
            const auto read = test::await(resultReader.readSome(20'000, {}, 5s));
            return read && read->isWhole && read->results == 3000;
        }),
            6);
        QCOMPARE(store.counts().tasks, 3000u);
    }

    /// However short the stream's silence is: it counts from the end of the first reading. Nobody works here, so that
    /// asking workers takes longer than the silence.
    void exportWaitsForWhatLiesThere()
    {
        fill(kResults, 400, QStringLiteral("SUCCESS"));
        const auto run = exported({QStringLiteral("--after-idle"), QStringLiteral("100ms")});
        QVERIFY2(run.exitCode == 0, run.err.constData());
        QCOMPARE(run.out.count('\n'), 401); // with the header
        const QJsonObject summary = lastLine(run.err);
        QCOMPARE(summary[u"tasks"].toInt(), 400);
        QCOMPARE(summary[u"snapshot"].toString(), QStringLiteral("whole"));
        QCOMPARE(summary[u"results_left_out"].toBool(true), false);
    }

    /// Of a long queue those that run next are read: the rest is counted, and said.
    void exportSaysWhatItLeftOut()
    {
        fill(kMessages, 1500);
        const auto run = exported({QStringLiteral("--after-idle"), QStringLiteral("100ms")});
        QCOMPARE(run.exitCode, 7);
        QVERIFY2(run.err.contains("left out: 500 waiting messages were not read"), run.err.constData());
        const QJsonObject summary = lastLine(run.err);
        QCOMPARE(summary[u"tasks"].toInt(), 1000);
        QCOMPARE(summary[u"waiting_left_out"].toInt(), 500);
        QCOMPARE(summary[u"snapshot"].toString(), QStringLiteral("part"));
    }

    /// Results that may not be read are left out, not absent.
    void exportSaysThatResultsWereRefused()
    {
        fill(kResults, 10, QStringLiteral("SUCCESS"));
        (void)m_redis->cli({QStringLiteral("ACL"), QStringLiteral("SETUSER"), QStringLiteral("narrow"),
            QStringLiteral("on"), QStringLiteral(">sesam"), QStringLiteral("~*"), QStringLiteral("&*"),
            QStringLiteral("+@all"), QStringLiteral("-mget")});
        const auto run = exported({QStringLiteral("--after-idle"), QStringLiteral("100ms"),
            QStringLiteral("--credentials"), m_redis->write(QStringLiteral("narrow"), "redis-broker narrow sesam\n")});
        QVERIFY2(run.exitCode != 0, run.err.constData());
        QCOMPARE(lastLine(run.err.left(run.err.lastIndexOf('}') + 1))[u"results_left_out"].toBool(), true);
    }

    /// A key of the wrong type costs what it would tell, and is named.
    void aKeyOfAnotherTypeCostsThatKeyOnly()
    {
        fill(kMessages, 3);
        for (const char *key : {"_kombu.binding.reportcache", "unacked", "report"})
            (void)m_redis->cli({QStringLiteral("SET"), QString::fromLatin1(key), QStringLiteral("1")});
        (void)m_redis->cli({QStringLiteral("RPUSH"), QStringLiteral("unacked_index"), QStringLiteral("1")});
        const auto run = test::Companion().run({QStringLiteral("queues"), QStringLiteral("--broker"), address(),
            QStringLiteral("--queue"), QStringLiteral("report"), QStringLiteral("--json")});
        QVERIFY2(run.exitCode == 7, run.err.constData());
        const QJsonArray queues = run.json()[u"queues"].toArray();
        QCOMPARE(queues.size(), 2);
        QCOMPARE(queues[0][u"queue"].toString(), QStringLiteral("celery"));
        QCOMPARE(queues[0][u"ready"].toInt(), 3);
        QVERIFY(queues[0][u"unacked"].isNull());
        QVERIFY(queues[0][u"scheduled"].isNull());
        QVERIFY(run.json()[u"unacked"].isNull());
        const auto table = test::Companion().run({QStringLiteral("queues"), QStringLiteral("--broker"), address()});
        QVERIFY2(QString::fromUtf8(table.out).contains(QRegularExpression(QStringLiteral("celery +3 +– +– "))),
            table.out.constData());
        const QString warnings = QString::fromUtf8(QJsonDocument(run.json()[u"warnings"].toArray()).toJson());
        for (const char *said : {"_kombu.binding.reportcache could not be read", "unacked could not be read",
                 "unacked_index could not be read", "than the set that", "than the hash that", "than the zset that",
                 "report could not be read"})
            QVERIFY2(warnings.contains(QLatin1String(said)), qPrintable(warnings));
        const auto tasks = test::Companion().run(
            {QStringLiteral("tasks"), QStringLiteral("--broker"), address(), QStringLiteral("--json")});
        QCOMPARE(tasks.exitCode, 7);
        QCOMPARE(tasks.json()[u"tasks"].toArray().size(), 3);
        const auto status = test::Companion().run({QStringLiteral("status"), QStringLiteral("--broker"), address()});
        QVERIFY2(status.out.contains("the key _kombu.binding.reportcache could not be read"), status.out.constData());
    }

    /// A task that waits far behind those that run next is found by its id.
    void aTaskDeepInItsQueueIsFound()
    {
        fill(kMessages, 3000);
        const auto shown = [this](const QString &id) {
            return test::Companion().run(
                {QStringLiteral("tasks"), QStringLiteral("show"), id, QStringLiteral("--broker"), address()});
        };
        const auto deep = shown(idOf(2900));
        QVERIFY2(deep.exitCode == 0, deep.err.constData());
        QVERIFY2(deep.out.contains("PENDING") && deep.out.contains("tasks.wait"), deep.out.constData());
        const auto none = shown(idOf(5000));
        QCOMPARE(none.exitCode, 1);
        QVERIFY2(none.err.contains("it is none of 3000 waiting messages"), none.err.constData());
    }

    /// What `tasks show` finds, `tasks revoke` finds; of what it does not find it says how far it looked.
    void aTaskDeepInItsQueueIsKnownToItsRevoke()
    {
        fill(kMessages, 3000);
        const auto planned = [this](const QString &id) {
            return test::Companion().run({QStringLiteral("tasks"), QStringLiteral("revoke"), id,
                QStringLiteral("--dry-run"), QStringLiteral("--broker"), address()});
        };
        const auto deep = planned(idOf(2900));
        QVERIFY2(deep.out.contains("1 task that waits"), (deep.out + deep.err).constData());
        QVERIFY2(!deep.out.contains("nothing was heard of it"), deep.out.constData());
        const auto none = planned(idOf(5000));
        QVERIFY2(
            none.out.contains("nothing was heard of it; not among 3\u202f000 waiting messages"), none.out.constData());
    }

    /// A search that is out of time says how far it came.
    void aSearchThatEndsEarlySaysHowFarItCame()
    {
        fill(kMessages, 3000);
        transport::redis::Client client({.endpoint = m_redis->endpoint()});
        SystemClock clock;
        queues::TaskStore store({}, clock);
        queues::QueueReader queueReader(client, {}, {QByteArray("celery")}, store, clock);
        queues::WaitingReader reader(client, {}, queueReader, store);
        QVERIFY(test::await(client.read(transport::redis::Command("PING"), {}, 5s)));
        const auto search = test::await(reader.find({idOf(5000).toStdString()}, {}, 2ms));
        QVERIFY(search);
        if (search->looked == 0)
            QSKIP("this machine is too slow to look even once in 2 ms");
        QCOMPARE(search->waiting, 3000);
        QCOMPARE(search->isWhole(), search->looked == 3000);
    }

    /// Celery's stored result says REVOKED, and the message waits on.
    void aNotedRevokeIsSaid()
    {
        fill(kMessages, 3);
        fill(kResults, 1, QStringLiteral("REVOKED"));
        const auto run = test::Companion().run(
            {QStringLiteral("tasks"), QStringLiteral("show"), idOf(1), QStringLiteral("--broker"), address()});
        QVERIFY2(run.exitCode == 0, run.err.constData());
        QVERIFY2(run.out.contains("revoke noted"), run.out.constData());
        const QJsonObject summary = lastLine(exported({QStringLiteral("--after-idle"), QStringLiteral("100ms")}).err);
        QCOMPARE(summary[u"by_state"][u"PENDING"].toInt(), 3);
        QCOMPARE(summary[u"revoke_noted"].toInt(), 1);
    }

    /// A server that will never answer what is asked: every verb that waits for the first reading says so, soon.
    void aServerThatCannotAnswerIsSaid_data()
    {
        QTest::addColumn<QByteArray>("options");
        QTest::addColumn<QByteArray>("said");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("sentinel") << QByteArray() << QByteArray("Redis Sentinel") << 4;
        QTest::newRow("no SMEMBERS") << QByteArray("rename-command SMEMBERS \"\"") << QByteArray("SMEMBERS") << 1;
        QTest::newRow("no HSCAN") << QByteArray("rename-command HSCAN \"\"") << QByteArray("HSCAN") << 1;
    }
    void aServerThatCannotAnswerIsSaid()
    {
        QFETCH(QByteArray, options);
        QFETCH(QByteArray, said);
        QFETCH(int, exitCode);
        m_redis = std::make_unique<test::RedisServer>();
        QVERIFY(options.isEmpty() ? m_redis->startSentinel() : m_redis->start(options));
        for (const char *verb : {"queues", "tasks", "workers"}) {
            test::Companion companion;
            companion.start({QString::fromLatin1(verb), QStringLiteral("--broker"), address()});
            const auto run = companion.finish(10'000);
            QCOMPARE(run.exitCode, exitCode);
            QVERIFY2(run.err.contains(said), run.err.constData());
            QVERIFY2(run.err.contains("127.0.0.1"), run.err.constData());
        }
    }

    /// Who waits for the first reading in vain is told which server it is, and what is known of the cause.
    void aStandstillNamesTheServer()
    {
        ctl::queues::FirstReading reading;
        reading.broker = QStringLiteral("Redis broker 10.0.0.7:6379/0");
        reading.results = 1200;
        const Error slow = reading.standstill(20s);
        QCOMPARE(slow.kind, ErrorKind::Timeout);
        QCOMPARE(slow.where, reading.broker);
        QVERIFY(slow.what.contains(QStringLiteral("1200 stored results were read")));
        reading.pollError = Error {ErrorKind::Server, QStringLiteral("BUSY"), QStringLiteral("the list of queues"), {},
            QStringLiteral("BUSY"), {}, {}};
        const Error busy = reading.standstill(20s);
        QCOMPARE(busy.what, QStringLiteral("BUSY"));
        QVERIFY(busy.where.startsWith(reading.broker));
    }

private:
    void fill(const char *script, int count, const QString &argument = {})
    {
        const QByteArray answer = m_redis->cli({QStringLiteral("EVAL"), QString::fromLatin1(script),
            QStringLiteral("0"), QString::number(count), argument});
        if (answer.contains("ERR"))
            qFatal("%s", answer.constData());
    }
    [[nodiscard]] QString address() const { return QStringLiteral("redis://127.0.0.1:%1/0").arg(m_redis->port()); }
    [[nodiscard]] test::CompanionRun exported(const QStringList &more) const
    {
        return test::Companion().run(
            QStringList {QStringLiteral("tasks"), QStringLiteral("export"), QStringLiteral("--broker"), address()}
            + more);
    }

    std::unique_ptr<test::RedisServer> m_redis;
};

PH_TEST(TestReading)
#include "tst_reading.moc"
