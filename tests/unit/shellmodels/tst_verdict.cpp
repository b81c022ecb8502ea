// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/verdict.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::models;
using namespace std::chrono_literals;

class TestVerdict : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void putsTheWorstFirstInOneSentence()
    {
        ManualClock clock;
        Verdict verdict(clock);
        QVERIFY(verdict.lead().isEmpty()); // nobody judged: no claim
        verdict.report(QStringLiteral("metrics"),
            {{QStringLiteral("p"), Finding::Kind::NeedsYou, Status::Warning, 0,
                QStringLiteral("Prometheus is silent")}});
        verdict.report(QStringLiteral("queues"),
            {{QStringLiteral("q"), Finding::Kind::NeedsYou, Status::Failed, 0,
                QStringLiteral("agents.high has not drained since 13:58"), QStringLiteral("1 284 tasks wait there"),
                QStringLiteral("Open agents.high")}});
        QCOMPARE(verdict.lead(), QStringLiteral("2 things need you:"));
        QCOMPARE(
            verdict.sentence(), QStringLiteral("agents.high has not drained since 13:58, and Prometheus is silent."));
        QCOMPARE(verdict.detail(), QStringLiteral("1 284 tasks wait there."));
        QCOMPARE(verdict.status(), Status::Failed);
        QCOMPARE(verdict.needing().first().action, QStringLiteral("Open agents.high"));
        clock.advance(1s);
        QCOMPARE(verdict.rest(), QStringLiteral("The rest is fine, judged 1\u202fs ago."));
    }

    void quietIsNotProof()
    {
        ManualClock clock;
        Verdict verdict(clock);
        verdict.report(QStringLiteral("queues"), {});
        QCOMPARE(verdict.lead(), QStringLiteral("Nothing needs you."));
        QCOMPARE(verdict.status(), Status::Ok);
        verdict.report(QStringLiteral("auth"),
            {{QStringLiteral("a"), Finding::Kind::NotSeen, Status::Warning, 0, QStringLiteral("sign-ins (Auth 500)")}});
        QCOMPARE(verdict.lead(), QStringLiteral("Nothing seen that needs you."));
        QCOMPARE(verdict.status(), Status::Warning);
        QVERIFY(verdict.detail().contains(QStringLiteral("Quiet is not proof.")));
        QVERIFY(verdict.rest().contains(QStringLiteral("Not seen: sign-ins (Auth 500).")));
        verdict.forget(QStringLiteral("auth"));
        QCOMPARE(verdict.status(), Status::Ok);
    }

    void manyAreCounted()
    {
        ManualClock clock;
        Verdict verdict(clock);
        QList<Finding> findings;
        for (int i = 0; i < 5; ++i)
            findings.append(
                {QString::number(i), Finding::Kind::NeedsYou, Status::Failed, -i, QStringLiteral("f%1").arg(i)});
        QSignalSpy changed(&verdict, &Verdict::changed);
        verdict.report(QStringLiteral("x"), findings);
        verdict.report(QStringLiteral("x"), findings);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(verdict.lead(), QStringLiteral("5 things need you:"));
        QCOMPARE(verdict.sentence(), QStringLiteral("f0, f1, and 3 more."));
    }
};
PH_TEST(TestVerdict)
#include "tst_verdict.moc"
