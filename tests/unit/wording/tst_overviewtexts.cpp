// SPDX-License-Identifier: GPL-3.0-or-later
// What the verdict and the links say, in window and companion alike.
#include "services/wording/overviewtexts.h"
#include "services/wording/queueplans.h"
#include "services/wording/times.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::wording;
using namespace std::chrono_literals;

class TestOverviewTexts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLinkInTroubleIsNamedWithItsTime()
    {
        const WallTime since {1'700'000'000'000ms};
        const QString at = clockTime(since);
        const QString broker = QStringLiteral("Redis broker");
        QCOMPARE(linkTrouble(broker, LinkTrouble::NoAnswer, since),
            QStringLiteral("Redis broker has not answered since %1").arg(at));
        QCOMPARE(linkTrouble(broker, LinkTrouble::NoAnswer, {}), QStringLiteral("Redis broker does not answer"));
        QCOMPARE(linkTrouble(broker, LinkTrouble::CannotBeUsed, since),
            QStringLiteral("Redis broker cannot be used since %1").arg(at));
        QCOMPARE(linkTrouble(broker, LinkTrouble::AnswersBadly, since),
            QStringLiteral("Redis broker answers badly, at least since %1").arg(at));
    }

    void oneTaskIsSpokenOfAsOne()
    {
        RevokeCounts one;
        one.waiting = 1;
        const RevokePlanWords words = revokePlanWords(one, false, {}, {}, QStringLiteral("d51b7d80…"));
        QCOMPARE(words.known, QStringLiteral("The task is known"));
        QCOMPARE(words.knownEvidence, QStringLiteral("it is listed"));
        QCOMPARE(words.stillOpenEvidence, QStringLiteral("it waits"));
        one.running = 1;
        const RevokePlanWords two = revokePlanWords(one, false, {}, {}, {});
        QCOMPARE(two.known, QStringLiteral("The tasks are known"));
        QCOMPARE(two.knownEvidence, QStringLiteral("all of them"));
        QCOMPARE(two.stillOpenEvidence, QStringLiteral("2 of 2 that are known"));
    }

    /// What was not found is said with how far it was looked for.
    void whatNobodyKnowsIsSaidWithTheSearch()
    {
        RevokeCounts one;
        one.unknown = 1;
        const auto evidence = [&one] { return revokePlanWords(one, false, {}, {}, {}).knownEvidence; };
        QCOMPARE(evidence(), QStringLiteral("nothing was heard of it"));
        one.search = WaitingSearch {70, 70, true};
        QCOMPARE(evidence(), QStringLiteral("nothing was heard of it; not among 70 waiting messages"));
        one.search = WaitingSearch {70, 900, false};
        QCOMPARE(evidence(), QStringLiteral("nothing was heard of it; searched 70 of 900 waiting messages"));
        one.search = WaitingSearch {};
        QCOMPARE(evidence(), QStringLiteral("nothing was heard of it; the waiting messages could not be searched"));
        one.unknown = 2;
        one.search = WaitingSearch {70, 70, true};
        QCOMPARE(evidence(), QStringLiteral("2 unknown; none of them is among 70 waiting messages"));
    }

    void whoDoesNotAnswerIsCountedAndNamed()
    {
        const QString one = QStringLiteral("w%1@<b>host</b>"); // a name is data
        QCOMPARE(workersNotAnswering({one}, 3, 2s),
            QStringLiteral("1 of 3 workers did not answer within 2 s: w%1@<b>host</b>"));
        QCOMPARE(workersNotAnswering({one}, 1, 2s),
            QStringLiteral("1 of 1 worker did not answer within 2 s: w%1@<b>host</b>"));
        QVERIFY(workersUnheard(1, {one}).startsWith(QLatin1String("1 more listens for remote control, silent: no "
                                                                  "heartbeat, no answer (w%1@<b>host</b>); a frozen")));
        QVERIFY(workersUnheard(2, {}).startsWith(QLatin1String("2 more listen for remote control, silent: no "
                                                               "heartbeat, no answer (who it is cannot be told); ")));
        QVERIFY(workersUnheard(1, {one, QStringLiteral("b")}).contains(QLatin1String("(of w%1@<b>host</b>, b)")));
    }

    /// A name that looks like a place for another word stays a name.
    void namesArePutInAsTheyAre()
    {
        QCOMPARE(
            linkTrouble(QStringLiteral("%2 %1"), LinkTrouble::NoAnswer, {}), QStringLiteral("%2 %1 does not answer"));
        QCOMPARE(verdictSentence({QStringLiteral("%2"), QStringLiteral("%1")}), QStringLiteral("%2, and %1."));
        QCOMPARE(verdictSentence({QStringLiteral("%3"), QStringLiteral("%1"), QStringLiteral("%2")}),
            QStringLiteral("%3, %1, and %2."));
    }

    void aClockAheadOrBehind()
    {
        const FindingWords ahead = clockIsOff(QStringLiteral("Auth"), 600s);
        QVERIFY2(ahead.sentence.startsWith(QLatin1String("the clock of Auth is ")), qPrintable(ahead.sentence));
        QVERIFY(ahead.sentence.endsWith(QLatin1String("ahead of this computer's")));
        QVERIFY(clockIsOff(QStringLiteral("Auth"), -600s).sentence.endsWith(QLatin1String("behind this computer's")));
        QCOMPARE(ahead.next, QStringLiteral("Look at Auth"));
    }

    void theVerdictCountsAndNames()
    {
        QCOMPARE(verdictLead(1, 3, true), QStringLiteral("1 thing needs you:"));
        QCOMPARE(verdictLead(2, 0, true), QStringLiteral("2 things need you:"));
        QCOMPARE(verdictLead(0, 2, false), QStringLiteral("2 things to watch:"));
        QCOMPARE(verdictLead(0, 0, true), QStringLiteral("All is well."));
        QVERIFY(verdictLead(0, 0, false).contains(QLatin1String("not everything is seen")));
        QCOMPARE(verdictSentence({}), QString());
        QCOMPARE(verdictSentence({QStringLiteral("a")}), QStringLiteral("a."));
        const QStringList six {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("d"),
            QStringLiteral("e"), QStringLiteral("f")};
        QCOMPARE(verdictSentence(six.first(5)), QStringLiteral("a, b, c, d, and e."));
        QCOMPARE(verdictSentence(six), QStringLiteral("a, b, c, d, and 2 more."));
        QCOMPARE(notSeenText({QStringLiteral("task events"), QStringLiteral("Postgres")}),
            QStringLiteral("Not seen: task events, Postgres."));
        QCOMPARE(fineText({areaWithSummary(linksTitle(), linksSummary(6, 7))}, true),
            QStringLiteral("The rest is fine: Links (6 of 7 live)."));
        QCOMPARE(fineText({areaWithSummary(QStringLiteral("Queues"), {})}, false), QStringLiteral("Fine: Queues."));
    }
};

PH_TEST(TestOverviewTexts)
#include "tst_overviewtexts.moc"
