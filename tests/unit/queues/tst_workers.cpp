// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/inspectedworkers.h"
#include "tests/unit/queues/support.h"

using namespace ph;
using namespace ph::queues;
using namespace std::chrono_literals;

class TestWorkers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aliveLateLostOffline()
    {
        test::StoreFixture f;
        heartbeat(f, 2.0);
        const auto health = [&] { return f.store.workers().at(0).health(f.clock.monotonic()); };
        QCOMPARE(health(), WorkerHealth::Alive);
        f.clock.advance(2500ms);
        QCOMPARE(health(), WorkerHealth::Alive);
        f.clock.advance(1000ms);
        QCOMPARE(health(), WorkerHealth::Late);
        f.clock.advance(1000ms);
        QCOMPARE(health(), WorkerHealth::Lost);
        heartbeat(f, 2.0);
        QCOMPARE(health(), WorkerHealth::Alive);
        heartbeat(f, 2.0, celery::EventKind::WorkerOffline);
        QCOMPARE(health(), WorkerHealth::Offline);
        f.event(celery::EventKind::TaskSucceeded, "t"); // what was in its buffer
        QCOMPARE(health(), WorkerHealth::Offline);
        heartbeat(f, 2.0, celery::EventKind::WorkerOnline);
        QCOMPARE(health(), WorkerHealth::Alive);
    }

    void itsOwnIntervalCounts()
    {
        test::StoreFixture f;
        heartbeat(f, 30.0);
        f.clock.advance(40s);
        QCOMPARE(f.store.workers().at(0).health(f.clock.monotonic()), WorkerHealth::Alive);
    }

    void taskEventsAreSignsOfLife()
    {
        test::StoreFixture f;
        heartbeat(f, 2.0);
        f.clock.advance(3900ms);
        f.event(celery::EventKind::TaskStarted, "t");
        f.clock.advance(1000ms);
        QCOMPARE(f.store.workers().at(0).health(f.clock.monotonic()), WorkerHealth::Alive);
        QCOMPARE(f.store.workers().size(), std::size_t(1));
        f.event(celery::EventKind::TaskSent, "t2", 1, "gen1@host"); // a producer is no worker
        QCOMPARE(f.store.workers().size(), std::size_t(1));
    }

    /// Tasks are counted, none of their events is heard: two heartbeats must say so, and one event ends it.
    void aWorkerWithoutTaskEvents()
    {
        test::StoreFixture f;
        const auto beat = [&f](std::int64_t processed) {
            celery::EventView event;
            event.kind = celery::EventKind::WorkerHeartbeat;
            event.hostname = "w1@host";
            event.freq = 2.0;
            event.processed = processed;
            f.store.apply({&event, 1}, 0, f.clock.wall(), f.clock.monotonic());
        };
        const auto sendsNone = [&f] { return f.store.workers().at(0).sendsNoEvents(); };
        beat(100);
        beat(100); // idle: nothing can be said
        beat(100);
        QVERIFY(!sendsNone());
        beat(101);
        QVERIFY(!sendsNone()); // its events may still be in its buffer
        beat(101);
        QVERIFY(sendsNone());
        f.event(celery::EventKind::TaskStarted, "t");
        QVERIFY(!sendsNone());
        beat(102);
        beat(102);
        beat(0); // started again
        beat(0);
        QVERIFY(!sendsNone());
    }

    /// What the former process ran is not running; and whoever comes back is noticed.
    void aRestartForgetsTheFormerProcess()
    {
        test::StoreFixture f;
        const auto say = [&f](celery::EventKind kind, std::int64_t pid, std::int64_t active, std::int64_t processed) {
            celery::EventView event;
            event.kind = kind;
            event.hostname = "w1@host";
            event.pid = pid;
            event.freq = 2.0;
            event.active = active;
            event.processed = processed;
            f.store.apply({&event, 1});
        };
        say(celery::EventKind::WorkerHeartbeat, 10, 2, 70);
        QCOMPARE(f.store.workerReturns(), 1U);
        f.clock.advance(1s);
        say(celery::EventKind::WorkerHeartbeat, 10, 2, 71);
        QCOMPARE(f.store.workerReturns(), 1U);
        const MonoTime first = f.store.workers().at(0).since;
        f.clock.advance(1s);
        say(celery::EventKind::WorkerHeartbeat, 11, -1, -1); // another process, that counts nothing yet
        QCOMPARE(f.store.workers().at(0).active, -1);
        QCOMPARE(f.store.workers().at(0).processed, -1);
        QVERIFY(f.store.workers().at(0).since > first);
        QCOMPARE(f.store.workerReturns(), 2U);
        f.clock.advance(30s); // frozen, and on again
        say(celery::EventKind::WorkerHeartbeat, 11, 1, 3);
        QCOMPARE(f.store.workerReturns(), 3U);
        const MonoTime second = f.store.workers().at(0).since;
        say(celery::EventKind::WorkerOnline, 11, 1, 3); // it only connected again
        QCOMPARE(f.store.workers().at(0).since, second);
        say(celery::EventKind::WorkerOffline, 11, 0, 3);
        f.clock.advance(5s);
        say(celery::EventKind::WorkerOnline, 11, 0, 0); // in a container every process has this number
        QVERIFY(f.store.workers().at(0).since > second);
        QCOMPARE(f.store.workerReturns(), 4U);
    }

    /// Who is called for a heartbeat names an interval that is not its own.
    void aCalledHeartbeatDoesNotChangeTheInterval()
    {
        test::StoreFixture f;
        heartbeat(f, 2.0);
        celery::EventView called;
        called.kind = celery::EventKind::WorkerHeartbeat;
        called.hostname = "w1@host";
        called.freq = 5;
        f.store.apply({&called, 1});
        QCOMPARE(f.store.workers().at(0).freq, 2.0);
        f.clock.advance(4500ms);
        QCOMPARE(f.store.workers().at(0).health(f.clock.monotonic()), WorkerHealth::Lost);
    }

    void whatItSaidLastStays()
    {
        ManualClock clock;
        InspectedWorkers inspected;
        QVERIFY(!inspected.isWhole({}));
        inspected.take(answersOf("w1@host", 10), clock.monotonic());
        const QStringList alive {QStringLiteral("w1@host")};
        QVERIFY(inspected.isWhole(alive));
        QCOMPARE(inspected.consumers(alive).at("agents"), alive);
        QVERIFY(!inspected.isWhole({QStringLiteral("w1@host"), QStringLiteral("w2@host")})); // nobody knows its queues
        clock.advance(60s);
        inspected.take({}, clock.monotonic()); // it does not answer any more
        QList<WorkerStatus> rows {WorkerStatus {}};
        rows[0].worker.hostname = "w1@host";
        rows[0].worker.pid = 10;
        inspected.fill(rows, clock.monotonic());
        QCOMPARE(rows[0].queues, QStringList {QStringLiteral("agents")});
        QCOMPARE(rows[0].concurrency, 2);
        QCOMPARE(rows[0].reserved, 1);
        QCOMPARE(*rows[0].saidAgo, Milliseconds {60'000});
        rows[0] = {};
        rows[0].worker.hostname = "w1@host";
        rows[0].worker.pid = 11; // started again: what the former had is gone, its queues are likely the same
        inspected.fill(rows, clock.monotonic());
        QCOMPARE(rows[0].reserved, -1);
        QCOMPARE(rows[0].queues, QStringList {QStringLiteral("agents")});
        QVERIFY(inspected.consumers({}).empty());
    }

    void fieldsAndSkew()
    {
        test::StoreFixture f;
        heartbeat(f, 2.0);
        const Worker worker = f.store.workers().at(0);
        QCOMPARE(worker.hostname, std::string("w1@host"));
        QCOMPARE(worker.active, 3);
        QCOMPARE(worker.processed, 20);
        QCOMPARE(worker.software, std::string("py-celery 5.7.0"));
        QVERIFY(!worker.isSkewed());
        heartbeat(f, 2.0, celery::EventKind::WorkerHeartbeat, -600);
        QVERIFY(f.store.workers().at(0).isSkewed());
        QCOMPARE(f.store.workers().at(0).skew, Milliseconds {-600'000});
        QCOMPARE(f.store.workers().at(0).health(f.clock.monotonic()), WorkerHealth::Alive);
    }

    void bounded()
    {
        ManualClock clock;
        WorkerTable table;
        for (std::size_t i = 0; i < WorkerTable::kMost + 10; ++i) {
            clock.advance(1ms);
            table.heard("w" + std::to_string(i), clock.wall(), clock.monotonic());
        }
        QCOMPARE(table.all().size(), WorkerTable::kMost);
    }

private:
    static InspectAnswers answersOf(const char *node, int pid)
    {
        InspectAnswers answers;
        const QString name = QLatin1String(node);
        answers.byMethod[InspectMethod::Stats][name] = QJsonObject {{QStringLiteral("pid"), pid},
            {QStringLiteral("pool"), QJsonObject {{QStringLiteral("max-concurrency"), 2}}}};
        answers.byMethod[InspectMethod::ActiveQueues][name]
            = QJsonArray {QJsonObject {{QStringLiteral("name"), QStringLiteral("agents")}}};
        answers.byMethod[InspectMethod::Reserved][name] = QJsonArray {QJsonObject {}};
        return answers;
    }
    static void heartbeat(test::StoreFixture &f, double freq,
        celery::EventKind kind = celery::EventKind::WorkerHeartbeat, double offset = 0)
    {
        celery::EventView event;
        event.kind = kind;
        event.hostname = "w1@host";
        event.freq = freq;
        event.active = 3;
        event.processed = 20;
        event.softwareName = "py-celery";
        event.softwareVersion = "5.7.0";
        event.timestamp = double(f.clock.wall().time_since_epoch().count()) / 1000 + offset;
        f.store.apply({&event, 1});
    }
};

PH_TEST(TestWorkers)
#include "tst_workers.moc"
