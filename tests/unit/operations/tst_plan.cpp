// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/plan.h"
#include "tests/support/testmain.h"

using namespace ph::operations;

class TestPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fingerprintSeesEveryBoundary()
    {
        QVERIFY(fingerprintOf({QStringLiteral("ab"), QStringLiteral("c")})
            != fingerprintOf({QStringLiteral("a"), QStringLiteral("bc")}));
        QCOMPARE(fingerprintOf({QStringLiteral("a")}), fingerprintOf({QStringLiteral("a")}));
    }
    void failedPreconditionStopsIt()
    {
        Plan plan;
        QVERIFY2(!plan.canRun(), "a plan without steps does nothing");
        plan.steps.push_back({QStringLiteral("1"), {}, {}, {}, false, false});
        plan.preconditions.push_back({QStringLiteral("a"), {}, PreconditionState::ToAccept});
        QVERIFY(plan.canRun());
        plan.preconditions.push_back({QStringLiteral("b"), {}, PreconditionState::Failed});
        QVERIFY(!plan.canRun());
    }
};

PH_TEST(TestPlan)
#include "tst_plan.moc"
