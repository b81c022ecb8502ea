// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/journalwatch.h"
#include "services/operations/recordedact.h"
#include "services/operations/runner.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QTemporaryDir>

using namespace ph;
using namespace ph::operations;
using namespace std::chrono_literals;

namespace {

class SignedIn final : public IdentitySource {
public:
    explicit SignedIn(const Clock &clock)
    {
        auto admin = std::make_shared<Identity>();
        admin->subject = QStringLiteral("0000");
        admin->email = QStringLiteral("dana@northwind.example");
        admin->role = QStringLiteral("admin");
        admin->rights = {{QStringLiteral("platform.queues"), {}, QStringLiteral("role admin")}};
        admin->isVerified = true;
        admin->validUntil = clock.monotonic() + 1h;
        admin->signedInAt = clock.monotonic();
        current = admin;
    }
    [[nodiscard]] std::shared_ptr<const Identity> identity() const override { return current; }
    std::shared_ptr<const Identity> current;
};

/// Two steps against a "server" that is a list of lines.
class FakeOperation final : public Operation {
public:
    [[nodiscard]] const ActionSpec &spec() const override
    {
        static const ActionSpec s_spec {QStringLiteral("tasks.revoke"), QStringLiteral("tasks revoke"),
            QStringLiteral("platform.queues"), {}, ActionClass::Disruptive};
        return s_spec;
    }
    [[nodiscard]] QJsonObject parameters() const override { return given; }
    QJsonObject given {{QStringLiteral("task"), QStringLiteral("91b3")}};
    [[nodiscard]] Task<Plan> plan(std::stop_token) override
    {
        Plan plan;
        plan.title = QStringLiteral("Revoke 91b3");
        plan.objectName = QStringLiteral("91b3");
        plan.steps = {
            {QStringLiteral("tell"), QStringLiteral("Tell the workers"), QStringLiteral("PUBLISH"), {}, false, false},
            {QStringLiteral("note"), QStringLiteral("Note it"), QStringLiteral("SET"), {}, false, false}};
        plan.nothingLeft = nothingLeft;
        if (isBlocked)
            plan.preconditions.push_back({QStringLiteral("Workers hear it"), {}, PreconditionState::Failed});
        plan.fingerprint = fingerprintOf({world});
        co_return plan;
    }
    [[nodiscard]] Task<StepResult> runStep(PlanStep step, transport::WritePermit permit, std::stop_token stop) override
    {
        const QString id = step.id;
        if (auto redeemed = permit.redeem(QStringLiteral("e1")); !redeemed)
            co_return fail(redeemed.error());
        if (onStep)
            onStep(id);
        if (id == mute) {
            auto never = Pending<StepResult>::make();
            co_return co_await never->wait(stop, 20ms, QStringLiteral("the server"));
        }
        if (id == refused)
            co_return fail(ErrorKind::Forbidden, QStringLiteral("NOPERM"));
        done << id;
        co_return StepResult {QStringLiteral("ok"), {}, id == warned};
    }
    [[nodiscard]] Task<Evidence> verify(std::stop_token) override
    {
        Evidence evidence;
        evidence.summary = QStringLiteral("read back");
        evidence.isConfirmed = true;
        co_return evidence;
    }

    QString world = QStringLiteral("1");
    QString mute, refused, warned;
    QString nothingLeft;
    bool isBlocked = false;
    QStringList done;
    std::function<void(QString)> onStep;
};

} // namespace

