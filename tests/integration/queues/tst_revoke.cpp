// SPDX-License-Identifier: GPL-3.0-or-later
// Revoking on a real Redis with a real Celery worker: from the plan to the audit, and what happens when it cannot be.
#include "services/queues/revokeoperation.h"
#include "tests/integration/queues/brokersession.h"
#include "tests/support/recordingproxy.h"
#include "tests/support/testmain.h"

#include <QDir>

using namespace ph;
using operations::RunPhase;
using operations::StepState;
using queues::RevokeOperation;
using queues::RevokeRequest;

namespace {

const QString kNode = QStringLiteral("w1@test");

test::BrokerSession::Make revoking(RevokeRequest request)
{
    return [request](queues::QueueService &service) -> std::shared_ptr<operations::Operation> {
        return std::make_shared<RevokeOperation>(service, request);
    };
}

test::BrokerSession::Make revoking(const QString &id, bool terminate = false) { return revoking({{id}, terminate}); }

} // namespace

class TestRevoke : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (test::celeryPython().isEmpty())
            QSKIP("no Python with Celery: set PH_PYTHON");
        QVERIFY(m_redis.start(test::aclOfReadme()));
        QVERIFY(m_worker.start(QStringLiteral("w1"), m_redis.port(), {QStringLiteral("agents")}));
        m_proxy = std::make_unique<test::RecordingProxy>(m_redis.port());
    }
    void cleanup()
    {
        m_worker.resume();
        QTRY_COMPARE(liveTasks(), 0);
    }

    void aWaitingTaskWillNotRun()
    {
        const QString id = sendLater();
        test::BrokerSession s({m_redis.port()});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
        const auto planned = s.plan(revoking(id));
        QVERIFY2(planned, qPrintable(planned ? QString() : brief(planned.error())));
        QCOMPARE(planned->plan.steps.size(), size_t(1));
        const QString command = planned->plan.steps[0].command;
        QVERIFY2(command.startsWith(QLatin1String("PUBLISH /0.celery.pidbox {")), qPrintable(command));
        QVERIFY2(command.contains(id) && command.contains(QLatin1String("\"method\":\"revoke\"")), qPrintable(command));
        QCOMPARE(planned->plan.touches[0].count, 1);
        QVERIFY(planned->plan.canRun());
        const auto run = s.run(*planned);
        QVERIFY2(run, qPrintable(run ? QString() : brief(run.error())));
        QCOMPARE(operations::runPhaseName(run->phase), QStringLiteral("done"));
        QCOMPARE(run->steps[0].summary, QStringLiteral("1 of 1 worker answered ok"));
        QVERIFY2(run->evidence.startsWith(QLatin1String("1 of 1 ")), qPrintable(run->evidence));
        QCOMPARE(celeryState(id), QByteArray("REVOKED"));
        QTRY_COMPARE(s.state(id), QStringLiteral("REVOKED"));
        QCOMPARE(s.auditStages(), (QStringList {QStringLiteral("intent"), QStringLiteral("outcome")}));
        // A second time: too late, and nothing is sent.
        const auto again = s.planAndRun(revoking(id));
        QVERIFY(!again);
        QCOMPARE(again.error().code, QStringLiteral("precondition"));
        QVERIFY2(again.error().what.contains(QLatin1String("Not over yet")), qPrintable(again.error().what));
    }

    /// Of three tasks one had ended: the plan counts, names and sends the two it touches, and says the rest.
    void whatHasEndedIsNotCounted()
    {
        const QString over = sendLater();
        const QStringList open {sendLater(), sendLater()};
        test::BrokerSession s({m_redis.port()});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
        revokeByCelery(over);
        QTRY_COMPARE_WITH_TIMEOUT(celeryState(over), QByteArray("REVOKED"), 10'000);
        const auto planned = s.plan(revoking(RevokeRequest {QStringList {over} + open}));
        QVERIFY2(planned, qPrintable(planned ? QString() : brief(planned.error())));
        QCOMPARE(planned->plan.title, QStringLiteral("Revoke 2 tasks"));
        QCOMPARE(planned->plan.confirmVerb, QStringLiteral("Revoke 2 tasks"));
        const QString command = planned->plan.steps[0].command;
        QVERIFY2(
            command.contains(open[0]) && command.contains(open[1]) && !command.contains(over), qPrintable(command));
        QCOMPARE(planned->plan.touches.back().count, 1);
        QVERIFY(planned->plan.touches.back().what.contains(QLatin1String("had already ended")));
        const auto run = s.run(*planned);
        QVERIFY2(run, qPrintable(run ? QString() : brief(run.error())));
        QCOMPARE(operations::runPhaseName(run->phase), QStringLiteral("done"));
        QVERIFY2(run->evidence.startsWith(QLatin1String("2 of 2 ")), qPrintable(run->evidence));
    }

    /// No event told of it, no worker has it, and it has no result: it lies in a queue. What `tasks` lists, `tasks
    /// revoke` finds.
    void aTaskThatLiesInAQueueIsKnown()
    {
        const QString id = send("agents.plan_steps.apply_async(('t', 's'), queue='shelf')");
        const QString broker = QStringLiteral("redis://127.0.0.1:%1/0").arg(m_redis.port());
        test::Companion companion;
        const auto listed = companion.run({QStringLiteral("tasks"), QStringLiteral("--state"), QStringLiteral("queued"),
            QStringLiteral("--json"), QStringLiteral("--broker"), broker});
        QVERIFY2(listed.out.contains(id.toUtf8()), listed.out + listed.err);
        const auto planned = companion.run({QStringLiteral("tasks"), QStringLiteral("revoke"), id,
            QStringLiteral("--dry-run"), QStringLiteral("--broker"), broker});
        QVERIFY2(
            planned.out.contains("1 task that waits: workers that note the order skip it"), planned.out + planned.err);
        // Plain addresses are for reading: the dry run ends as the run would, with the reason.
        QCOMPARE(planned.exitCode, 5);
        QVERIFY2(planned.err.startsWith("It would be refused. "), planned.err);
        const auto run = companion.run({QStringLiteral("tasks"), QStringLiteral("revoke"), id, QStringLiteral("--yes"),
            QStringLiteral("--broker"), broker});
        QCOMPARE(run.exitCode, 5);
        QVERIFY2(run.err.startsWith("No task was revoked. "), run.err);
        m_redis.cli({QStringLiteral("DEL"), QStringLiteral("shelf")});
    }

    /// Nobody takes from the queue: workers note the order, the task waits on, and one that starts later and asks
    /// nobody runs it. Nothing may call it revoked before.
    void whatNobodyTakesIsOnlyNoted()
    {
        test::BrokerSession s({m_redis.port()});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
        const QString id = send("agents.plan_steps.apply_async(('t', 's'), {'seconds': 0.01}, queue='shelf')");
        QTRY_COMPARE_WITH_TIMEOUT(s.state(id), QStringLiteral("PENDING"), 10'000);
        const auto planned = s.plan(revoking(id));
        QVERIFY2(planned, qPrintable(planned ? QString() : brief(planned.error())));
        QVERIFY(planned->plan.canRun());
        const auto toAccept = std::ranges::find(
            planned->plan.preconditions, operations::PreconditionState::ToAccept, &operations::PlanPrecondition::state);
        QVERIFY(toAccept != planned->plan.preconditions.end());
        QVERIFY2(toAccept->evidence.startsWith(QLatin1String("no worker takes from shelf (1 task): a worker that "
                                                             "starts later skips them only if it asks the others")),
            qPrintable(toAccept->evidence));
        const auto run = s.run(*planned);
        QVERIFY2(run, qPrintable(run ? QString() : brief(run.error())));
        QCOMPARE(operations::runPhaseName(run->phase), QStringLiteral("done-with-warnings"));
        QVERIFY2(run->evidence.startsWith(
                     QLatin1String("1 of 1 noted by 1 of 1 worker: skipped when their turn comes. No worker takes from "
                                   "shelf: ")),
            qPrintable(run->evidence));
        QVERIFY(!run->evidence.contains(QLatin1String("revoked")));
        // This Celery stores “revoked” with the order itself; the task waits all the same.
        QCOMPARE(celeryState(id), QByteArray("REVOKED"));
        QCOMPARE(s.state(id), QStringLiteral("PENDING"));
        QVERIFY(s.queues().store().detail(id.toStdString())->row.revokeNoted);
        // Who looks only now sees the same, whichever of message and result is read first.
        test::Companion companion;
        const auto listed
            = companion.run({QStringLiteral("tasks"), QStringLiteral("show"), id, QStringLiteral("--json"),
                QStringLiteral("--broker"), QStringLiteral("redis://127.0.0.1:%1/0").arg(m_redis.port())});
        QVERIFY2(listed.out.contains("\"PENDING\"") && listed.out.contains("\"revoke_noted\":true"),
            listed.out + listed.err);
        // The order can be given again: workers forget it when they are started anew.
        const auto again
            = companion.run({QStringLiteral("tasks"), QStringLiteral("revoke"), id, QStringLiteral("--dry-run"),
                QStringLiteral("--broker"), QStringLiteral("redis://127.0.0.1:%1/0").arg(m_redis.port())});
        QVERIFY2(again.out.contains("1 task that waits") && !again.out.contains("had already ended"), again.out);
        test::CeleryWorker late;
        QVERIFY(late.start(QStringLiteral("late"), m_redis.port(), {QStringLiteral("shelf")}, 1,
            QStringLiteral("adk_agent.celery:app"), {QStringLiteral("--without-mingle")}));
        QTRY_COMPARE_WITH_TIMEOUT(s.state(id), QStringLiteral("SUCCESS"), 20'000);
        QVERIFY(!s.queues().store().detail(id.toStdString())->row.revokeNoted);
    }

    /// A worker that noted the order skips the task when its turn comes, and only then it is revoked.
    void whatIsNotedIsRevokedWhenItsTurnComes()
    {
        test::BrokerSession s({m_redis.port()});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
        const QString id = send("agents.plan_steps.apply_async(('t', 's'), queue='bench')");
        QTRY_COMPARE_WITH_TIMEOUT(s.state(id), QStringLiteral("PENDING"), 10'000);
        const auto run = s.planAndRun(revoking(id));
        QVERIFY2(run, qPrintable(run ? QString() : brief(run.error())));
        QCOMPARE(s.state(id), QStringLiteral("PENDING"));
        (void)test::runPython({QStringLiteral("-c"),
                                  QStringLiteral("from adk_agent.celery import app\n"
                                                 "app.control.add_consumer('bench', reply=True)")},
            m_redis.port());
        QTRY_COMPARE_WITH_TIMEOUT(s.state(id), QStringLiteral("REVOKED"), 10'000);
        (void)test::runPython({QStringLiteral("-c"),
                                  QStringLiteral("from adk_agent.celery import app\n"
                                                 "app.control.cancel_consumer('bench', reply=True)")},
            m_redis.port());
    }

    void terminatingEndsARunningTask()
    {
        const QString id = sendNow(30);
        test::BrokerSession s({m_redis.port()});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(celeryState(id), QByteArray("PROGRESS"), 10'000);
        // Without terminate it would run on; the plan says so.
        const auto gentle = s.plan(revoking(id));
        QVERIFY(gentle);
        QVERIFY2(gentle->plan.touches[0].what.contains(QLatin1String("goes on to its end")),
            qPrintable(gentle->plan.touches[0].what));
        const auto planned = s.plan(revoking(id, true));
        QVERIFY(planned && planned->plan.touches[0].isLost);
        QVERIFY(planned->plan.steps[0].command.contains(QLatin1String("\"signal\":\"SIGTERM\"")));
        const auto run = s.run(*planned);
        QVERIFY2(run, qPrintable(run ? QString() : brief(run.error())));
        QCOMPARE(operations::runPhaseName(run->phase), QStringLiteral("done"));
        QCOMPARE(celeryState(id), QByteArray("REVOKED"));
    }

    void theWorldChangedSinceThePlan()
    {
        const QString id = sendLater();
        test::BrokerSession s({m_proxy->port()});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
        const auto planned = s.plan(revoking(id));
        QVERIFY(planned);
        revokeByCelery(id); // somebody else was quicker
        QTRY_COMPARE_WITH_TIMEOUT(celeryState(id), QByteArray("REVOKED"), 10'000);
        m_proxy->clearRecord();
        const auto run = s.run(*planned);
        QVERIFY(!run);
        QCOMPARE(run.error().code, QStringLiteral("plan-changed"));
        QVERIFY(!test::sentMethods(m_proxy->sent()).contains(QLatin1String("revoke")));
        QVERIFY(s.history().empty());
    }

    /// Redis itself refuses: the second fence, when the user that was given as operator may only read.
    void redisRefusesAReader()
    {
        const QString id = sendLater();
        test::BrokerSession s({.port = m_redis.port(), .operatorUser = QStringLiteral("plainreader")});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
        const auto run = s.planAndRun(revoking(id));
        QVERIFY2(run, qPrintable(run ? QString() : brief(run.error())));
        QCOMPARE(operations::runPhaseName(run->phase), QStringLiteral("failed"));
        QVERIFY(run->error);
        QCOMPARE(run->error->code, QStringLiteral("NOPERM"));
        QVERIFY2(run->error->hint.contains(QLatin1String("+publish")), qPrintable(run->error->hint));
        QVERIFY(celeryState(id) != "REVOKED");
        QCOMPARE(s.auditStages(), (QStringList {QStringLiteral("intent"), QStringLiteral("outcome")}));
    }

    void withoutAnOperatorThePlanSaysSo()
    {
        const QString id = sendLater();
        test::BrokerSession s({.port = m_redis.port(), .operatorUser = {}});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
        const auto planned = s.plan(revoking(id));
        QVERIFY(planned);
        QVERIFY(!planned->plan.canRun());
        const auto run = s.run(*planned);
        QVERIFY(!run);
        QVERIFY2(run.error().what.contains(QLatin1String("no operator user")), qPrintable(run.error().what));
    }

    void aMissingRightIsNamed_data()
    {
        QTest::addColumn<QStringList>("rights");
        QTest::addColumn<QString>("says");
        QTest::newRow("none") << QStringList {} << QStringLiteral("the right platform.queues is missing");
        QTest::newRow("another") << QStringList {QStringLiteral("platform.redis")}
                                 << QStringLiteral("the right platform.queues is missing");
        // Reaches that tenant's tasks only, and nothing tells whose this one is.
        QTest::newRow("a tenant's") << QStringList {QStringLiteral("jobs.manage@acme-labs")}
                                    << QStringLiteral("jobs.manage of acme-labs");
    }
    void aMissingRightIsNamed()
    {
        QFETCH(QStringList, rights);
        QFETCH(QString, says);
        const QString id = sendLater();
        test::BrokerSession s({.port = m_proxy->port(), .rights = rights});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
        m_proxy->clearRecord();
        const auto run = s.planAndRun(revoking(id));
        QVERIFY(!run);
        QCOMPARE(run.error().kind, ErrorKind::Forbidden);
        QCOMPARE(run.error().code, QStringLiteral("platform.queues"));
        QVERIFY2(run.error().what.contains(says), qPrintable(run.error().what));
        QVERIFY(!test::sentMethods(m_proxy->sent()).contains(QLatin1String("revoke")));
        QVERIFY(s.auditStages().isEmpty());
    }

    /// Who manages the jobs of one tenant reaches tasks that name it, and no others: not those of another, not those
    /// that name none, and not a mix of them.
    void aTenantsRightReachesItsOwnTasks()
    {
        const QString own = sendFor("acme-labs");
        const QString theirs = sendFor("bluefin");
        const QString named = send("agents.plan_steps.apply_async(kwargs={'tenant': 'bluefin', 'session_id': "
                                   "\"', 'tenant': 'acme-labs\"}, countdown=3600)");
        test::BrokerSession s({.port = m_proxy->port(), .rights = {QStringLiteral("jobs.manage@acme-labs")}});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
        m_proxy->clearRecord();
        const QString showsOther = sendTask("agents.plan_steps", "bluefin", "acme-labs");
        const QString waitsAndShowsOther = sendTask("artifacts.render", "bluefin", "acme-labs"); // nobody takes it
        for (const QStringList &ids : {QStringList {theirs}, QStringList {named}, QStringList {own, theirs},
                 QStringList {showsOther}, QStringList {waitsAndShowsOther}}) {
            const auto refused = s.planAndRun([ids](queues::QueueService &service) {
                return std::make_shared<RevokeOperation>(service, RevokeRequest {ids});
            });
            QVERIFY(!refused);
            QCOMPARE(refused.error().kind, ErrorKind::Forbidden);
        }
        QVERIFY(!test::sentMethods(m_proxy->sent()).contains(QLatin1String("revoke")));
        const auto waits = s.plan(revoking(sendTask("artifacts.render", "acme-labs", "bluefin")));
        QVERIFY(waits);
        QCOMPARE(waits->plan.tenants.only(), QStringLiteral("acme-labs"));
        const auto planned = s.plan(revoking(own));
        QVERIFY(planned);
        QCOMPARE(planned->plan.tenants.only(), QStringLiteral("acme-labs"));
        const auto run = s.run(*planned);
        QVERIFY2(run, qPrintable(run ? QString() : brief(run.error())));
        QCOMPARE(celeryState(own), QByteArray("REVOKED"));
        QVERIFY(celeryState(theirs) != QByteArray("REVOKED"));
    }

    /// Rights for each of the tenants reach their tasks together; a third tenant's are counted and named.
    void rightsOfSeveralTenantsReachTheirTasksTogether()
    {
        const QStringList both {sendFor("acme-labs"), sendFor("bluefin")};
        const QString third = sendFor("umbra-ai");
        test::BrokerSession s({.port = m_redis.port(),
            .rights = {QStringLiteral("jobs.manage@acme-labs"), QStringLiteral("jobs.manage@bluefin")}});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
        const auto refused = s.planAndRun(revoking(RevokeRequest {both + QStringList {third}}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Forbidden);
        QCOMPARE(refused.error().what, QStringLiteral("1 of 3 tasks is of umbra-ai, where you lack jobs.manage"));
        const auto planned = s.plan(revoking(RevokeRequest {both}));
        QVERIFY2(planned, qPrintable(planned ? QString() : brief(planned.error())));
        QCOMPARE(planned->plan.shownTenants.toJson(),
            (QJsonObject {{QStringLiteral("acme-labs"), 1}, {QStringLiteral("bluefin"), 1}}));
        const auto run = s.run(*planned);
        QVERIFY2(run, qPrintable(run ? QString() : brief(run.error())));
        for (const QString &id : both)
            QCOMPARE(celeryState(id), QByteArray("REVOKED"));
        QVERIFY(celeryState(third) != "REVOKED");
    }

    /// What a whole session with a plan sends in a read-only environment: reading commands and probes.
    void aReadOnlyEnvironmentSendsNoChange()
    {
        const QString id = sendLater();
        m_proxy->clearRecord();
        {
            test::BrokerSession s({.port = m_proxy->port(), .isReadOnly = true});
            QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
            const auto run = s.planAndRun(revoking(id));
            QVERIFY(!run);
            QCOMPARE(run.error().code, QStringLiteral("read-only"));
        }
        static const QStringList s_probes {QStringLiteral("stats"), QStringLiteral("active_queues"),
            QStringLiteral("active"), QStringLiteral("reserved"), QStringLiteral("scheduled"),
            QStringLiteral("query_task"), QStringLiteral("heartbeat")};
        const QStringList methods = test::sentMethods(m_proxy->sent());
        QVERIFY(!methods.isEmpty());
        for (const QString &method : methods)
            QVERIFY2(s_probes.contains(method), qPrintable(method));
        static const QStringList s_commands {QStringLiteral("AUTH"), QStringLiteral("SELECT"), QStringLiteral("CLIENT"),
            QStringLiteral("PING"), QStringLiteral("TIME"), QStringLiteral("INFO"), QStringLiteral("PSUBSCRIBE"),
            QStringLiteral("SCAN"), QStringLiteral("SSCAN"), QStringLiteral("SMEMBERS"), QStringLiteral("LLEN"),
            QStringLiteral("LINDEX"), QStringLiteral("LRANGE"), QStringLiteral("HLEN"), QStringLiteral("HGETALL"),
            QStringLiteral("HSCAN"), QStringLiteral("ZRANGE"), QStringLiteral("ZCARD"), QStringLiteral("TYPE"),
            QStringLiteral("GET"), QStringLiteral("MGET"), QStringLiteral("EXISTS"), QStringLiteral("SADD"),
            QStringLiteral("SREM"), QStringLiteral("BRPOP"), QStringLiteral("DEL"), QStringLiteral("PUBLISH"),
            QStringLiteral("QUIT")};
        for (const QString &command : test::sentCommands(m_proxy->sent()))
            QVERIFY2(s_commands.contains(command), qPrintable(command));
        QVERIFY(celeryState(id) != "REVOKED");
    }

    /// A worker that is heard, but does not answer: whether it took the message is not known, and it is not sent again.
    void noAnswerIsUnknownAndNeverRepeated()
    {
        const QString id = sendLater();
        test::BrokerSession s({m_proxy->port()});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
        m_worker.pause();
        m_proxy->clearRecord();
        const auto run = s.planAndRun(revoking(id));
        QVERIFY2(run, qPrintable(run ? QString() : brief(run.error())));
        QCOMPARE(operations::runPhaseName(run->phase), QStringLiteral("unknown"));
        QCOMPARE(int(run->steps[0].state), int(StepState::State::Unknown));
        QCOMPARE(run->error->code, QStringLiteral("outcome-unknown"));
        m_worker.resume();
        QTRY_COMPARE_WITH_TIMEOUT(celeryState(id), QByteArray("REVOKED"), 15'000); // it had been heard after all
        QCOMPARE(test::sentMethods(m_proxy->sent()).count(QStringLiteral("revoke")), 1);
        QCOMPARE(s.history().front().phase, RunPhase::Unknown); // and stays so: nobody decided yet
    }

    /// Cut between send and answer, as a kill does: the next start names it and goes on with it.
    void aCrashIsFoundAndResumed()
    {
        const QString id = sendLater();
        QTemporaryDir folder(QStringLiteral("/tmp/phq-XXXXXX"));
        const QString state = folder.filePath(QStringLiteral("state"));
        {
            test::BrokerSession s({.port = m_redis.port(), .stateFolder = state});
            QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
            QVERIFY(s.planAndRun(revoking(id)));
        }
        // What the disk holds at that moment: the journal up to "step-begin".
        const QDir journals(state + QStringLiteral("/operations"));
        const QStringList files = journals.entryList({QStringLiteral("*.operation")}, QDir::Files);
        QCOMPARE(files.size(), 1);
        const QString path = journals.filePath(files[0]);
        const auto records = Journal::read(path)->records;
        QFile::remove(path);
        {
            auto cut = Journal::open(path);
            QVERIFY(cut);
            for (const QJsonObject &record : records) {
                QVERIFY(cut->append(record));
                if (record[QStringLiteral("event")].toString() == QLatin1String("step-begin"))
                    break;
            }
        }
        test::BrokerSession s({.port = m_redis.port(), .stateFolder = state});
        QTRY_VERIFY_WITH_TIMEOUT(s.isWhole(kNode), 20'000);
        const auto history = s.history();
        QCOMPARE(history.size(), size_t(1));
        QCOMPARE(history[0].phase, RunPhase::Interrupted);
        QCOMPARE(int(history[0].steps[0].state), int(StepState::State::Unknown));
        const auto resumed = s.resume(history[0]);
        QVERIFY2(resumed, qPrintable(resumed ? QString() : brief(resumed.error())));
        QCOMPARE(operations::runPhaseName(resumed->phase), QStringLiteral("done"));
        QCOMPARE(s.history()[0].phase, RunPhase::Done);
        QCOMPARE(s.auditStages(),
            (QStringList {QStringLiteral("intent"), QStringLiteral("outcome"), QStringLiteral("intent"),
                QStringLiteral("outcome")}));
    }

    /// A session that ends while a command is under way: cut, journaled as unknown, nothing left running.
    void theSessionEndsInTheMiddle()
    {
        const QString id = sendLater();
        QTemporaryDir folder(QStringLiteral("/tmp/phq-XXXXXX"));
        const QString state = folder.filePath(QStringLiteral("state"));
        auto s = std::make_unique<test::BrokerSession>(
            test::BrokerSession::Options {.port = m_redis.port(), .stateFolder = state});
        QTRY_VERIFY_WITH_TIMEOUT(s->isWhole(kNode), 20'000);
        const auto planned = s->plan(revoking(id));
        QVERIFY(planned);
        m_worker.pause(); // the answer is awaited for two seconds
        auto *runner = s->session().runner();
        const operations::Confirmation confirmation {
            operations::ActionClass::Destructive, id, QStringLiteral("a test"), planned->plan.fingerprint};
        QMetaObject::invokeMethod(runner, [runner, operation = planned->operation, confirmation] {
            [](operations::Runner *r, std::shared_ptr<operations::Operation> o,
                operations::Confirmation c) -> QCoro::Task<> { (void)co_await r->run(o, c, {}); }(runner, operation,
                                                confirmation);
        });
        const auto hasBegun = [&state] {
            const QDir folder(state + QStringLiteral("/operations"));
            for (const QString &name : folder.entryList({QStringLiteral("*.operation")}, QDir::Files)) {
                QFile file(folder.filePath(name));
                if (file.open(QIODevice::ReadOnly) && file.readAll().contains("step-begin"))
                    return true;
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(hasBegun(), 10'000);
        s.reset();
        m_worker.resume();
        test::BrokerSession next({.port = m_redis.port(), .stateFolder = state});
        const auto history = next.history();
        QCOMPARE(history.size(), size_t(1));
        QCOMPARE(operations::runPhaseName(history[0].phase), QStringLiteral("unknown"));
    }

private:
    /// A task with an ETA an hour ahead: a worker has it and waits.
    QString sendLater() { return send("agents.plan_steps.apply_async(('t', 's'), countdown=3600)"); }
    QString sendFor(const QByteArray &tenant)
    {
        return send(
            "agents.plan_steps.apply_async(kwargs={'tenant': '" + tenant + "', 'session_id': 's'}, countdown=3600)");
    }
    /// Works for one tenant, and shows another in its arguments' text.
    QString sendTask(const QByteArray &task, const QByteArray &tenant, const QByteArray &shown)
    {
        return send("agents.plan_steps.app.send_task('" + task + "', kwargs={'tenant': '" + tenant
            + "', 'session_id': 's'}, kwargsrepr=\"{'tenant': '" + shown + "'}\", countdown=3600)");
    }
    QString sendNow(int seconds)
    {
        return send("agents.run_session.apply_async(('t', 's'), {'seconds': " + QByteArray::number(seconds) + "})");
    }
    QString send(const QByteArray &call)
    {
        const auto sent = test::runPython(
            {QStringLiteral("-c"),
                QString::fromUtf8("from adk_agent.tasks import agents\nprint(" + call + ".id, end='')")},
            m_redis.port());
        return sent ? QString::fromUtf8(*sent) : QString();
    }
    void revokeByCelery(const QString &id)
    {
        (void)test::runPython({QStringLiteral("-c"),
                                  QStringLiteral("from adk_agent.celery import app\napp.control.revoke('%1')").arg(id)},
            m_redis.port());
    }
    /// As Celery stored it.
    QByteArray celeryState(const QString &id)
    {
        const QByteArray json = m_redis.cli({QStringLiteral("GET"), QStringLiteral("celery-task-meta-") + id});
        const qsizetype at = json.indexOf("\"status\": \"");
        return at < 0 ? QByteArray() : json.mid(at + 11, json.indexOf('"', at + 11) - at - 11);
    }

    test::RedisServer m_redis;
    test::CeleryWorker m_worker;
    std::unique_ptr<test::RecordingProxy> m_proxy;
};

PH_TEST(TestRevoke)
#include "tst_revoke.moc"
