// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/activitymodel.h"
#include "tests/support/testmain.h"

#include <QAbstractItemModelTester>

using namespace ph;
using namespace ph::models;
using operations::OperationRun;
using operations::RunPhase;

class TestActivityModel : public QObject {
    Q_OBJECT
    static OperationRun make(const char *id, int at, RunPhase phase)
    {
        OperationRun run;
        run.id = QString::fromLatin1(id);
        run.title = run.id;
        run.startedAt = WallTime {Milliseconds {at}};
        run.phase = phase;
        return run;
    }
private Q_SLOTS:
    void newestFirstAndChangedInPlace()
    {
        ActivityModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.update(make("a", 1, RunPhase::Running));
        model.update(make("b", 3, RunPhase::Running));
        model.update(make("c", 2, RunPhase::Unknown));
        QCOMPARE(model.run(0).id, QStringLiteral("b"));
        QCOMPARE(model.run(2).id, QStringLiteral("a"));
        QCOMPARE(model.running(), 2);
        QCOMPARE(model.needing(), 1);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.update(make("b", 3, RunPhase::Done));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.running(), 1);
    }

    void historyDoesNotOverwriteWhatRunsHere()
    {
        ActivityModel model;
        auto live = make("a", 1, RunPhase::Verifying);
        live.title = QStringLiteral("live");
        model.update(live);
        model.setHistory({make("a", 1, RunPhase::Running), make("old", 0, RunPhase::Failed)});
        QCOMPARE(model.find(QStringLiteral("a"))->title, QStringLiteral("live"));
        QCOMPARE(model.rowCount(), 2);
    }

    void whatAnotherProcessEndedIsSeen()
    {
        ActivityModel model;
        model.setHistory({make("there", 1, RunPhase::Elsewhere)});
        model.update(make("here", 2, RunPhase::Done));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setHistory({make("there", 1, RunPhase::Done), make("here", 2, RunPhase::Done)});
        QCOMPARE(model.find(QStringLiteral("there"))->phase, RunPhase::Done);
        QCOMPARE(changed.count(), 1); // what was done here keeps its way back
    }

    void everyPhaseHasAWord()
    {
        for (int phase = 0; phase <= int(RunPhase::Elsewhere); ++phase) {
            QVERIFY(!ActivityModel::phaseWord(RunPhase(phase)).isEmpty());
            QVERIFY(ActivityModel::statusOf(RunPhase(phase)) != Status::None);
        }
    }
};
PH_TEST(TestActivityModel)
#include "tst_activitymodel.moc"
