// SPDX-License-Identifier: GPL-3.0-or-later
// Workers that freeze, come back, are killed and stop: what is said of them, in a session and by the companion beside
// it.
#include "services/queues/queueverdict.h"
#include "tests/integration/queues/brokersession.h"
#include "tests/support/recordingproxy.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QJsonArray>

using namespace ph;
using namespace ph::queues;
using namespace std::chrono_literals;

namespace {

/// A session, and the last that it told.
struct Seen {
    test::BrokerSession session;
    WorkerReading workers;
    QueueReading queues;

    Seen(const test::BrokerSession::Options &options, QObject *place)
        : session(options)
    {
        QObject::connect(&session.queues(), &QueueService::workersRead, place,
            [this](const WorkerReading &reading) { workers = reading; });
        QObject::connect(&session.queues(), &QueueService::queuesRead, place,
            [this](const QueueReading &reading) { queues = reading; });
    }
    [[nodiscard]] std::optional<WorkerStatus> worker() const
    {
        for (const WorkerStatus &each : workers.value.workers)
            if (each.worker.hostname == "w1@test")
                return each;
        return std::nullopt;
    }
    [[nodiscard]] bool has(WorkerHealth health) const { return worker() && worker()->health == health; }
    /// Of the queue "llm"; "?" while it is not known.
    [[nodiscard]] QStringList consumers() const
    {
        for (const QueueStatus &each : queues.value.queues)
            if (each.name == "llm" && each.areConsumersKnown)
                return each.consumers;
        return {QStringLiteral("?")};
    }
};

const QStringList theWorker {QStringLiteral("w1@test")};

} // namespace

