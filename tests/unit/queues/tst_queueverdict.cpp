// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/queueverdict.h"
#include "services/wording/times.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::queues;
using platform::Severity;
using namespace std::chrono_literals;

class TestQueueVerdict : public QObject {
    Q_OBJECT
    ManualClock m_clock;
    transport::LinkState m_live;
    WorkerReading m_workers;

    [[nodiscard]] Micros serverNow() const { return Micros(m_clock.wall().time_since_epoch().count()) * 1000; }
    [[nodiscard]] QueueStatus queue(const char *name, qint64 ready, Milliseconds waited) const
    {
        QueueStatus status;
        status.name = name;
        status.ready = ready;
        status.areConsumersKnown = true;
        status.consumers = {QStringLiteral("w1@host")};
        if (ready > 0)
            status.oldestReadySince = serverNow() - waited.count() * 1000;
        return status;
    }
    [[nodiscard]] QueueReading reading(QList<QueueStatus> queues) const
    {
        QueueListing listing;
        listing.queues = std::move(queues);
        listing.serverNow = serverNow();
        return readNow(std::move(listing), QStringLiteral("Redis broker"), m_clock, 5s);
    }
    [[nodiscard]] WorkerStatus worker(const char *name, WorkerHealth health, Milliseconds silence) const
    {
        WorkerStatus status;
        status.worker.hostname = name;
        status.worker.active = 3;
        status.health = health;
        status.silence = silence;
        return status;
    }
    [[nodiscard]] platform::AreaVerdict judged(const QList<QueueStatus> &queues) const
    {
        return judgeQueues(reading(queues), m_workers, m_live, {}, m_clock).value();
    }

private Q_SLOTS:
    void init()
    {
        wording::setTimeZoneMode(wording::TimeZoneMode::Utc);
        m_live.phase = transport::LinkPhase::Live;
        m_workers = readNow(WorkerListing {{worker("w1@host", WorkerHealth::Alive, 1s)}, {}, {}},
            QStringLiteral("Redis broker"), m_clock, 5s);
    }

    void manyFailuresAreSaid()
    {
        const auto judgedWith = [this](std::uint32_t failed, std::uint32_t ended) {
            return judgeQueues(reading({queue("celery", 0, 0s)}), m_workers, m_live, {}, m_clock,
                {{ended, failed, "app.boom", failed}, {}})
                .value();
        };
        QVERIFY(judgedWith(19, 19).lines.empty());
        QVERIFY(judgedWith(60, 1000).lines.empty());
        const auto some = judgedWith(200, 1000);
        QCOMPARE(some.lines.size(), 1u);
        QCOMPARE(some.lines.front().severity, Severity::Warning);
        const auto most = judgedWith(980, 1000);
        QCOMPARE(most.lines.front().severity, Severity::Broken);
        QCOMPARE(most.lines.front().sentence, QStringLiteral("980 of the last 1\u202f000 tasks failed"));
        QCOMPARE(most.lines.front().detail,
            QStringLiteral("They ended in the last 5\u202fm. All that failed are app.boom."));
        QCOMPARE(most.lines.front().address, QStringLiteral("queues/tasks?state:failed"));
    }

    void saysNothingBeforeItRead() { QVERIFY(!judgeQueues({}, m_workers, m_live, {}, m_clock)); }

    void allIsWellIsASummary()
    {
        const auto verdict = judged({queue("celery", 12, 2s), queue("agents", 0, 0s)});
        QVERIFY(verdict.lines.empty());
        QCOMPARE(verdict.summary, QStringLiteral("12 waiting, 3 running"));
        QVERIFY(verdict.notSeen.isEmpty());
    }

    /// A worker that was too busy to answer is not an idle one.
    void whatNobodyToldIsNotZero()
    {
        WorkerStatus silent = worker("w2@host", WorkerHealth::Alive, 1s);
        silent.worker.active = -1;
        m_workers.value.workers << silent;
        QCOMPARE(judged({queue("celery", 72, 2s)}).summary, QStringLiteral("72 waiting, running not known"));
    }

