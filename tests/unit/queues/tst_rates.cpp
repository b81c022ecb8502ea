// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/rates.h"
#include "tests/unit/queues/support.h"

using namespace ph;
using namespace ph::queues;

class TestRates : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void meanOverFullSeconds()
    {
        RateRing ring;
        for (int second = 100; second < 110; ++second)
            ring.add(second, 4);
        ring.add(110, 1000); // still running
        QCOMPARE(ring.perSecond(110, 10), 4.0);
        QCOMPARE(ring.perSecond(115, 10), (5 * 4 + 1000) / 10.0);
    }

    void oldCountsGo()
    {
        RateRing ring;
        ring.add(100, 7);
        ring.add(100 + RateRing::kSeconds, 1); // the same place in the ring
        std::uint32_t history[RateRing::kSeconds - 1];
        ring.history(101 + RateRing::kSeconds, RateRing::kSeconds - 1, history);
        QCOMPARE(history[RateRing::kSeconds - 2], 1u);
        QCOMPARE(history[0], 0u);
        QCOMPARE(ring.perSecond(100'000, 10), 0.0);
    }

    void lateCounts()
    {
        RateRing ring;
        ring.add(200);
        ring.add(150, 3);
        ring.add(10, 9); // older than the ring
        QCOMPARE(ring.perSecond(151, 1), 3.0);
    }
};

PH_TEST(TestRates)
#include "tst_rates.moc"