class TestWorkersLive : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (test::celeryPython().isEmpty())
            QSKIP("no Python with Celery: set PH_PYTHON");
        QVERIFY(m_redis.start(test::aclOfReadme()));
        QVERIFY(m_worker.start(QStringLiteral("w1"), m_redis.port(), {QStringLiteral("llm")}));
        m_seen = std::make_unique<Seen>(test::BrokerSession::Options {m_redis.port()}, this);
        QTRY_VERIFY_WITH_TIMEOUT(m_seen->session.isWhole(QStringLiteral("w1@test")), 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_seen->consumers(), theWorker, 10'000);
    }

    /// Where nobody may be asked, one look knows the workers by their heartbeats, and what waits by the queues' lists:
    /// every time, not by luck.
    void aSilentLookHearsWorkersAndReadsQueues()
    {
        test::RedisServer redis;
        test::CeleryWorker worker;
        QVERIFY(redis.start(test::aclOfReadme()));
        QVERIFY(worker.start(QStringLiteral("w1"), redis.port(), {QStringLiteral("llm")}));
        QVERIFY(test::runPython({QStringLiteral("-c"),
                                    QStringLiteral("from adk_agent.celery import app\n"
                                                   "app.send_task('agents.later', queue='parked')")},
            redis.port()));
        const QString broker = QStringLiteral("redis://127.0.0.1:%1/0").arg(redis.port());
        const auto look = [&](const QStringList &verb) {
            test::Companion ctl;
            return ctl.run(verb + QStringList {QStringLiteral("--broker"), broker, QStringLiteral("--no-probes")});
        };
        for (int i = 0; i < 3; ++i) {
            const auto workers = look({QStringLiteral("workers")});
            QVERIFY2(workers.out.contains("w1@test"), workers.out + workers.err);
            QVERIFY2(workers.err.contains("heartbeats only"), workers.err);
        }
        const auto tasks = look({QStringLiteral("tasks"), QStringLiteral("--state"), QStringLiteral("queued")});
        QVERIFY2(tasks.out.contains("agents.later"), tasks.out + tasks.err);
        QVERIFY2(!tasks.err.contains("0 are known"), tasks.err);
    }

    /// What a Pilothouse left that was killed while it asked is taken away by the next one; what others use is not.
    void leftoversOfTheKilledAreSwept()
    {
        using transport::redis::Probe;
        using transport::redis::ReplyAddress;
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        const auto plant = [this](qint64 madeAt) {
            const ReplyAddress address(m_redis.endpoint(), madeAt);
            const QString member = QString::fromLatin1(Probe::bind(address).command().argv().at(2));
            const QString list = QString::fromLatin1(Probe::drop(address).command().argv().at(1));
            m_redis.cli({QStringLiteral("SADD"), QStringLiteral("_kombu.binding.reply.celery.pidbox"), member});
            m_redis.cli({QStringLiteral("LPUSH"), list, QStringLiteral("x")});
            return list;
        };
        const QString old = plant(now - 3600);
        const QString young = plant(now);
        const QString others = QStringLiteral("0b0cfcb4-5c3e-4f4e-9d5e-0a5b8f4d0001.reply.celery.pidbox");
        m_redis.cli({QStringLiteral("LPUSH"), others, QStringLiteral("x")});
        test::Companion ctl;
        const auto run = ctl.run({QStringLiteral("workers"), QStringLiteral("--broker"),
            QStringLiteral("redis://127.0.0.1:%1/0").arg(m_redis.port())});
        QVERIFY2(run.exitCode == 0, run.err.constData());
        QCOMPARE(m_redis.cli({QStringLiteral("EXISTS"), old}), QByteArray("0"));
        QCOMPARE(m_redis.cli({QStringLiteral("EXISTS"), young}), QByteArray("1"));
        QCOMPARE(m_redis.cli({QStringLiteral("EXISTS"), others}), QByteArray("1"));
        const QByteArray table
            = m_redis.cli({QStringLiteral("SMEMBERS"), QStringLiteral("_kombu.binding.reply.celery.pidbox")});
        QVERIFY2(!table.contains(old.toLatin1()) && table.contains(young.toLatin1()), table);
        m_redis.cli({QStringLiteral("DEL"), young, others, QStringLiteral("_kombu.binding.reply.celery.pidbox")});
    }

    /// Who looks for the first time while a worker is frozen hears nothing of it, and is told so.
    void aFrozenWorkerIsNamedToWhoComesLate()
    {
        m_worker.pause();
        test::Companion ctl;
        const auto run = ctl.run({QStringLiteral("workers"), QStringLiteral("--broker"),
            QStringLiteral("redis://127.0.0.1:%1/0").arg(m_redis.port())});
        test::Companion json;
        const auto same = json.run({QStringLiteral("workers"), QStringLiteral("--json"), QStringLiteral("--broker"),
            QStringLiteral("redis://127.0.0.1:%1/0").arg(m_redis.port())});
        m_worker.resume();
        QCOMPARE(run.exitCode, 7);
        QVERIFY2(run.err.contains("1 more listens for remote control") && run.err.contains("(w1@test)"), run.err);
        QCOMPARE(same.json()[QStringLiteral("unheard_nodes")].toArray(), QJsonArray {QStringLiteral("w1@test")});
        QTRY_VERIFY_WITH_TIMEOUT(m_seen->has(WorkerHealth::Alive), 10'000);
    }

    /// Far away, every round trip takes its time; the worker answers as quickly as ever, and is not called silent. As
    /// many questions at once take no longer than one.
    void aLiveWorkerFarAwayIsHeard()
    {
        test::RecordingProxy proxy(m_redis.port());
        proxy.setDelay(200ms);
        test::BrokerSession s({proxy.port()});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(QStringLiteral("w1@test")), 30'000);
        QueueService &service = s.queues();
        QElapsedTimer timer;
        timer.start();
        const auto ask = [&service](std::stop_token stop) {
            std::vector<InspectQuestion> questions;
            for (const InspectMethod method : {InspectMethod::Stats, InspectMethod::ActiveQueues, InspectMethod::Active,
                     InspectMethod::Reserved, InspectMethod::Scheduled})
                questions.push_back({method, {}});
            return service.inspector().ask(std::move(questions), theWorker, std::move(stop), 500ms);
        };
        const auto answers = test::await(onThread<InspectAnswers>(&service, ask, {}, 30s), 30'000);
        const qint64 took = timer.elapsed();
        QVERIFY2(answers, qPrintable(answers ? QString() : brief(answers.error())));
        QCOMPARE(answers->silentNodes, QStringList());
        QCOMPARE(answers->byMethod.size(), std::size_t(5));
        QCOMPARE_LT(took, 3500); // bind, ask, first, rest, release: a round trip each; one after the other it were 13
    }

    /// A frozen worker keeps what it said, its queue has nobody at once, and both are over soon after it is heard
    /// again.
    void frozenAndBack()
    {
        m_worker.pause();
        QTRY_VERIFY_WITH_TIMEOUT(m_seen->has(WorkerHealth::Lost), 30'000);
        const WorkerStatus lost = *m_seen->worker();
        QCOMPARE(lost.queues, QStringList {QStringLiteral("llm")});
        QCOMPARE(lost.concurrency, 2);
        QVERIFY(m_seen->workers.value.silentNodes.contains(QStringLiteral("w1@test")));
        QTRY_COMPARE_WITH_TIMEOUT(m_seen->consumers(), QStringList(), 10'000);
        m_worker.resume();
        QTRY_VERIFY_WITH_TIMEOUT(m_seen->has(WorkerHealth::Alive), 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_seen->consumers(), theWorker, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_seen->workers.value.silentNodes.isEmpty(), 10'000);
    }

    /// Stopped on purpose: it stays in the list with the moment, and its queue says who took from it.
    void stoppedAndStartedAgain()
    {
        const auto before = m_seen->worker();
        m_worker.stop();
        QTRY_VERIFY_WITH_TIMEOUT(m_seen->has(WorkerHealth::Offline), 10'000);
        QVERIFY(m_seen->worker()->heardAt >= before->heardAt);
        QTRY_COMPARE_WITH_TIMEOUT(m_seen->consumers(), QStringList(), 10'000);
        const auto verdict
            = judgeQueues(m_seen->queues, m_seen->workers, live(), {}, m_seen->session.session().clock());
        QVERIFY(verdict && !verdict->lines.empty());
        QCOMPARE(verdict->lines[0].sentence, QStringLiteral("no worker takes from llm"));
        QVERIFY2(verdict->lines[0].detail.contains(QLatin1String("w1@test took from it until it stopped at ")),
            qPrintable(verdict->lines[0].detail));
        QVERIFY(m_worker.start(QStringLiteral("w1"), m_redis.port(), {QStringLiteral("llm")}));
        QTRY_VERIFY_WITH_TIMEOUT(m_seen->has(WorkerHealth::Alive), 10'000);
        // It is heard before it answers; its queues are known again without the next regular question.
        QTRY_COMPARE_WITH_TIMEOUT(m_seen->consumers(), theWorker, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_seen->worker()->reserved, 0, 10'000);
    }

    /// Who looks only for a moment knows what another session saw: a worker that was lost since is named.
    void aLostWorkerIsKnownToWhoComesLate()
    {
        m_worker.pause();
        QTRY_VERIFY_WITH_TIMEOUT(m_seen->has(WorkerHealth::Lost), 30'000);
        LastSeen seen {m_seen->session.session().clock().wall(), m_seen->queues.source, {}, m_seen->workers.value};
        test::BrokerSession::Options options {m_redis.port()};
        const QTemporaryDir folder(QStringLiteral("/tmp/phl-XXXXXX"));
        options.stateFolder = folder.path();
        QVERIFY(writeLastSeen(folder.filePath(QStringLiteral("queues-seen.json")), seen));
        Seen late(options, this);
        QTRY_VERIFY_WITH_TIMEOUT(late.has(WorkerHealth::Lost), 30'000);
        QCOMPARE(late.worker()->queues, QStringList {QStringLiteral("llm")});
        QCOMPARE(late.workers.value.silentNodes, theWorker);
        m_worker.resume();
        QTRY_VERIFY_WITH_TIMEOUT(late.has(WorkerHealth::Alive), 10'000);
    }

    void cleanupTestCase() { m_seen.reset(); }

private:
    static transport::LinkState live()
    {
        transport::LinkState state;
        state.phase = transport::LinkPhase::Live;
        return state;
    }

    test::RedisServer m_redis;
    test::CeleryWorker m_worker;
    std::unique_ptr<Seen> m_seen;
};

PH_TEST(TestWorkersLive)
#include "tst_workers.moc"
