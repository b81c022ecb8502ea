// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/lastseen.h"
#include "tests/support/testmain.h"

#include <QFileInfo>

using namespace ph;
using namespace ph::queues;
using namespace std::chrono_literals;

class TestLastSeen : public QObject {
    Q_OBJECT
    ManualClock m_clock;

    [[nodiscard]] LastSeen sample() const
    {
        QueueStatus queue;
        queue.name = "agents \xE2\x82\xAC\"<b>";
        queue.ready = 1284;
        queue.readyByStep = {1280, 4};
        queue.unacked = 7;
        queue.scheduled = 2;
        queue.oldestReadySince = 1'700'000'000'000'001;
        queue.consumers = {QStringLiteral("w1@host")};
        queue.areConsumersKnown = true;
        WorkerStatus worker;
        worker.worker.hostname = "w1@host";
        worker.health = WorkerHealth::Late;
        worker.heardAt = m_clock.wall() - 90s;
        worker.reserved = 8;
        worker.concurrency = 4;
        worker.active = 3;
        worker.queues = {QStringLiteral("agents")};
        LastSeen seen;
        seen.at = m_clock.wall();
        seen.source = QStringLiteral("Redis broker");
        seen.queues.queues = {queue};
        seen.queues.prioritySteps = {0, 3};
        seen.workers.workers = {worker};
        return seen;
    }

private Q_SLOTS:
    void comesBackFromItsPrivateFile()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("environments/e1/seen.json"));
        QVERIFY(!readLastSeen(file));
        QVERIFY(writeLastSeen(file, sample()));
        QCOMPARE(QFileInfo(file).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        const auto seen = readLastSeen(file);
        QVERIFY(seen);
        QCOMPARE(toJson(*seen), toJson(sample()));
        QCOMPARE(seen->queues.queues[0].oldestReadySince, Micros(1'700'000'000'000'001));
        QCOMPARE(seen->workers.workers[0].health, WorkerHealth::Late);
        QCOMPARE(seen->workers.workers[0].reserved, 8);
        QCOMPARE(workersOf(*seen, m_clock).value.workers[0].silence, Milliseconds {90'000}); // not since the file
    }

    void isStaleFromTheStart()
    {
        LastSeen seen = sample();
        QVERIFY(queuesOf(seen, m_clock).isStale(m_clock.monotonic()));
        QCOMPARE(queuesOf(seen, m_clock).takenAtWall, seen.at);
        seen.at = m_clock.wall() + 1h; // the clock was set back since
        QVERIFY(workersOf(seen, m_clock).isStale(m_clock.monotonic()));
    }

    void refusesWhatIsNotItsOwn_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *each : {"", "[]", "{\"version\":2}", "{\"version\":1", "nonsense"})
            QTest::newRow(each) << QByteArray(each);
    }
    void refusesWhatIsNotItsOwn()
    {
        QFETCH(QByteArray, json);
        QVERIFY(!lastSeenFrom(json));
    }

    void survivesFieldsOfAnotherKind()
    {
        const auto seen = lastSeenFrom("{\"version\":1,\"at\":\"x\",\"queues\":[3,{\"name\":{},\"ready\":\"many\"}],"
                                       "\"workers\":[{\"health\":99}]}");
        QVERIFY(seen);
        QCOMPARE(seen->queues.queues.size(), 2);
        QCOMPARE(seen->workers.workers[0].health, WorkerHealth::Offline);
    }
};
PH_TEST(TestLastSeen)
#include "tst_lastseen.moc"
