// SPDX-License-Identifier: GPL-3.0-or-later
// The companion on a real Redis with real Celery workers, compared with redis-cli and with Celery itself.
#include "tests/integration/queues/celeryworker.h"
#include "tests/support/redisserver.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace ph;

namespace {

/// "id,state" lines.
QMap<QString, QString> statesOf(const QByteArray &csv)
{
    QMap<QString, QString> states;
    QList<QByteArray> lines = csv.split('\n');
    for (const QByteArray &line : lines.mid(1)) {
        const QList<QByteArray> cells = line.trimmed().split(',');
        if (cells.size() == 2)
            states.insert(QString::fromUtf8(cells[0]), QString::fromUtf8(cells[1]));
    }
    return states;
}

QJsonObject lastLine(const QByteArray &err)
{
    const QList<QByteArray> lines = err.trimmed().split('\n');
    return QJsonDocument::fromJson(lines.last()).object();
}

} // namespace

class TestQueuesLive : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (test::celeryPython().isEmpty())
            QSKIP("no Python with Celery: set PH_PYTHON");
        QVERIFY(m_redis.start());
        QVERIFY(m_worker.start(QStringLiteral("w1"), m_redis.port(),
            {QStringLiteral("celery"), QStringLiteral("agents"), QStringLiteral("llm")}));
    }

    /// Every task of a seeded run ends in the state that Celery's result says, by events alone and with results.
    void exportEqualsResults()
    {
        test::Companion events;
        test::Companion whole;
        const QStringList common {QStringLiteral("tasks"), QStringLiteral("export"), QStringLiteral("--broker"),
            address(), QStringLiteral("--columns"), QStringLiteral("id,state"), QStringLiteral("--format"),
            QStringLiteral("csv"), QStringLiteral("--after-idle"),
            // The first task is sent once Python has imported Celery. Older generations start slower: tests/matrix
            // gives them more.
            qEnvironmentVariable("PH_TEST_IDLE", QStringLiteral("6s"))};
        QVERIFY(events.start(common + QStringList {QStringLiteral("--events-only")}, "ready"));
        QVERIFY(whole.start(common, "ready"));
        const auto ran = test::runPython(
            {QStringLiteral(PH_TEST_DATA "/run_tasks.py"), QStringLiteral("60"), QStringLiteral("20261123")},
            m_redis.port());
        QVERIFY(ran);
        const QJsonObject truth = QJsonDocument::fromJson(*ran).object();
        const QJsonObject results = truth[QStringLiteral("states")].toObject();
        const QString revokedWaiting = truth[QStringLiteral("revoked_waiting")].toString();
        QVERIFY(results.size() > 60);
        const auto run = events.finish();
        QVERIFY2(run.exitCode == 0, run.err.constData());
        const auto byEvents = statesOf(run.out);
        const auto wholeRun = whole.finish();
        QVERIFY2(wholeRun.exitCode == 0, wholeRun.err.constData());
        const auto byBoth = statesOf(wholeRun.out);
        QCOMPARE(byEvents.size(), results.size());
        QCOMPARE(byBoth.size(), results.size());
        QSet<QString> kinds;
        for (auto it = results.begin(); it != results.end(); ++it) {
            if (it.key() == revokedWaiting && it.value() == QLatin1String("PENDING")) {
                // Celery before 5.5 stores that it was revoked when its turn comes, and "no result" reads as PENDING.
                QCOMPARE(byBoth[it.key()], QStringLiteral("RECEIVED"));
                continue;
            }
            kinds << it.value().toString();
            QCOMPARE(byBoth[it.key()], it.value().toString());
            // Celery sends no event for it before its ETA.
            QCOMPARE(
                byEvents[it.key()], it.key() == revokedWaiting ? QStringLiteral("RECEIVED") : it.value().toString());
        }
        QCOMPARE(
            kinds, (QSet<QString> {QStringLiteral("SUCCESS"), QStringLiteral("FAILURE"), QStringLiteral("REVOKED")}));
        const QJsonObject summary = lastLine(run.err);
        QCOMPARE(summary[QStringLiteral("tasks")].toInt(), int(results.size()));
        QCOMPARE(summary[QStringLiteral("gaps")].toInt(), 0);
        QCOMPARE(summary[QStringLiteral("disconnects")].toInt(), 0);
        QVERIFY(summary[QStringLiteral("events")].toInt() > 3 * int(results.size()));
        QVERIFY(summary[QStringLiteral("cpu_us_per_event")].toDouble() > 0);
        QVERIFY(summary[QStringLiteral("peak_rss_kb")].toInt() > 1000);
        int sum = 0;
        for (const auto count : summary[QStringLiteral("by_state")].toObject())
            sum += count.toInt();
        QCOMPARE(sum, int(results.size()));
    }

    /// A server that goes away under an export: it says what it waits for, and goes on when it is back.
    void anExportSaysWhatItWaitsFor()
    {
        test::RedisServer redis;
        QVERIFY(redis.start());
        test::Companion ctl;
        QVERIFY(ctl.start({QStringLiteral("tasks"), QStringLiteral("export"), QStringLiteral("--broker"),
                              QStringLiteral("redis://127.0.0.1:%1/0").arg(redis.port()),
                              QStringLiteral("--after-idle"), QStringLiteral("2s"), QStringLiteral("--events-only")},
            "ready"));
        redis.kill();
        QTRY_VERIFY_WITH_TIMEOUT(ctl.errSoFar().contains("waiting for "), 10'000);
        QVERIFY2(ctl.errSoFar().contains("for at most 30 s"), ctl.errSoFar());
        QVERIFY(redis.restart());
        const auto run = ctl.finish();
        QVERIFY2(run.exitCode == 7, run.err.constData()); // there was a gap
    }

    /// Somebody who comes late sees what ended before, from stored results.
    void lateJoinerReadsResults()
    {
        test::Companion companion;
        const auto run = companion.run({QStringLiteral("tasks"), QStringLiteral("--broker"), address(),
            QStringLiteral("--json"), QStringLiteral("--state"), QStringLiteral("FAILURE")});
        QVERIFY2(run.exitCode == 0, run.err.constData());
        const QJsonArray tasks = run.json()[QStringLiteral("tasks")].toArray();
        QVERIFY(!tasks.isEmpty());
        QCOMPARE(tasks[0][QStringLiteral("state")].toString(), QStringLiteral("FAILURE"));
        QCOMPARE(tasks[0][QStringLiteral("name")].toString(), QStringLiteral("agents.plan_steps"));
    }

    /// Lengths by priority step, unacknowledged and scheduled messages, consumers: as redis-cli and inspect say.
    void queuesEqualRedisAndInspect()
    {
        // `artifacts` has no worker: what is sent there waits. ETA tasks are taken by a worker and wait with it.
        const auto sent = test::runPython(
            {QStringLiteral("-c"),
                QStringLiteral("from adk_agent.tasks import agents, artifacts\n"
                               "for p in (0, 0, 4, 9): artifacts.render.apply_async(('t', 's'), priority=p)\n"
                               "for i in range(3): agents.plan_steps.apply_async(('t', 's'), countdown=3600)\n")},
            m_redis.port());
        QVERIFY(sent);
        QTRY_COMPARE_WITH_TIMEOUT(m_redis.cli({QStringLiteral("HLEN"), QStringLiteral("unacked")}), QByteArray("4"),
            10'000); // with the revoked one
        test::Companion companion;
        const auto run = companion.run(
            {QStringLiteral("queues"), QStringLiteral("--broker"), address(), QStringLiteral("--json")});
        QVERIFY2(run.exitCode == 0, run.err.constData());
        QMap<QString, QJsonObject> queues;
        for (const auto queue : run.json()[QStringLiteral("queues")].toArray())
            queues.insert(queue[QStringLiteral("queue")].toString(), queue.toObject());
        QCOMPARE(queues.keys(),
            (QStringList {QStringLiteral("agents"), QStringLiteral("artifacts"), QStringLiteral("celery"),
                QStringLiteral("llm")}));
        for (auto it = queues.begin(); it != queues.end(); ++it) {
            const QJsonObject steps = it.value()[QStringLiteral("ready_by_priority")].toObject();
            for (const int step : {0, 3, 6, 9}) {
                const QString key
                    = step == 0 ? it.key() : it.key() + QStringLiteral("\x06\x16") + QString::number(step);
                QCOMPARE(steps[QString::number(step)].toInt(-1), m_redis.cli({QStringLiteral("LLEN"), key}).toInt());
            }
        }
        QCOMPARE(queues[QStringLiteral("artifacts")][QStringLiteral("ready")].toInt(), 4);
        QCOMPARE(
            queues[QStringLiteral("artifacts")][QStringLiteral("ready_by_priority")][QStringLiteral("3")].toInt(), 1);
        QCOMPARE(queues[QStringLiteral("agents")][QStringLiteral("unacked")].toInt(), 4);
        QCOMPARE(queues[QStringLiteral("agents")][QStringLiteral("scheduled")].toInt(), 4);
        QVERIFY(queues[QStringLiteral("artifacts")][QStringLiteral("oldest_seconds")].toDouble(-1) >= 0);
        const auto inspected = test::runPython({QStringLiteral("-c"),
                                                   QStringLiteral("import json\nfrom adk_agent.celery import app\n"
                                                                  "i = app.control.inspect(timeout=1)\n"
                                                                  "print(json.dumps({'queues': i.active_queues(), "
                                                                  "'stats': i.stats(), 'scheduled': i.scheduled()}))")},
            m_redis.port());
        QVERIFY(inspected);
        const QJsonObject inspect = QJsonDocument::fromJson(*inspected).object();
        QMap<QString, QStringList> consumers;
        const QJsonObject nodes = inspect[QStringLiteral("queues")].toObject();
        for (auto node = nodes.begin(); node != nodes.end(); ++node)
            for (const auto queue : node.value().toArray())
                consumers[queue[QStringLiteral("name")].toString()] << node.key();
        for (auto it = queues.begin(); it != queues.end(); ++it) {
            QStringList named;
            for (const auto consumer : it.value()[QStringLiteral("consumers")].toArray())
                named << consumer.toString();
            QCOMPARE(named, consumers.value(it.key()));
        }
        const auto workers = test::Companion().run(
            {QStringLiteral("workers"), QStringLiteral("--broker"), address(), QStringLiteral("--json")});
        QVERIFY2(workers.exitCode == 0, workers.err.constData());
        const QJsonObject worker = workers.json()[QStringLiteral("workers")][0].toObject();
        QCOMPARE(worker[QStringLiteral("worker")].toString(), QStringLiteral("w1@test"));
        QCOMPARE(worker[QStringLiteral("health")].toString(), QStringLiteral("alive"));
        const QJsonObject stats = inspect[QStringLiteral("stats")][QStringLiteral("w1@test")].toObject();
        QCOMPARE(worker[QStringLiteral("concurrency")].toInt(),
            stats[QStringLiteral("pool")][QStringLiteral("max-concurrency")].toInt());
        QCOMPARE(worker[QStringLiteral("scheduled")].toInt(),
            int(inspect[QStringLiteral("scheduled")][QStringLiteral("w1@test")].toArray().size()));
    }

    /// Nothing is left behind on the server by asking.
    void probesLeaveNoTrace()
    {
        QCOMPARE(m_redis.cli({QStringLiteral("SCARD"), QStringLiteral("_kombu.binding.reply.celery.pidbox")}),
            QByteArray("0"));
        QCOMPARE(m_redis.cli(
                     {QStringLiteral("--scan"), QStringLiteral("--pattern"), QStringLiteral("*.reply.celery.pidbox")}),
            QByteArray("_kombu.binding.reply.celery.pidbox")
                .left(
                    m_redis.cli({QStringLiteral("EXISTS"), QStringLiteral("_kombu.binding.reply.celery.pidbox")}) == "1"
                        ? -1
                        : 0));
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("says");
        const auto verb = [](const char *words, QStringList rest) {
            return QString::fromLatin1(words).split(QLatin1Char(' ')) + rest;
        };
        QTest::newRow("password in the address")
            << verb("queues --broker redis://:geheim@127.0.0.1:1/0", {}) << 2 << QStringLiteral("--credentials");
        QTest::newRow("user and password")
            << verb("tasks export --broker redis://u:geheim@127.0.0.1:1/0", {}) << 2 << QStringLiteral("--credentials");
        QTest::newRow("no broker") << verb("queues", {}) << 2 << QStringLiteral("--broker");
        QTest::newRow("another service's address")
            << verb("queues --broker http://127.0.0.1:1/", {}) << 2 << QStringLiteral("rediss");
        QTest::newRow("no database number")
            << verb("queues --broker redis://127.0.0.1:1/x", {}) << 2 << QStringLiteral("database");
        QTest::newRow("unknown column") << verb("tasks export --broker redis://127.0.0.1:1/0 --columns id,stat", {})
                                        << 2 << QStringLiteral("state");
        QTest::newRow("nobody there") << verb("queues --broker redis://127.0.0.1:1/0", {}) << 4
                                      << QStringLiteral("refused");
        QTest::newRow("nobody there, export")
            << verb("tasks export --broker redis://127.0.0.1:1/0", {}) << 4 << QStringLiteral("refused");
        QTest::newRow("plain to another machine")
            << verb("queues --broker redis://192.0.2.1:6379/0", {}) << 2 << QStringLiteral("encrypted");
    }
    void refusals()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        QFETCH(QString, says);
        const auto run = test::Companion().run(arguments);
        QCOMPARE(run.exitCode, exitCode);
        QVERIFY2(run.err.contains(says.toUtf8()), run.err.constData());
        QVERIFY(!run.err.contains("geheim"));
    }

    void credentialsFromAFile()
    {
        test::RedisServer locked;
        QVERIFY(locked.start("requirepass sesam\n"));
        test::Companion companion;
        const QString broker = QStringLiteral("redis://127.0.0.1:%1/0").arg(locked.port());
        const auto without
            = companion.run({QStringLiteral("queues"), QStringLiteral("--broker"), broker, QStringLiteral("--json")});
        QCOMPARE(without.exitCode, 3);
        const QString file = locked.write(QStringLiteral("secret"), "redis-broker - sesam\n");
        const auto with = companion.run({QStringLiteral("queues"), QStringLiteral("--broker"), broker,
            QStringLiteral("--json"), QStringLiteral("--credentials"), file});
        QVERIFY2(with.exitCode == 0, with.err.constData());
        QVERIFY(QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        const auto open = companion.run(
            {QStringLiteral("queues"), QStringLiteral("--broker"), broker, QStringLiteral("--credentials"), file});
        QVERIFY(open.exitCode != 0);
    }

    /// What Redis refuses is unknown, never "nothing waits".
    void whatIsRefusedIsNotEmpty()
    {
        test::RedisServer redis;
        QVERIFY(redis.start("user narrow on >sesam ~acme:* &* +@all\n"));
        (void)redis.cli({QStringLiteral("RPUSH"), QStringLiteral("celery"), QStringLiteral("{}")});
        (void)redis.cli({QStringLiteral("SADD"), QStringLiteral("_kombu.binding.celery"), QStringLiteral("celery")});
        test::Companion companion;
        const QStringList source {QStringLiteral("--broker"),
            QStringLiteral("redis://127.0.0.1:%1/0").arg(redis.port()), QStringLiteral("--credentials"),
            redis.write(QStringLiteral("narrow"), "redis-broker narrow sesam\n")};
        const auto queues = companion.run(QStringList {QStringLiteral("queues")} + source);
        QCOMPARE(queues.exitCode, 3);
        QVERIFY2(queues.err.contains("may not run"), queues.err.constData());
        const auto status = companion.run(QStringList {QStringLiteral("status")} + source);
        QVERIFY2(!status.out.contains("All is well") && !status.out.contains("0 waiting"), status.out.constData());
    }

    /// Purged behind everybody's back: its events go on saying that it waits. Whoever watches is told.
    void aTaskThatIsInNoQueueAnyMoreIsMarked()
    {
        test::Companion watching;
        QVERIFY(watching.start({QStringLiteral("tasks"), QStringLiteral("--watch"), QStringLiteral("--json"),
            QStringLiteral("--broker"), address()}));
        QByteArray seen;
        const auto last = [&] {
            seen += watching.read();
            const qsizetype end = seen.lastIndexOf('\n');
            const qsizetype start = end <= 0 ? -1 : seen.lastIndexOf('\n', end - 1);
            return QJsonDocument::fromJson(seen.mid(start + 1, end - start)).object();
        };
        QTRY_VERIFY_WITH_TIMEOUT(!last().isEmpty(), 20'000);
        const auto sent = test::runPython({QStringLiteral("-c"),
                                              QStringLiteral("from adk_agent.tasks import agents\n"
                                                             "print(agents.plan_steps.apply_async(('t', 's'), "
                                                             "queue='shelf').id)")},
            m_redis.port());
        QVERIFY(sent);
        const QString id = QString::fromUtf8(*sent).trimmed();
        const auto task = [&] {
            for (const QJsonValue &each : last()[u"tasks"].toArray())
                if (each[u"id"].toString() == id)
                    return each.toObject();
            return QJsonObject();
        };
        QTRY_COMPARE_WITH_TIMEOUT(task()[u"state"].toString(), QStringLiteral("PENDING"), 20'000);
        QVERIFY(task()[u"missing_since"].isNull());
        (void)m_redis.cli({QStringLiteral("DEL"), QStringLiteral("shelf")});
        QTRY_VERIFY_WITH_TIMEOUT(task()[u"missing_since"].isString(), 60'000);
        QVERIFY(QJsonDocument(last()[u"warnings"].toArray()).toJson().contains("is in no queue any more"));
    }

private:
    QString address() const { return QStringLiteral("redis://127.0.0.1:%1/0").arg(m_redis.port()); }

    test::RedisServer m_redis;
    test::CeleryWorker m_worker;
};

PH_TEST(TestQueuesLive)
#include "tst_queues.moc"
