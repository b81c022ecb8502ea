// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/idlelock.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::auth;
using namespace std::chrono_literals;

class TestIdleLock : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void locksAfterIdleTime()
    {
        ManualClock clock;
        IdleLock lock(clock);
        lock.onSignedIn();
        clock.advance(9min + 59s);
        QVERIFY(!lock.isLocked());
        lock.onInput();
        clock.advance(9min + 59s);
        QVERIFY(!lock.isLocked());
        clock.advance(1s);
        QVERIFY(lock.isLocked());
        QCOMPARE(int(lock.cause()), int(IdleLock::Cause::Idle));
        QVERIFY(!lock.mayAct());
        QVERIFY(!lock.nextCheck());
    }

    void inputDoesNotUnlock()
    {
        ManualClock clock;
        IdleLock lock(clock);
        lock.onSignedIn();
        clock.advance(11min);
        lock.onInput(); // nobody had looked at the clock before the mouse moved
        QVERIFY(lock.isLocked());
        lock.onUnlockedByDesktop();
        QVERIFY(!lock.isLocked());
        QVERIFY(lock.mayAct());
    }

    void limitsAreKeptWithinBounds()
    {
        ManualClock clock;
        IdleLock lock(clock);
        lock.setIdleLimit(24h);
        QVERIFY(lock.idleLimit() == 60min);
        lock.setIdleLimit(0s);
        QVERIFY(lock.idleLimit() == 1min);
    }

    void screenLockAndSuspendLockAtOnce()
    {
        ManualClock clock;
        for (int i = 0; i < 4; ++i) {
            IdleLock lock(clock);
            lock.onSignedIn();
            if (i == 0)
                lock.onScreenLocked();
            else if (i == 1)
                lock.onSuspend();
            else if (i == 2)
                lock.onResume();
            else
                lock.lockNow();
            QVERIFY(lock.isLocked());
        }
    }

    void sleepCountsAsIdle()
    {
        ManualClock clock;
        IdleLock lock(clock);
        lock.onSignedIn();
        clock.jumpWall(20min); // slept; the monotonic clock stood still
        QVERIFY(lock.isLocked());
    }

    void settingTheClockBackDoesNotLengthenIt()
    {
        ManualClock clock;
        IdleLock lock(clock);
        lock.onSignedIn();
        clock.jumpWall(-24h);
        clock.advance(10min);
        QVERIFY(lock.isLocked());
    }

    void actingNeedsANewSignInAfter12Hours()
    {
        ManualClock clock;
        IdleLock lock(clock);
        QVERIFY(!lock.mayAct()); // nobody signed in
        lock.onSignedIn();
        for (int i = 0; i < 12 * 60 - 1; ++i) {
            clock.advance(1min);
            lock.onInput();
        }
        QVERIFY(lock.mayAct());
        clock.advance(1min);
        lock.onInput();
        QVERIFY(!lock.isLocked()); // watching goes on
        QVERIFY(!lock.mayAct());
        lock.onUnlockedByDesktop(); // the desktop's password is no sign-in
        QVERIFY(!lock.mayAct());
        lock.onSignedIn();
        QVERIFY(lock.mayAct());
    }
};

PH_TEST(TestIdleLock)
#include "tst_idlelock.moc"
