// SPDX-License-Identifier: GPL-3.0-or-later
// What `tasks --state` understands.
#include "app/pilothousectl/queues/statewords.h"
#include "models/queues/taskstatus.h"
#include "tests/support/testmain.h"

using namespace ph;
using ctl::queues::StateFilter;
using queues::TaskState;

namespace {

bool passes(const char *given, TaskState state, const char *name)
{
    const auto filter = StateFilter::of(QString::fromUtf8(given));
    return filter && filter->passes(state, name);
}

} // namespace

class TestStateWords : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWindowsWordsAreUnderstood()
    {
        const queues::StateNames names;
        for (const TaskState state : {TaskState::Success, TaskState::Failure, TaskState::Revoked, TaskState::Started,
                 TaskState::Received, TaskState::Rejected, TaskState::Retry, TaskState::Pending}) {
            const std::string name(names.nameOf(state));
            const QByteArray word = models::taskStateWord(state, name).toUtf8();
            QVERIFY2(passes(word.constData(), state, name.c_str()), word);
            QVERIFY2(passes(name.c_str(), state, name.c_str()), name.c_str());
        }
    }

    /// What the window calls interrupted is asked for by the same word; it is told by the workers, not by a state.
    void interruptedIsAWordOfItsOwn()
    {
        const auto filter = StateFilter::of(models::interruptedWord());
        QVERIFY(filter && filter->wantsInterrupted() && !filter->isAll());
        QVERIFY(!filter->passes(TaskState::Started, "STARTED"));
        const auto note = filter->checkOwn({});
        QVERIFY(note && note->isEmpty());
        QVERIFY(StateFilter::words().contains(models::interruptedWord()));
        const auto both = StateFilter::of(QStringLiteral("running,interrupted"));
        QVERIFY(both && both->wantsInterrupted() && both->passes(TaskState::Started, "STARTED"));
        QVERIFY(!StateFilter::of(QStringLiteral("running"))->wantsInterrupted());
    }

    /// As in the window: a worker took it and holds it until its ETA.
    void scheduledIsAWordOfItsOwn()
    {
        const auto filter = StateFilter::of(QStringLiteral("Scheduled"));
        QVERIFY(filter && filter->wantsScheduled() && !filter->isAll());
        QVERIFY(!filter->passes(TaskState::Received, "RECEIVED"));
        const auto note = filter->checkOwn({});
        QVERIFY(note && note->isEmpty());
        QVERIFY(StateFilter::words().contains(models::scheduledWord()));
        QVERIFY(ctl::queues::isScheduled(TaskState::Received, 2, 1));
        QVERIFY(!ctl::queues::isScheduled(TaskState::Received, 1, 2));
        QVERIFY(!ctl::queues::isScheduled(TaskState::Received, 0, 1));
        QVERIFY(!ctl::queues::isScheduled(TaskState::Started, 2, 1));
    }

    void oneWordForSeveralStates()
    {
        QVERIFY(passes("waiting", TaskState::Pending, "PENDING") && passes("waiting", TaskState::Received, "RECEIVED"));
        QVERIFY(passes("ended", TaskState::Failure, "FAILURE") && !passes("ended", TaskState::Started, "STARTED"));
        QVERIFY(passes("Running", TaskState::FirstCustom, "PROGRESS"));
        QVERIFY(!passes("failed", TaskState::FirstCustom, "PROGRESS"));
        QVERIFY(passes("failed, progress", TaskState::FirstCustom, "PROGRESS"));
        QVERIFY(passes("", TaskState::Success, "SUCCESS")); // not given: all
    }

    void aWrongWordListsWhatIsAllowed_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("says");
        QTest::newRow("a slip") << QStringLiteral("faild") << QStringLiteral("mean failed?");
        QTest::newRow("a slip in Celery's") << QStringLiteral("SUCCES") << QStringLiteral("mean SUCCESS?");
        QTest::newRow("no word of anybody's") << QStringLiteral("nonsense") << QStringLiteral("retrying, running");
        QTest::newRow("one of two") << QStringLiteral("failed,nonsense") << QStringLiteral("retrying, running");
    }
    void aWrongWordListsWhatIsAllowed()
    {
        QFETCH(QString, given);
        QFETCH(QString, says);
        const auto filter = StateFilter::of(given);
        QVERIFY(filter);
        const auto checked = filter->checkOwn({});
        QVERIFY(!checked);
        QCOMPARE(checked.error().kind, ErrorKind::Invalid);
        QVERIFY2(checked.error().hint.contains(says), qPrintable(checked.error().hint));
        QVERIFY(!StateFilter::of(QStringLiteral("failed,")));
    }

    /// A script that asks for PROGRESS each minute must not fail while nothing is under way.
    void aStateOfThePlatformsOwnMayHaveNoTaskNow()
    {
        const auto filter = StateFilter::of(QStringLiteral("PROGRESS"));
        QVERIFY(filter);
        const auto none = filter->checkOwn({});
        QVERIFY(none && none->contains(QLatin1String("No task is in state PROGRESS now")));
        queues::StoreCounts counts;
        counts.byState = {{"PROGRESS", 2}};
        const auto some = filter->checkOwn(counts);
        QVERIFY(some && some->isEmpty());
        const auto lower = StateFilter::of(QStringLiteral("progress"));
        QVERIFY(lower && lower->checkOwn(counts));
    }
};

PH_TEST(TestStateWords)
#include "tst_statewords.moc"