    void whoWaitsTooLongIsNamed_data()
    {
        QTest::addColumn<int>("seconds");
        QTest::addColumn<int>("severity");
        QTest::newRow("a minute is no trouble") << 59 << -1;
        QTest::newRow("more will be") << 61 << int(Severity::Warning);
        QTest::newRow("ten minutes are") << 601 << int(Severity::Broken);
    }
    void whoWaitsTooLongIsNamed()
    {
        QFETCH(int, seconds);
        QFETCH(int, severity);
        const auto verdict = judged({queue("agents", 1284, std::chrono::seconds(seconds))});
        QCOMPARE(int(verdict.lines.size()), severity < 0 ? 0 : 1);
        if (severity < 0)
            return;
        const auto &line = verdict.lines.front();
        QCOMPARE(int(line.severity), severity);
        QVERIFY2(line.sentence.startsWith(QLatin1String("agents has not drained since ")), qPrintable(line.sentence));
        QVERIFY2(line.detail.startsWith(QStringLiteral("1\u202f284 tasks wait there. The oldest waits for ")),
            qPrintable(line.detail));
        QCOMPARE(line.address, QStringLiteral("queues/queues/agents"));
        QCOMPARE(line.next, QStringLiteral("Open agents"));
    }

    /// Whoever begins to look at 1 948 waiting tasks does not know yet that all is well.
    void aLongQueueOfUnknownAgeIsNoCalm()
    {
        QueueStatus llm = queue("llm", 1948, 3s);
        QVERIFY(judged({llm}).lines.empty()); // they came within three seconds
        llm.oldestIsAtLeast = true;
        const auto verdict = judged({llm});
        QCOMPARE(int(verdict.lines.size()), 1);
        QCOMPARE(verdict.lines.front().code, QStringLiteral("queue-long"));
        QCOMPARE(int(verdict.lines.front().severity), int(platform::Severity::Warning));
        QCOMPARE(verdict.lines.front().sentence, QStringLiteral("1\u202f948 tasks wait in llm"));
        llm.ready = longQueue - 1;
        QVERIFY(judged({llm}).lines.empty());
    }

    void aQueueNobodyTakesFromIsBroken()
    {
        QueueStatus orphan = queue("artifacts", 1, 3s);
        orphan.consumers.clear();
        const auto verdict = judged({orphan});
        QCOMPARE(verdict.lines.size(), 1U);
        QCOMPARE(verdict.lines.front().severity, Severity::Broken);
        QCOMPARE(verdict.lines.front().sentence, QStringLiteral("no worker takes from artifacts"));
        orphan.ready = 0;
        QVERIFY(judged({orphan}).lines.empty()); // nobody waits for it
        orphan.ready = 1;
        orphan.areConsumersKnown = false;
        QVERIFY(judged({orphan}).lines.empty()); // nobody was asked
    }

    void lostWorkersSayWhatTheyHeld()
    {
        m_workers.value.workers << worker("w2@host", WorkerHealth::Lost, 231s);
        const auto verdict = judged({});
        QCOMPARE(verdict.lines.size(), 1U);
        QCOMPARE(verdict.lines.front().severity, Severity::Broken);
        QVERIFY(verdict.lines.front().sentence.startsWith(QStringLiteral("w2@host has not been heard since ")));
        QCOMPARE(verdict.lines.front().detail, QStringLiteral("It held 3 tasks when it was last heard."));
    }

