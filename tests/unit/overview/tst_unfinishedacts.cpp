// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/overview/overview.h"
#include "services/overview/unfinishedacts.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QTemporaryDir>

using namespace ph;
using namespace ph::overview;
using operations::OperationRun;
using operations::RunPhase;
using namespace std::chrono_literals;

namespace {

const SystemClock s_clock;

OperationRun run(const QString &title, RunPhase phase, Milliseconds ago)
{
    OperationRun made;
    made.id = title;
    made.title = title;
    made.phase = phase;
    made.startedAt = s_clock.wall() - ago;
    return made;
}

QJsonObject stepBegin() { return {{QStringLiteral("event"), QStringLiteral("step-begin")}}; }

/// A journal as a kill leaves it between send and answer; null `end`: cut.
Journal begun(const QString &state, const QString &id, const QString &title, const QString &end = {})
{
    operations::Plan plan;
    plan.title = title;
    auto journal = Journal::open(state + QStringLiteral("/operations/%1.operation").arg(id));
    if (!journal
        || !journal->append({{QStringLiteral("event"), QStringLiteral("begin")},
            {QStringLiteral("action"), QStringLiteral("tasks.revoke")}, {QStringLiteral("plan"), plan.toJson()},
            {QStringLiteral("at"), QStringLiteral("2026-01-31T13:58:00.000Z")}})
        || !journal->append(stepBegin()))
        qFatal("no journal");
    if (!end.isNull()
        && !journal->append({{QStringLiteral("event"), QStringLiteral("end")}, {QStringLiteral("phase"), end}}))
        qFatal("no journal");
    return std::move(*journal);
}

struct Seen {
    QTemporaryDir folder;
    std::unique_ptr<platform::PlatformSession> session;

    Seen() { QDir(folder.path()).mkdir(QStringLiteral("operations")); }
    [[nodiscard]] QString state() const { return folder.path(); }
    void open()
    {
        platform::SessionOptions options;
        options.profile = platform::Profile::make(QStringLiteral("t"), platform::EnvironmentKind::Local);
        options.stateFolder = state();
        options.areas = {unfinishedActsArea()};
        session = std::make_unique<platform::PlatformSession>(std::move(options), s_clock);
        session->start();
    }
    [[nodiscard]] Verdict verdict() const
    {
        return judge({}, session->verdicts().areas(), s_clock.monotonic(), s_clock.wall());
    }
    [[nodiscard]] bool isJudged() const { return !session->verdicts().areas().empty(); }
    [[nodiscard]] QString headline() const { return verdict().headline(); }
    Result<void> writeOff(const QString &id)
    {
        auto *runner = session->runner();
        return test::await(onThread<void>(
            runner,
            [runner, id](
                std::stop_token stop) { return runner->abandon(id, QStringLiteral("done by hand"), std::move(stop)); },
            {}, 10s));
    }
};

} // namespace

