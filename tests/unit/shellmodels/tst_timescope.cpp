// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/timescope.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::models;
using namespace std::chrono_literals;

class TestTimeScope : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { wording::setTimeZoneMode(wording::TimeZoneMode::Utc); }

    void theLastHourMovesWithTheClock()
    {
        ManualClock clock;
        TimeScope scope(clock);
        QVERIFY(scope.isAll()); // nothing is hidden before somebody asks for it
        QCOMPARE(scope.rangeText(), QStringLiteral("All kept"));
        scope.setLast(60min);
        QVERIFY(!scope.isAll());
        const auto before = scope.range();
        QCOMPARE(before.to - before.from, Milliseconds {60min});
        clock.advance(5min);
        QCOMPARE(scope.range().to - before.to, Milliseconds {5min});
        QCOMPARE(scope.rangeText(), QStringLiteral("Last 60 min"));
        QSignalSpy changed(&scope, &TimeScope::changed);
        scope.setLast(60min);
        QCOMPARE(changed.count(), 0);
        scope.setLast(6h);
        QCOMPARE(changed.count(), 1);
    }

    void aFixedRangeStaysAndIsPutRight()
    {
        ManualClock clock;
        TimeScope scope(clock);
        const WallTime a = clock.wall() - 2h;
        const WallTime b = clock.wall() - 1h;
        scope.setFixed({b, a});
        clock.advance(1h);
        QVERIFY(!scope.isLive());
        QCOMPARE(scope.range().from, a);
        QCOMPARE(scope.range().to, b);
        QVERIFY2(scope.rangeText().contains(QStringLiteral("UTC")),
            qPrintable(scope.rangeText())); // the zone is always said
    }

    void theZoneIsOneSwitch()
    {
        ManualClock clock;
        TimeScope scope(clock);
        QSignalSpy zone(&scope, &TimeScope::zoneChanged);
        QCOMPARE(scope.zoneText(), QStringLiteral("UTC"));
        scope.setZone(wording::TimeZoneMode::Local);
        QCOMPARE(zone.count(), 1);
        QCOMPARE(wording::timeZoneMode(), wording::TimeZoneMode::Local);
    }
};
PH_TEST(TestTimeScope)
#include "tst_timescope.moc"
