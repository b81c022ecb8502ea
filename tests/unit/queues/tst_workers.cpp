// SPDX-License-Identifier: GPL-3.0-or-later
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
            table.heard("w" + std::to_string(i), clock.monotonic());
        }
        QCOMPARE(table.all().size(), WorkerTable::kMost);
    }

private:
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