    /// A dead host takes all of its workers along: one finding, which leads to all of them.
    void manyLostWorkersAreOneFinding()
    {
        const QString longName = QStringLiteral("w3@") + QString(500, QLatin1Char('x'));
        m_workers.value.workers << worker("w2@host", WorkerHealth::Lost, 231s)
                                << worker(qPrintable(longName), WorkerHealth::Lost, 300s)
                                << worker("w4@host", WorkerHealth::Lost, 200s);
        const auto verdict = judged({});
        QCOMPARE(verdict.lines.size(), 1U);
        const auto &line = verdict.lines.front();
        QVERIFY2(line.sentence.startsWith(QStringLiteral("3 workers are lost, the first since ")),
            qPrintable(line.sentence));
        QVERIFY2(line.sentence.endsWith(QStringLiteral(", w2@host and 1 more")), qPrintable(line.sentence));
        QVERIFY2(line.sentence.size() < 160, qPrintable(line.sentence)); // whatever their names are
        QCOMPARE(line.detail, QStringLiteral("They held 9 tasks when they were last heard."));
        QCOMPARE(line.address, QStringLiteral("queues/workers?state:lost"));
        QCOMPARE(line.object, longName);
    }

    void unreadableEventsAreSaidForAWhile()
    {
        UnreadEvents unread;
        const auto judgedNow = [&] {
            return judgeQueues(reading({queue("celery", 0, 0s)}), m_workers, m_live, {}, m_clock, {{}, unread}).value();
        };
        unread.count(0, m_clock.wall());
        QVERIFY(judgedNow().lines.empty());
        unread.count(9, m_clock.wall());
        unread.note(QStringLiteral("The JSON is cut off."));
        QCOMPARE(judgedNow().lines.size(), 1U);
        QCOMPARE(judgedNow().lines.front().severity, Severity::Warning);
        QCOMPARE(judgedNow().lines.front().sentence, QStringLiteral("9 events could not be read"));
        QVERIFY(judgedNow().lines.front().detail.endsWith(QStringLiteral("The first: The JSON is cut off.")));
        m_clock.advance(UnreadEvents::quiet + 1s);
        unread.count(9, m_clock.wall());
        QVERIFY(judgedNow().lines.empty());
        unread.count(10, m_clock.wall());
        QCOMPARE(judgedNow().lines.front().sentence, QStringLiteral("1 event could not be read"));
    }

    /// The lost worker is named before the queues that it alone took from, and these say who it was.
    void aQueueSaysWhoTookFromIt()
    {
        WorkerStatus gone = worker("w2@host", WorkerHealth::Lost, 60s);
        gone.heardAt = m_clock.wall() - 60s;
        gone.queues = {QStringLiteral("llm"), QStringLiteral("artifacts")};
        gone.reserved = 4;
        m_workers.value.workers << gone;
        QueueStatus full = queue("llm", 213, 90s);
        QueueStatus empty = queue("artifacts", 0, 0s);
        full.consumers.clear();
        empty.consumers.clear();
        auto verdict = judged({empty, full});
        QCOMPARE(verdict.lines.size(), 3U);
        QCOMPARE(verdict.lines[0].code, QStringLiteral("worker-lost"));
        QCOMPARE(verdict.lines[0].detail, QStringLiteral("It held 7 tasks when it was last heard."));
        QCOMPARE(verdict.lines[1].object, QStringLiteral("llm"));
        QCOMPARE(verdict.lines[1].since, gone.heardAt); // not before its cause
        QVERIFY2(verdict.lines[1].detail.contains(QStringLiteral("w2@host took from it; it was heard last at ")),
            qPrintable(verdict.lines[1].detail));
        QCOMPARE(verdict.lines[2].severity, Severity::Warning); // nothing waits there yet
        m_workers.value.workers.last().health = WorkerHealth::Offline;
        verdict = judged({empty});
        QCOMPARE(verdict.lines.size(), 1U);
        QCOMPARE(verdict.lines[0].sentence, QStringLiteral("no worker takes from artifacts"));
        QVERIFY2(verdict.lines[0].detail.contains(QStringLiteral("w2@host took from it until it stopped at ")),
            qPrintable(verdict.lines[0].detail));
        QCOMPARE(verdict.summary, QStringLiteral("0 waiting, 3 running")); // what the stopped one ran does not count
    }