class TestUnfinishedActs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysWhatWasCutAndSinceWhen()
    {
        const auto verdict = judgeActs({run(QStringLiteral("Revoke b"), RunPhase::Interrupted, 60s),
                                           run(QStringLiteral("Revoke a"), RunPhase::Done, 900s)},
            {}, s_clock.monotonic());
        QCOMPARE(verdict.lines.size(), 1U);
        QCOMPARE(verdict.lines[0].severity, Severity::Warning);
        QCOMPARE(verdict.lines[0].code, QStringLiteral("act-cut-off"));
        QCOMPARE(verdict.lines[0].sentence, QStringLiteral("an act was cut off: Revoke b"));
        QCOMPARE(verdict.lines[0].address, QStringLiteral("activity"));
        QCOMPARE(verdict.lines[0].next, QStringLiteral("Open Activity"));
        QVERIFY(verdict.summary.isEmpty());
    }

    void severalAreOneFindingFromTheOldestOn()
    {
        const auto verdict = judgeActs({run(QStringLiteral("Revoke c"), RunPhase::Interrupted, 60s),
                                           run(QStringLiteral("Revoke b"), RunPhase::Interrupted, 600s),
                                           run(QStringLiteral("Revoke a"), RunPhase::Unknown, 900s)},
            {}, s_clock.monotonic());
        QCOMPARE(verdict.lines.size(), 2U);
        QCOMPARE(verdict.lines[0].sentence, QStringLiteral("2 acts were cut off"));
        QCOMPARE(verdict.lines[0].object, QStringLiteral("Revoke b"));
        QVERIFY(s_clock.wall() - verdict.lines[0].since >= 600s);
        QCOMPARE(verdict.lines[1].sentence, QStringLiteral("it is not known whether this happened: Revoke a"));
    }

    void aDamagedAuditLogIsSaidBeforeAnybodyActs()
    {
        const Error damaged {.kind = ErrorKind::Protocol,
            .what = QStringLiteral("damaged"),
            .where = QStringLiteral("/home/a/audit.outbox"),
            .hint = {},
            .code = QStringLiteral("JOURNAL_DAMAGED")};
        const auto verdict = judgeActs({}, damaged, s_clock.monotonic());
        QCOMPARE(verdict.lines.size(), 1U);
        QCOMPARE(verdict.lines[0].sentence, QStringLiteral("the audit log of this computer is damaged"));
        QVERIFY(verdict.lines[0].detail.contains(QLatin1String("/home/a/audit.outbox")));
        QVERIFY(verdict.summary.isEmpty());
    }

    void whatIsOverOrUnderWayNeedsNobody()
    {
        auto unknown = run(QStringLiteral("Revoke d"), RunPhase::Unknown, 1s);
        unknown.isWrittenOff = true;
        const auto verdict = judgeActs({run(QStringLiteral("Revoke a"), RunPhase::Failed, 1s),
                                           run(QStringLiteral("Revoke b"), RunPhase::Elsewhere, 1s),
                                           run(QStringLiteral("Revoke c"), RunPhase::Running, 1s), unknown},
            {}, s_clock.monotonic());
        QVERIFY(verdict.lines.empty());
        QCOMPARE(verdict.summary, QStringLiteral("nothing cut off"));
    }

    void aCutActIsSeenAtTheStartUntilItIsWrittenOff()
    {
        Seen seen;
        (void)begun(seen.state(), QStringLiteral("0c0c"), QStringLiteral("Revoke the stuck one"));
        seen.open();
        QTRY_COMPARE_WITH_TIMEOUT(
            seen.headline(), QStringLiteral("1 thing to watch: an act was cut off: Revoke the stuck one."), 5000);
        QVERIFY(seen.writeOff(QStringLiteral("0c0c")));
        QTRY_COMPARE_WITH_TIMEOUT(seen.headline(), QStringLiteral("All is well."), 5000);
    }

    void anUnknownOutcomeStaysUnknownButNeedsNobodyOnceWrittenOff()
    {
        Seen seen;
        (void)begun(
            seen.state(), QStringLiteral("0d0d"), QStringLiteral("Revoke the mute one"), QStringLiteral("unknown"));
        seen.open();
        QTRY_VERIFY_WITH_TIMEOUT(seen.headline().contains(QLatin1String("it is not known whether")), 5000);
        QVERIFY(seen.writeOff(QStringLiteral("0d0d")));
        QTRY_COMPARE_WITH_TIMEOUT(seen.headline(), QStringLiteral("All is well."), 5000);
        QCOMPARE(seen.writeOff(QStringLiteral("0d0d")).error().kind, ErrorKind::Conflict);
        const auto records = Journal::read(seen.state() + QStringLiteral("/operations/0d0d.operation"))->records;
        QCOMPARE(operations::runFromJournal(QStringLiteral("0d0d"), records).phase, RunPhase::Unknown);
    }

    /// Another process is at it, then dies: it writes nothing, only its lock tells.
    void anActThatAnotherProcessHasIsNoFindingUntilThatDies()
    {
        Seen seen;
        auto journal = std::make_unique<Journal>(
            begun(seen.state(), QStringLiteral("0e0e"), QStringLiteral("Revoke the slow one")));
        seen.open();
        QTRY_VERIFY_WITH_TIMEOUT(seen.isJudged(), 5000);
        QCOMPARE(seen.headline(), QStringLiteral("All is well."));
        journal.reset();
        QTRY_VERIFY_WITH_TIMEOUT(seen.headline().contains(QLatin1String("an act was cut off")), 5000);
    }

    void sayingSoGoesOn()
    {
        Seen seen;
        seen.open();
        QTRY_VERIFY_WITH_TIMEOUT(seen.isJudged(), 5000);
        const MonoTime first = seen.session->verdicts().areas().front().judgedAt;
        QTRY_VERIFY_WITH_TIMEOUT(seen.session->verdicts().areas().front().judgedAt > first, 5000);
    }
};
PH_TEST(TestUnfinishedActs)
#include "tst_unfinishedacts.moc"
