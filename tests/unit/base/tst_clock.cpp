// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/backoff.h"
#include "services/base/clock.h"
#include "services/base/reading.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace std::chrono_literals;

class TestClock : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void offsetIsMeasuredInTheMiddleOfTheRoundTrip()
    {
        const WallTime sent {100'000ms};
        const auto offset = ServerOffset::measure(WallTime {700'050ms}, sent, sent + 100ms, 0ms, {});
        QCOMPARE(offset.offset.count(), 600'000);
        QCOMPARE(offset.uncertainty.count(), 51);
        QVERIFY(offset.isSkewed());
        QCOMPARE(offset.toLocal(offset.toServer(sent)), sent);
    }

    void smallOffsetIsNoSkew()
    {
        const WallTime sent {100'000ms};
        // 30 s ahead by a Date header: within the doubt of its resolution
        QVERIFY(!ServerOffset::measure(sent + 30s, sent, sent, 1000ms, {}).isSkewed());
        QVERIFY(ServerOffset::measure(sent - 40s, sent, sent, 1000ms, {}).isSkewed());
    }

    void readingsAgeOnTheMonotonicClock()
    {
        ManualClock clock;
        const auto reading = readNow(3, QStringLiteral("Redis"), clock, 5s);
        clock.jumpWall(1h);
        QVERIFY(!reading.isStale(clock.monotonic()));
        clock.advance(6s);
        QVERIFY(reading.isStale(clock.monotonic()));
        QCOMPARE(reading.age(clock.monotonic()).count(), 6000);
    }

    void backoffDoublesWithinBounds()
    {
        Backoff backoff(100ms, 1s);
        for (const int full : {100, 200, 400, 800, 1000, 1000}) {
            const auto wait = backoff.next().count();
            QVERIFY2(wait >= full / 2 && wait <= full, qPrintable(QString::number(wait)));
        }
        backoff.reset();
        QVERIFY(backoff.next() <= 100ms);
    }
};

PH_TEST(TestClock)
#include "tst_clock.moc"
