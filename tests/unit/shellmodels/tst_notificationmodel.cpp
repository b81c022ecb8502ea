// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/notificationmodel.h"
#include "tests/support/testmain.h"

#include <QAbstractItemModelTester>

using namespace ph;
using namespace ph::models;
using namespace std::chrono_literals;

class TestNotificationModel : public QObject {
    Q_OBJECT
    static Notification make(const char *id, Severity severity)
    {
        return {QString::fromLatin1(id), severity, QStringLiteral("cause"), QStringLiteral("object")};
    }
private Q_SLOTS:
    void quietHours_data()
    {
        QTest::addColumn<QTime>("now");
        QTest::addColumn<bool>("quiet");
        QTest::newRow("evening") << QTime(21, 59) << false;
        QTest::newRow("begins") << QTime(22, 0) << true;
        QTest::newRow("after midnight") << QTime(3, 0) << true;
        QTest::newRow("ends") << QTime(7, 0) << false;
    }
    void quietHours()
    {
        QFETCH(QTime, now);
        QFETCH(bool, quiet);
        NotificationPolicy policy;
        policy.quietFrom = QTime(22, 0);
        policy.quietUntil = QTime(7, 0);
        QCOMPARE(policy.isQuiet(now), quiet);
        QCOMPARE(policy.reachesDesktop(Severity::Warning, now), !quiet);
        QVERIFY(policy.reachesDesktop(Severity::Critical, now)); // breaks through
        QVERIFY(!policy.reachesDesktop(Severity::Info, QTime(12, 0)));
    }

    void oneCauseDoesNotFlood()
    {
        ManualClock clock;
        NotificationModel model(clock);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy desktop(&model, &NotificationModel::desktopWanted);
        for (int i = 0; i < 5; ++i)
            model.post(make("a", Severity::Warning));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(desktop.count(), 1);
        model.markAllSeen();
        QCOMPARE(model.unseen(), 0);
        model.post(make("a", Severity::Warning));
        QCOMPARE(model.unseen(), 0); // nothing new
        model.post(make("a", Severity::Critical));
        QCOMPARE(model.unseen(), 1); // it got worse
        QCOMPARE(desktop.count(), 2);
        clock.advance(42s);
        model.end(QStringLiteral("a"));
        QCOMPARE(model.unseen(), 0); // what is over waits for nobody
        QCOMPARE(model.rowCount(), 1); // but it was
        QVERIFY(*model.at(0).endedAt - model.at(0).at >= 42s);
        model.post(make("a", Severity::Critical)); // again: another outage
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(model.at(0).isWaiting() && model.at(1).endedAt);
        QCOMPARE(desktop.count(), 3);
    }

    void remindsUntilSomebodyLooked()
    {
        ManualClock clock;
        NotificationModel model(clock);
        model.post(make("a", Severity::Critical));
        QSignalSpy desktop(&model, &NotificationModel::desktopWanted);
        model.tick();
        clock.advance(16min);
        model.tick();
        const auto after = desktop.count();
        QVERIFY(after >= 1);
        clock.advance(1min);
        model.tick();
        QCOMPARE(desktop.count(), after);
        model.markSeen(QStringLiteral("a"));
        clock.advance(60min);
        model.tick();
        QCOMPARE(desktop.count(), after);
    }

    void isBounded()
    {
        ManualClock clock;
        NotificationModel model(clock);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        for (int i = 0; i < 230; ++i)
            model.post(make(QByteArray::number(i).constData(), Severity::Info));
        QCOMPARE(model.rowCount(), NotificationModel::most);
        QCOMPARE(model.at(0).id, QStringLiteral("229"));
    }
};
PH_TEST(TestNotificationModel)
#include "tst_notificationmodel.moc"
