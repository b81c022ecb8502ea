// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/verdictnotifier.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::models;
using namespace std::chrono_literals;

class TestVerdictNotifier : public QObject {
    Q_OBJECT
    ManualClock m_clock;
    platform::LinkBoard m_links;
    platform::VerdictBoard m_areas;

    void report(bool isBroken)
    {
        platform::AreaVerdict verdict;
        verdict.area = QStringLiteral("queues");
        verdict.title = QStringLiteral("Queues");
        verdict.judgedAt = m_clock.monotonic();
        if (isBroken) {
            platform::VerdictLine line;
            line.severity = platform::Severity::Broken;
            line.code = QStringLiteral("worker-lost");
            line.object = QStringLiteral("w1@host");
            line.sentence = QStringLiteral("w1@host was not heard for 31 s");
            line.address = QStringLiteral("queues/workers/w1@host");
            verdict.lines = {line};
        }
        m_areas.report(verdict);
    }

private Q_SLOTS:
    void tellsOnceWhatStaysBrokenAndWhenItIsOver()
    {
        Verdict verdict(m_clock);
        verdict.setBoards(&m_links, &m_areas);
        NotificationModel notifications(m_clock);
        const VerdictNotifier notifier(verdict, notifications, m_clock);
        report(true);
        QTRY_COMPARE(verdict.status(), Status::Failed);
        QCOMPARE(notifications.rowCount(), 0); // it may mend itself
        m_clock.advance(VerdictNotifier::patience);
        QTRY_COMPARE(notifications.rowCount(), 1);
        const Notification &told = notifications.at(0);
        QCOMPARE(told.severity, Severity::Critical);
        QCOMPARE(told.page, QStringLiteral("queues"));
        QCOMPARE(told.objectId, QStringLiteral("workers/w1@host"));
        notifications.markAllSeen();
        report(true);
        QTRY_COMPARE(verdict.status(), Status::Failed);
        QCOMPARE(notifications.unseen(), 0); // not again and again
        report(false);
        QTRY_VERIFY(notifications.at(0).endedAt); // over, and still to be read
        QCOMPARE(notifications.rowCount(), 1);
    }

    void aBlipTellsNobody()
    {
        Verdict verdict(m_clock);
        verdict.setBoards(&m_links, &m_areas);
        NotificationModel notifications(m_clock);
        const VerdictNotifier notifier(verdict, notifications, m_clock);
        QSignalSpy wanted(&notifications, &NotificationModel::desktopWanted);
        report(true);
        QTRY_COMPARE(verdict.status(), Status::Failed);
        report(false);
        QTRY_COMPARE(verdict.status(), Status::Ok);
        m_clock.advance(VerdictNotifier::patience);
        report(true);
        QTRY_COMPARE(verdict.status(), Status::Failed);
        QCOMPARE(notifications.rowCount(), 0);
        QCOMPARE(wanted.count(), 0);
    }
};
PH_TEST(TestVerdictNotifier)
#include "tst_verdictnotifier.moc"
