// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/refreshpolicy.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::auth;
using namespace std::chrono_literals;
using Phase = RefreshPolicy::Phase;

class TestRefreshPolicy : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void margin()
    {
        QCOMPARE(refreshMargin(3600s).count(), 360'000);
        QCOMPARE(refreshMargin(300s).count(), 60'000);
        QCOMPARE(refreshMargin(100s).count(), 50'000);
        QCOMPARE(refreshMargin(6s).count(), 3000);
    }

    void refreshesBeforeTheEnd()
    {
        ManualClock clock;
        RefreshPolicy policy(clock);
        QCOMPARE(int(policy.phase()), int(Phase::SignedOut));
        policy.onTokens(3600s);
        QCOMPARE(int(policy.phase()), int(Phase::Fresh));
        clock.advance(3239s);
        QCOMPARE(int(policy.phase()), int(Phase::Fresh));
        clock.advance(1s);
        QCOMPARE(int(policy.phase()), int(Phase::Due));
        QVERIFY(policy.isTokenUsable());
        policy.onStarted();
        QCOMPARE(int(policy.phase()), int(Phase::InFlight));
        QVERIFY(!policy.nextTry());
        policy.onTokens(3600s);
        QCOMPARE(int(policy.phase()), int(Phase::Fresh));
    }

    void startWithARefreshTokenAloneIsNormal()
    {
        ManualClock clock;
        RefreshPolicy policy(clock);
        policy.onRestored();
        QCOMPARE(int(policy.phase()), int(Phase::Due));
        QVERIFY(!policy.isTokenUsable());
    }

    void aWrongWallClockChangesNothing()
    {
        ManualClock clock;
        RefreshPolicy policy(clock);
        policy.onTokens(3600s);
        clock.jumpWall(-24h);
        QCOMPARE(int(policy.phase()), int(Phase::Fresh));
        QVERIFY(policy.isTokenUsable());
    }

    void sleepIsSeenWithoutAnySignal()
    {
        ManualClock clock;
        RefreshPolicy policy(clock);
        policy.onTokens(3600s);
        clock.jumpWall(9s);
        QCOMPARE(int(policy.phase()), int(Phase::Fresh));
        clock.jumpWall(8h); // the machine slept: only the wall clock went on
        QVERIFY(policy.hasSlept());
        QCOMPARE(int(policy.phase()), int(Phase::Due));
        QVERIFY(!policy.isTokenUsable()); // nothing is sent with it before the refresh
    }

    void wakeMakesDue()
    {
        ManualClock clock;
        RefreshPolicy policy(clock);
        policy.onTokens(3600s);
        policy.onWake();
        QCOMPARE(int(policy.phase()), int(Phase::Due));
    }

    void failuresBackOffFrom2To60Seconds()
    {
        ManualClock clock;
        RefreshPolicy policy(clock);
        policy.onRestored();
        Milliseconds last {0};
        for (int i = 0; i < 12; ++i) {
            policy.onStarted();
            policy.onFailed(i % 2 ? Reaction::BackOff : Reaction::RetrySameToken);
            QCOMPARE(int(policy.phase()), int(Phase::Waiting));
            last = *policy.nextTry() - clock.monotonic();
            QVERIFY(last >= 1s && last <= 60s);
            clock.advance(last);
            QCOMPARE(int(policy.phase()), int(Phase::Due));
        }
        QVERIFY(last >= 30s);
        policy.onStarted();
        policy.onFailed(Reaction::RetrySameToken);
        policy.onNetworkReturn();
        QCOMPARE(int(policy.phase()), int(Phase::Due));
        policy.onStarted();
        policy.onFailed(Reaction::RetrySameToken);
        QVERIFY(*policy.nextTry() - clock.monotonic() <= 2s); // back-off began anew
        policy.retryNow();
        QCOMPARE(int(policy.phase()), int(Phase::Due));
    }

    void anInterruptedRefreshIsRepeatedAtOnce()
    {
        ManualClock clock;
        RefreshPolicy policy(clock);
        policy.onRestored();
        policy.onStarted();
        policy.onInterrupted();
        QCOMPARE(int(policy.phase()), int(Phase::Due));
    }

    void onlyTheSessionIsGoneCodesEndIt()
    {
        ManualClock clock;
        RefreshPolicy policy(clock);
        for (const Reaction reaction : {Reaction::ShowAndWait, Reaction::RefreshThenRetry, Reaction::RetrySameToken,
                 Reaction::BackOff, Reaction::KeepAndShow, Reaction::Defect, Reaction::StepUp}) {
            policy.onTokens(3600s);
            policy.onStarted();
            policy.onFailed(reaction);
            QCOMPARE(int(policy.phase()), int(Phase::Waiting));
        }
        policy.onFailed(Reaction::EndSession);
        QCOMPARE(int(policy.phase()), int(Phase::Gone));
        QVERIFY(!policy.isTokenUsable());
        QVERIFY(!policy.nextTry());
        policy.onWake();
        policy.retryNow();
        QCOMPARE(int(policy.phase()), int(Phase::Gone));
    }

    void aRefusedTokenIsNotRefreshedInALoop()
    {
        ManualClock clock;
        RefreshPolicy policy(clock);
        policy.onTokens(3600s);
        clock.advance(4999ms);
        QVERIFY(!policy.onTokenRefused());
        QCOMPARE(int(policy.phase()), int(Phase::Fresh));
        clock.advance(1ms);
        QVERIFY(policy.onTokenRefused());
        QCOMPARE(int(policy.phase()), int(Phase::Due));
    }

    void lifetimesOfSecondsDoNotStorm()
    {
        ManualClock clock;
        RefreshPolicy policy(clock);
        policy.onTokens(6s);
        clock.advance(4999ms);
        QCOMPARE(int(policy.phase()), int(Phase::Fresh));
        clock.advance(1ms);
        QCOMPARE(int(policy.phase()), int(Phase::Due));
        policy.onTokens(0s);
        QCOMPARE(int(policy.phase()), int(Phase::Due));
        policy.onTokens(Milliseconds::max()); // nonsense from a server
        clock.advance(24h * 31);
        QCOMPARE(int(policy.phase()), int(Phase::Due));
    }

    void theTimeOfTheLastGoodRefreshIsKept()
    {
        ManualClock clock;
        RefreshPolicy policy(clock);
        QVERIFY(!policy.lastGood());
        policy.onTokens(60s);
        const WallTime good = clock.wall();
        clock.advance(1h);
        policy.onStarted();
        policy.onFailed(Reaction::EndSession);
        QVERIFY(policy.lastGood() == good);
    }
};

PH_TEST(TestRefreshPolicy)
#include "tst_refreshpolicy.moc"