class TestRunner : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    ManualClock m_clock;
    QThreadPool m_pool;
    std::unique_ptr<SignedIn> m_identities;
    std::unique_ptr<Guard> m_guard;
    std::unique_ptr<Runner> m_runner;
    std::shared_ptr<FakeOperation> m_operation;

    Confirmation confirmed()
    {
        return {ActionClass::Disruptive, {}, QStringLiteral("INC-2291"), fingerprintOf({QStringLiteral("1")})};
    }
    Result<OperationRun> run() { return test::await(m_runner->run(m_operation, confirmed(), {})); }
    QStringList auditStages()
    {
        QStringList stages;
        const auto entries = m_runner->outbox().read();
        if (entries)
            for (const QJsonObject &entry : *entries)
                stages << entry.value(QLatin1String("stage")).toString();
        return stages;
    }
    /// As a crash leaves it: begun, and cut while the first step was under way.
    QString cutOperation()
    {
        auto run = this->run();
        const QString path = m_folder->filePath(QStringLiteral("operations/") + run->id + QStringLiteral(".operation"));
        auto records = Journal::read(path)->records;
        QFile::remove(path);
        auto journal = Journal::open(path);
        for (size_t i = 0; i < 2; ++i)
            if (!journal->append(records[i]))
                qFatal("no journal");
        m_operation->done.clear();
        return run->id;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_identities = std::make_unique<SignedIn>(m_clock);
        m_guard = std::make_unique<Guard>(EnvironmentPolicy {QStringLiteral("e1"), QStringLiteral("staging"),
                                              EnvironmentKind::Staging, false, false, false, false, false},
            *m_identities, m_clock);
        m_runner = std::make_unique<Runner>(*m_guard, *m_identities, m_clock, m_folder->path(), m_pool);
        m_operation = std::make_shared<FakeOperation>();
    }
    void cleanup()
    {
        m_runner.reset();
        QTRY_COMPARE(liveTasks(), 0);
    }

    void runsJournalsAndAudits()
    {
        QStringList auditedWhenStepRan;
        m_operation->onStep = [&](const QString &id) {
            if (id == QLatin1String("tell"))
                auditedWhenStepRan = auditStages();
        };
        QList<RunPhase> phases;
        connect(m_runner.get(), &Runner::changed, this, [&](const OperationRun &each) { phases << each.phase; });
        const auto result = run();
        QVERIFY(result.has_value());
        QCOMPARE(result->phase, RunPhase::Done);
        QCOMPARE(result->evidence, QStringLiteral("read back"));
        QCOMPARE(m_operation->done, (QStringList {QStringLiteral("tell"), QStringLiteral("note")}));
        QCOMPARE(auditedWhenStepRan, QStringList {QStringLiteral("intent")});
        QCOMPARE(auditStages(), (QStringList {QStringLiteral("intent"), QStringLiteral("outcome")}));
        QVERIFY(phases.contains(RunPhase::Verifying));
        const auto history = test::await(m_runner->history({}));
        QCOMPARE(history->size(), 1);
        QCOMPARE(history->front().phase, RunPhase::Done);
        QCOMPARE(history->front().who, QStringLiteral("dana@northwind.example"));
        QCOMPARE(history->front().steps.size(), 2);
    }

    /// A plan shows a few of a thousand tasks; the audit names each, and no secret that came along.
    void theAuditNamesEveryObject()
    {
        QJsonArray ids;
        for (int i = 0; i < 1000; ++i)
            ids << QStringLiteral("00000000-0000-4000-8000-%1").arg(i, 12, 10, QLatin1Char('0'));
        m_operation->given
            = {{QStringLiteral("ids"), ids}, {QStringLiteral("note"), QStringLiteral("postgresql://app:hunter2@db/x")}};
        QVERIFY(run().has_value());
        const auto entries = m_runner->outbox().read();
        QVERIFY(entries);
        const QJsonObject intent = entries->front();
        QCOMPARE(intent[QStringLiteral("stage")].toString(), QStringLiteral("intent"));
        const QJsonObject told = intent[QStringLiteral("details")].toObject()[QStringLiteral("parameters")].toObject();
        QCOMPARE(told[QStringLiteral("ids")].toArray(), ids);
        QVERIFY(!told[QStringLiteral("note")].toString().contains(QLatin1String("hunter2")));
    }

    /// Another window, or the companion: they share the files.
    void whatAnotherOneDoesIsSeen()
    {
        const QString folder = m_folder->path() + QStringLiteral("/environments/e1"); // not there yet
        m_runner = std::make_unique<Runner>(*m_guard, *m_identities, m_clock, folder, m_pool);
        JournalWatch watch(folder);
        QSignalSpy changed(&watch, &JournalWatch::changed);
        Runner other(*m_guard, *m_identities, m_clock, folder, m_pool);
        const auto ran = test::await(other.run(m_operation, confirmed(), {}));
        QVERIFY(ran.has_value());
        const auto seen = [this] {
            const auto history = test::await(m_runner->history({}));
            return history && history->size() == 1 && history->front().phase == RunPhase::Done;
        };
        QTRY_VERIFY(changed.count() > 0 && seen());
        QCOMPARE(test::await(m_runner->history({}))->front().program, programName());
        changed.clear();
        m_operation->refused = QStringLiteral("tell");
        QVERIFY(test::await(other.run(m_operation, confirmed(), {})).has_value());
        QTRY_VERIFY(changed.count() > 0);
        const auto failed = test::await(m_runner->history({}));
        QCOMPARE(failed->size(), 2U);
        QVERIFY(std::ranges::any_of(
            *failed, [](const OperationRun &each) { return each.error && each.error->what == u"NOPERM"; }));
    }

    void saysSoWhenTheWorldChanged()
    {
        m_operation->world = QStringLiteral("2");
        const auto result = run();
        QCOMPARE(result.error().code, QStringLiteral("plan-changed"));
        QVERIFY(m_operation->done.isEmpty());
        QVERIFY(auditStages().isEmpty());
    }

    void nothingHappensWithoutConfirmation()
    {
        Confirmation small = confirmed();
        small.given = ActionClass::Reversible;
        const auto result = test::await(m_runner->run(m_operation, small, {}));
        QCOMPARE(result.error().code, QStringLiteral("confirmation"));
        QVERIFY(m_operation->done.isEmpty());
    }

    void refusedStepFailsAndStops()
    {
        m_operation->refused = QStringLiteral("tell");
        const auto result = run();
        QCOMPARE(result->phase, RunPhase::Failed);
        QCOMPARE(result->error->what, QStringLiteral("NOPERM"));
        QVERIFY(m_operation->done.isEmpty());
        QCOMPARE(auditStages().last(), QStringLiteral("outcome"));
    }

    void unansweredStepIsUnknown()
    {
        m_operation->mute = QStringLiteral("note");
        const auto result = run();
        QCOMPARE(result->phase, RunPhase::Unknown);
        QCOMPARE(result->steps[1].state, StepState::State::Unknown);
    }

    void warningIsKept()
    {
        m_operation->warned = QStringLiteral("tell");
        QCOMPARE(run()->phase, RunPhase::DoneWithWarnings);
    }

    void cancelStopsBetweenSteps()
    {
        QString id;
        connect(m_runner.get(), &Runner::changed, this, [&](const OperationRun &each) { id = each.id; });
        m_operation->onStep = [&](const QString &) { m_runner->cancel(id); };
        const auto result = run();
        QCOMPARE(result->phase, RunPhase::Cancelled);
        QCOMPARE(m_operation->done, QStringList {QStringLiteral("tell")});
    }

    void rightTakenBetweenStepsStopsIt()
    {
        m_operation->onStep = [&](const QString &) { m_identities->current.reset(); };
        const auto result = run();
        QCOMPARE(result->phase, RunPhase::Failed);
        QCOMPARE(result->error->code, QStringLiteral("signed-out"));
        QCOMPARE(m_operation->done, QStringList {QStringLiteral("tell")});
    }

    void cutOperationIsNamedAndResumed()
    {
        const QString id = cutOperation();
        auto history = test::await(m_runner->history({}));
        QCOMPARE(history->front().phase, RunPhase::Interrupted);
        QCOMPARE(history->front().steps[0].state, StepState::State::Unknown);
        QCOMPARE(history->front().parameters.value(QLatin1String("task")).toString(), QStringLiteral("91b3"));
        const auto resumed = test::await(m_runner->resume(id, m_operation, confirmed(), {}));
        QVERIFY(resumed.has_value());
        QCOMPARE(resumed->phase, RunPhase::Done);
        QCOMPARE(m_operation->done.size(), 2);
        QSet<QString> requests;
        const auto entries = m_runner->outbox().read();
        QVERIFY(entries);
        for (const QJsonObject &entry : *entries) {
            const QString request = entry.value(QLatin1String("request_id")).toString();
            QVERIFY2(!request.isEmpty() && !requests.contains(request), qPrintable(request));
            requests << request;
        }
        QVERIFY(requests.contains(id + QStringLiteral("/intent-2")));
        QCOMPARE(test::await(m_runner->resume(id, m_operation, confirmed(), {})).error().kind, ErrorKind::Conflict);
    }

    /// What it was about has ended meanwhile: going on says so, ends it as done, and nothing is sent.
    void cutOperationWithNothingLeftIsEnded()
    {
        const QString id = cutOperation();
        m_operation->nothingLeft = QStringLiteral("The task has ended (SUCCESS): nothing is left to do.");
        m_operation->isBlocked = true;
        const auto someone = std::exchange(m_identities->current, nullptr);
        QCOMPARE(
            test::await(m_runner->resume(id, m_operation, confirmed(), {})).error().code, QStringLiteral("signed-out"));
        QCOMPARE(test::await(m_runner->history({}))->front().phase, RunPhase::Interrupted);
        m_identities->current = someone;
        const auto resumed = test::await(m_runner->resume(id, m_operation, {}, {}));
        QVERIFY2(resumed, qPrintable(resumed ? QString() : brief(resumed.error())));
        QVERIFY(m_operation->done.isEmpty());
        const OperationRun kept = test::await(m_runner->history({}))->front();
        for (const OperationRun &run : {*resumed, kept}) {
            QCOMPARE(run.phase, RunPhase::Done);
            QCOMPARE(run.evidence, m_operation->nothingLeft);
            for (const StepState &each : run.steps) {
                QCOMPARE(each.state, StepState::State::Done);
                QCOMPARE(each.summary, QStringLiteral("ended meanwhile: nothing was sent now"));
            }
        }
        QCOMPARE(auditStages().last(), QStringLiteral("outcome"));
    }

    /// What the world cannot take now is not sent, and can be gone on with later.
    void cutOperationThatCannotGoOnStaysCut()
    {
        const QString id = cutOperation();
        m_operation->isBlocked = true;
        const auto refused = test::await(m_runner->resume(id, m_operation, confirmed(), {}));
        QCOMPARE(refused.error().code, QStringLiteral("precondition"));
        QVERIFY(m_operation->done.isEmpty());
        QCOMPARE(test::await(m_runner->history({}))->front().phase, RunPhase::Interrupted);
    }

    void cutOperationCanBeWrittenOff()
    {
        const QString id = cutOperation();
        QVERIFY(test::await(m_runner->abandon(id, QStringLiteral("looked: nothing happened"), {})).has_value());
        QCOMPARE(test::await(m_runner->history({}))->front().phase, RunPhase::Cancelled);
        QCOMPARE(auditStages().last(), QStringLiteral("abandoned"));
    }

    /// Who may not do it may not write it off either, and nothing is written by nobody.
    void writingOffNeedsTheRightOfTheAct()
    {
        const QString id = cutOperation();
        const auto stages = auditStages();
        const auto someone = m_identities->current;
        m_identities->current.reset();
        const auto nobody = test::await(m_runner->abandon(id, QStringLiteral("looked"), {}));
        QCOMPARE(nobody.error().code, QStringLiteral("signed-out"));
        auto other = std::make_shared<Identity>(*someone);
        other->rights = {{QStringLiteral("platform.redis"), {}, QStringLiteral("role viewer")}};
        m_identities->current = other;
        const auto without = test::await(m_runner->abandon(id, QStringLiteral("looked"), {}));
        QCOMPARE(without.error().code, QStringLiteral("platform.queues"));
        QCOMPARE(auditStages(), stages);
        QCOMPARE(test::await(m_runner->history({}))->front().phase, RunPhase::Interrupted);
        m_identities->current = someone;
        QVERIFY(test::await(m_runner->abandon(id, QStringLiteral("looked"), {})));
    }

    /// It may have happened: it is listed, with its file and what to do.
    void aDamagedJournalIsListed()
    {
        const QString id = cutOperation();
        const QString path = m_folder->filePath(QStringLiteral("operations/") + id + QStringLiteral(".operation"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray bytes = file.readAll();
        bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] ^ 1);
        file.seek(0);
        file.write(bytes);
        file.close();
        const auto history = test::await(m_runner->history({}));
        QCOMPARE(history->size(), 1U);
        const OperationRun &run = history->front();
        QCOMPARE(run.id, id);
        QCOMPARE(run.phase, RunPhase::Unknown);
        QCOMPARE(run.title, QStringLiteral("An operation whose journal cannot be read"));
        QCOMPARE(run.error->where, path);
        QVERIFY(run.error->hint.contains(QLatin1String("move it away")));
        QVERIFY(!test::await(m_runner->abandon(id, QStringLiteral("looked"), {})));
    }

    void heldElsewhereIsShownOnly()
    {
        const QString id = cutOperation();
        auto other
            = Journal::open(m_folder->filePath(QStringLiteral("operations/") + id + QStringLiteral(".operation")));
        QVERIFY(other.has_value());
        QCOMPARE(test::await(m_runner->history({}))->front().phase, RunPhase::Elsewhere);
        QCOMPARE(test::await(m_runner->resume(id, m_operation, confirmed(), {})).error().kind, ErrorKind::Conflict);
    }

    void changedAuditStopsActing()
    {
        QVERIFY(run().has_value());
        QFile file(m_runner->outbox().path());
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(!m_runner->outbox().read()->empty());
        // An entry replaced by one with a valid frame but another past.
        file.close();
        QVERIFY(QFile::remove(m_runner->outbox().path()));
        {
            auto forged = Journal::open(m_runner->outbox().path());
            QVERIFY(forged
                    ->append({{QStringLiteral("action"), QStringLiteral("x")},
                        {QStringLiteral("hash"), QStringLiteral("00")}})
                    .has_value());
        }
        m_operation->done.clear();
        const auto result = run();
        QCOMPARE(result->phase, RunPhase::Failed);
        QCOMPARE(result->error->code, QStringLiteral("audit-chain"));
        QVERIFY(m_operation->done.isEmpty());
    }

    void ownerGoesWhileAStepWaits()
    {
        m_operation->mute = QStringLiteral("tell");
        std::stop_source stop;
        TaskScope scope;
        std::optional<RunPhase> phase;
        m_operation->onStep = [&](const QString &) { QTimer::singleShot(0, [&] { stop.request_stop(); }); };
        scope.spawn(m_runner->run(m_operation, confirmed(), stop.get_token()),
            [&](Result<OperationRun> r) { phase = r->phase; });
        QTRY_VERIFY(phase);
        QCOMPARE(*phase, RunPhase::Unknown);
    }

    /// What this program does by itself stands in the same list as what it does on servers, however it ended.
    void recordedActsAreInTheHistory()
    {
        RecordedAct act {QStringLiteral("Relax guards of staging"), {QStringLiteral("it is no longer read-only")}, {}};
        act.entry.operationId = QStringLiteral("a1");
        act.entry.stage = QStringLiteral("intent");
        act.entry.reason = QStringLiteral("drill");
        act.entry.at = m_clock.wall();
        bool isAuditedBefore = false;
        QVERIFY(recordAct(m_folder->path(), act, [&]() -> Result<void> {
            isAuditedBefore = auditStages() == QStringList {QStringLiteral("intent")};
            const auto now = test::await(m_runner->history({}));
            return now->front().phase == RunPhase::Elsewhere ? Result<void>() // begun, and under way
                                                             : fail(ErrorKind::Internal, QStringLiteral("not begun"));
        }));
        QVERIFY(isAuditedBefore);
        act.entry.operationId = QStringLiteral("a2");
        act.entry.at += 1s;
        const auto refused = recordAct(
            m_folder->path(), act, [] { return fail(ErrorKind::Unavailable, QStringLiteral("the disk is full")); });
        QCOMPARE(refused.error().what, QStringLiteral("the disk is full"));
        const auto history = test::await(m_runner->history({}));
        QCOMPARE(history->size(), 2U);
        QCOMPARE(history->at(0).phase, RunPhase::Failed);
        QCOMPARE(history->at(0).error->what, QStringLiteral("the disk is full"));
        QCOMPARE(history->at(1).phase, RunPhase::Done);
        QCOMPARE(history->at(1).title, QStringLiteral("Relax guards of staging"));
        QCOMPARE(history->at(1).reason, QStringLiteral("drill"));
        QCOMPARE(history->at(1).evidence, QStringLiteral("it is no longer read-only"));
        QCOMPARE(history->at(1).steps[0].state, StepState::State::Done);
    }

    /// Sent and never answered: it stays unknown, but nobody has to look again once it is written off.
    void anUnknownOutcomeIsWrittenOff()
    {
        m_operation->mute = QStringLiteral("tell");
        const auto ended = run();
        QCOMPARE(ended->phase, RunPhase::Unknown);
        QVERIFY(needsDecision(*ended));
        QVERIFY(test::await(m_runner->abandon(ended->id, QStringLiteral("looked: it happened"), {})).has_value());
        const auto now = test::await(m_runner->history({}))->front();
        QCOMPARE(now.phase, RunPhase::Unknown);
        QVERIFY(now.isWrittenOff && !needsDecision(now));
        QCOMPARE(auditStages().last(), QStringLiteral("abandoned"));
        QCOMPARE(
            test::await(m_runner->abandon(ended->id, QStringLiteral("again"), {})).error().kind, ErrorKind::Conflict);
    }
};

PH_TEST(TestRunner)
#include "tst_runner.moc"