    /// Somebody dismissed it: only what it left behind is told, and who that was.
    void aForgottenWorkerIsNoTrouble()
    {
        WorkerStatus gone = worker("w2@host", WorkerHealth::Lost, 60s);
        gone.heardAt = m_clock.wall() - 60s;
        gone.queues = {QStringLiteral("llm"), QStringLiteral("artifacts")};
        m_workers.value.forgotten << gone;
        QueueStatus full = queue("llm", 213, 30s);
        QueueStatus empty = queue("artifacts", 0, 0s);
        full.consumers.clear();
        empty.consumers.clear();
        QVERIFY(judged({empty}).lines.empty());
        auto verdict = judged({empty, full});
        QCOMPARE(verdict.lines.size(), 1U);
        QCOMPARE(verdict.lines[0].code, QStringLiteral("queue-without-workers"));
        QVERIFY2(verdict.lines[0].detail.contains(QStringLiteral("w2@host took from it; it was heard last at ")),
            qPrintable(verdict.lines[0].detail));
        m_workers.value.workers.clear(); // it was the only one
        verdict = judged({full});
        QCOMPARE(verdict.lines.back().code, QStringLiteral("no-worker-alive"));
    }

    /// Both are told: the worker, and the tasks that it took along.
    void aLostWorkerDoesNotHideItsTasks()
    {
        m_workers.value.workers << worker("w2@host", WorkerHealth::Lost, 231s);
        QueueReading read = reading({queue("agents", 0, 0s)});
        read.value.heldByNobody = 5;
        read.value.heldByNobodySince = serverNow() - Micros(480) * 1'000'000;
        const auto verdict = [&] { return judgeQueues(read, m_workers, m_live, {}, m_clock).value(); };
        QCOMPARE(verdict().lines.size(), 2U);
        QCOMPARE(verdict().lines[0].code, QStringLiteral("worker-lost"));
        QCOMPARE(verdict().lines[1].code, QStringLiteral("tasks-held-by-nobody"));
        m_workers.value.forgotten << m_workers.value.workers.takeLast();
        QCOMPARE(verdict().lines.size(), 1U);
        QCOMPARE(verdict().lines[0].code, QStringLiteral("tasks-held-by-nobody"));
    }

    void tasksThatNobodyHas()
    {
        QueueReading read = reading({queue("agents", 0, 0s)});
        read.value.heldByNobody = 5;
        read.value.heldByNobodySince = serverNow() - Micros(480) * 1'000'000;
        const auto verdict = judgeQueues(read, m_workers, m_live, {}, m_clock).value();
        QCOMPARE(verdict.lines.size(), 1U);
        QCOMPARE(verdict.lines[0].sentence, QStringLiteral("5 tasks were taken, but no worker has them"));
        QVERIFY2(verdict.lines[0].detail.contains(QStringLiteral("by default in 52\u202fm")),
            qPrintable(verdict.lines[0].detail));
        QCOMPARE(verdict.lines[0].address, QStringLiteral("queues/tasks?held:nobody")); // these, not all
    }

    void whatIsNotSeenIsNoProof()
    {
        const QueueReading old = reading({queue("celery", 5, 1s)});
        m_clock.advance(10s);
        transport::LinkState cut;
        cut.phase = transport::LinkPhase::Down;
        cut.reason = {ErrorKind::Network, QStringLiteral("connection refused"), QStringLiteral("127.0.0.1:1"), {},
            QStringLiteral("refused")};
        const auto verdict = judgeQueues(old, m_workers, cut, {}, m_clock).value();
        QCOMPARE(verdict.notSeen, QStringLiteral("task events, queue lengths"));
    }
};
PH_TEST(TestQueueVerdict)
#include "tst_queueverdict.moc"
