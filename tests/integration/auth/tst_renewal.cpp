// SPDX-License-Identifier: GPL-3.0-or-later
// A session lives on: renewal, sleep, outages, keyrings that are locked or full.
#include "tests/integration/auth/sessionscene.h"

using namespace ph;
using namespace ph::auth;
using namespace ph::test;
using namespace std::chrono_literals;
using ph::platform::MemoryKeychain;

class TestRenewal : public SessionScene {
    Q_OBJECT
private Q_SLOTS:
    void renewsBeforeTheEndAndRotates()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        const auto first = await(who.service->accessToken({}));
        const QString before = stored();
        pass(3250s);
        who.service->tick();
        QTRY_VERIFY(stored() != before);
        QTRY_VERIFY(!await(who.service->accessToken({}))->token->equals(first->token->reveal()));
        QVERIFY(await(who.service->accessToken({}))->validFor > 3500s);
    }

    void manyWhoNeedATokenShareOneRenewal()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        const int writes = m_keychain->writes();
        pass(2h);
        int answered = 0;
        TaskScope scope;
        for (int i = 0; i < 20; ++i)
            scope.spawn(who.service->accessToken(scope.token()),
                [&](const Result<AccessGrant> &grant) { answered += grant.has_value(); });
        QTRY_COMPARE(answered, 20);
        QCOMPARE(m_keychain->writes(), writes + 1);
    }

    void whoGivesUpDoesNotCutTheRenewal()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        pass(2h);
        std::optional<Result<AccessGrant>> answer;
        {
            TaskScope scope;
            scope.spawn(who.service->accessToken(scope.token()),
                [&](Result<AccessGrant> grant) { answer.emplace(std::move(grant)); });
            scope.close();
        }
        QVERIFY(await(who.service->accessToken({})).has_value());
        QCOMPARE(int(who.phase()), int(SessionPhase::SignedIn));
    }

    /// Forty runs of a companion in a row, as in a script: the server's patience (30 tries) is not touched.
    void runsOfACompanionSpendNoRenewal()
    {
        const auto oneShot = [](SessionConfig &config) { config.reusesToken = true; };
        QVERIFY(user().signIn(m_server, QStringLiteral("oncall")).has_value());
        const QString before = stored();
        pass(60s);
        for (int i = 0; i < 40; ++i) {
            SessionUser run = user(oneShot);
            QVERIFY(await(run.service->restore({})).has_value());
            QVERIFY(await(run.service->settled({})).has_value());
            QCOMPARE(int(run.phase()), int(SessionPhase::SignedIn));
            QVERIFY(hasRight(*run.service->identity(), "platform.queues"));
            QVERIFY(m_clock.wall() - *run.state()->lastGood >= 60s); // nothing was renewed, and it does not say so
        }
        QCOMPARE(stored(), before);
        {
            // A service refuses the token: now it is renewed, though this run began a moment ago.
            SessionUser run = user(oneShot);
            QVERIFY(await(run.service->restore({})).has_value());
            const auto used = await(run.service->accessToken({}));
            const auto renewed = await(run.service->renewedToken(used->token, {}));
            QVERIFY(renewed && !renewed->token->equals(used->token->reveal()));
        }
        pass(2h); // expired: renewed
        const QString old = stored();
        SessionUser later = user(oneShot);
        QVERIFY(await(later.service->restore({})).has_value());
        QVERIFY(await(later.service->accessToken({})).has_value());
        QVERIFY(stored() != old);
    }

    /// 429 is neither the end of the session nor nobody: it is said whose session waits, why, and for how long.
    void tooManyTriesAreSaidAsSuch()
    {
        QVERIFY(user().signIn(m_server, QStringLiteral("oncall")).has_value());
        pass(2h);
        m_server.reconfigure({{QStringLiteral("rate_limit"),
            QJsonObject {{QStringLiteral("enabled"), true}, {QStringLiteral("burst"), 1},
                {QStringLiteral("per_five_minutes"), 1}}}});
        (void)user().signIn(m_server, QStringLiteral("nobody"));
        {
            SessionUser run = user([](SessionConfig &config) { config.reusesToken = true; });
            QVERIFY(await(run.service->restore({})).has_value());
            QVERIFY(await(run.service->settled({})).has_value());
            QCOMPARE(int(run.phase()), int(SessionPhase::Offline));
            const auto why = run.state()->whyNobody();
            QVERIFY(why);
            QCOMPARE(why->kind, ErrorKind::RateLimited);
            QVERIFY2(why->what.contains(QStringLiteral("signed in as oncall@pilothouse.test"))
                    && why->what.contains(QStringLiteral("too many tries")),
                qPrintable(why->what));
            QVERIFY(why->retryAfter && *why->retryAfter > 0ms && *why->retryAfter <= 60s);
            QVERIFY(!stored().isEmpty());
        }
        m_server.reconfigure({{QStringLiteral("rate_limit"), QJsonObject {{QStringLiteral("enabled"), false}}}});
        // Another process does not even ask while the first one was told to wait, and asks afterwards.
        {
            SessionUser other = user([](SessionConfig &config) { config.reusesToken = true; });
            QVERIFY(await(other.service->restore({})).has_value());
            QVERIFY(await(other.service->settled({})).has_value());
            const auto why = other.state()->whyNobody();
            QVERIFY(why && why->kind == ErrorKind::RateLimited && why->retryAfter && *why->retryAfter <= 60s);
        }
        pass(1min);
        SessionUser later = user([](SessionConfig &config) { config.reusesToken = true; });
        QVERIFY(await(later.service->restore({})).has_value());
        QVERIFY(await(later.service->settled({})).has_value());
        QCOMPARE(int(later.phase()), int(SessionPhase::SignedIn));
    }

    /// What changed at the server since is not overlooked for the rest of the hour.
    void aKeptTokenIsNotUsedAfterADemotionOrTheEnd()
    {
        const auto oneShot = [](SessionConfig &config) { config.reusesToken = true; };
        QVERIFY(user().signIn(m_server, QStringLiteral("oncall")).has_value());
        m_server.sql(QStringLiteral("update auth.users set raw_app_meta_data = raw_app_meta_data || "
                                    "'{\"role\":\"user\"}' where email = 'oncall@pilothouse.test'"));
        {
            SessionUser demoted = user(oneShot);
            QVERIFY(await(demoted.service->restore({})).has_value());
            QVERIFY(await(demoted.service->settled({})).has_value());
            QVERIFY(demoted.service->identity() && !hasRight(*demoted.service->identity(), "platform.queues"));
        }
        m_server.sql(QStringLiteral("update auth.users set raw_app_meta_data = raw_app_meta_data || "
                                    "'{\"role\":\"admin\"}' where email = 'oncall@pilothouse.test'"));
        m_server.sql(QStringLiteral("delete from auth.sessions"));
        SessionUser ended = user(oneShot);
        QVERIFY(await(ended.service->restore({})).has_value());
        QVERIFY(await(ended.service->settled({})).has_value());
        QCOMPARE(int(ended.phase()), int(SessionPhase::Ended));
        QVERIFY(!ended.service->identity());
    }

    void aSignInOverAnotherEndsThatOneAtTheServer_data()
    {
        QTest::addColumn<int>("hours");
        QTest::newRow("its token is good") << 0;
        QTest::newRow("its token has expired") << 2;
    }
    void aSignInOverAnotherEndsThatOneAtTheServer()
    {
        QFETCH(int, hours);
        QVERIFY(user().signIn(m_server, QStringLiteral("oncall")).has_value());
        pass(std::chrono::hours {hours});
        SessionUser again = user();
        QVERIFY(again.signIn(m_server, QStringLiteral("oncall")).has_value());
        QCOMPARE(sessionsOf(QStringLiteral("oncall")), 1);
        QVERIFY(await(again.service->reloadUser({})).has_value()); // and it is the new one that lives
    }

    void expiredAtStartIsNormal()
    {
        {
            SessionUser who = user();
            QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        }
        pass(72h);
        SessionUser again = user();
        QVERIFY(await(again.service->restore({})).has_value());
        QCOMPARE(int(again.phase()), int(SessionPhase::Restoring));
        QCOMPARE(again.state()->email, QStringLiteral("oncall@pilothouse.test"));
        QTRY_COMPARE(int(again.phase()), int(SessionPhase::SignedIn));
        // Acting needs a new sign-in after 12 h: the time of the sign-in survived.
        QVERIFY(m_clock.monotonic() - again.service->identity()->signedInAt >= 72h);
    }

    void serverAwayIsOfflineNotSignedOut()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        m_server.stopServer();
        pass(2h);
        const auto refused = await(who.service->accessToken({}));
        QVERIFY(!refused);
        QCOMPARE(int(who.phase()), int(SessionPhase::Offline));
        QVERIFY(who.state()->problem.has_value());
        QVERIFY(who.state()->nextTry.has_value());
        QVERIFY(who.service->identity() != nullptr); // who was signed in stays known
        QVERIFY(who.service->identity()->validUntil < m_clock.monotonic());
        QVERIFY(!stored().isEmpty());
        m_server.startServer();
        who.service->retryNow();
        QTRY_COMPARE(int(who.phase()), int(SessionPhase::SignedIn));
        QVERIFY(!who.state()->problem);
    }

    void offlineStartKnowsWhoWasSignedIn()
    {
        {
            SessionUser who = user();
            QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        }
        m_server.stopServer();
        {
            SessionUser again = user();
            QVERIFY(await(again.service->restore({})).has_value());
            QTRY_COMPARE(int(again.phase()), int(SessionPhase::Offline));
            QCOMPARE(again.state()->email, QStringLiteral("oncall@pilothouse.test"));
            QVERIFY(again.state()->lastGood.has_value());
            QCOMPARE(again.service->identity(), nullptr);
        }
        m_server.startServer();
    }

    void aGoneSessionEndsWithItsReason_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("code");
        QTest::newRow("signed out elsewhere") << "delete from auth.sessions" << "refresh_token_not_found";
        QTest::newRow("banned")
            << "update auth.users set banned_until = now() + interval '1 day' where email = 'oncall@pilothouse.test'"
            << "user_banned";
    }
    void aGoneSessionEndsWithItsReason()
    {
        QFETCH(QString, sql);
        QFETCH(QString, code);
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        m_server.sql(sql);
        pass(2h);
        QVERIFY(!await(who.service->accessToken({})));
        QCOMPARE(int(who.phase()), int(SessionPhase::Ended));
        QCOMPARE(who.state()->problem->code, code);
        QVERIFY(who.state()->lastGood.has_value());
        QCOMPARE(who.service->identity(), nullptr);
        QVERIFY(stored().isEmpty());
        QCOMPARE(await(who.service->accessToken({})).error().code, QStringLiteral("signed-out"));
    }

    void aRefusingHookKeepsTheSession()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        m_server.sql(QStringLiteral(
            "create or replace function public.custom_access_token(event jsonb) returns jsonb language sql stable as "
            "$$select jsonb_build_object('error', jsonb_build_object('http_code', 403, 'message', 'Tenant is "
            "suspended'))$$"));
        pass(2h);
        QVERIFY(!await(who.service->accessToken({})));
        QCOMPARE(int(who.phase()), int(SessionPhase::Offline));
        QCOMPARE(who.state()->problem->what, QStringLiteral("Tenant is suspended"));
        QVERIFY(!stored().isEmpty());
        m_server.sql(QStringLiteral(
            "create or replace function public.custom_access_token(event jsonb) returns jsonb language sql stable as "
            "$$select jsonb_set(event, '{claims}', (event->'claims') || jsonb_build_object('user_role', coalesce(event "
            "#>> '{claims,app_metadata,role}', 'user'), 'tenants', coalesce(event #> '{claims,app_metadata,tenants}', "
            "'[]'::jsonb)))$$"));
        who.service->retryNow();
        QTRY_COMPARE(int(who.phase()), int(SessionPhase::SignedIn));
    }

    void aRoleChangeReachesTheNextToken()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        QVERIFY(hasRight(*who.service->identity(), "platform.queues"));
        m_server.sql(QStringLiteral("update auth.users set raw_app_meta_data = raw_app_meta_data || "
                                    "'{\"role\":\"user\"}' where email = 'oncall@pilothouse.test'"));
        pass(2h);
        QVERIFY(await(who.service->accessToken({})).has_value());
        QVERIFY(!hasRight(*who.service->identity(), "platform.queues"));
        m_server.sql(QStringLiteral("update auth.users set raw_app_meta_data = raw_app_meta_data || "
                                    "'{\"role\":\"admin\"}' where email = 'oncall@pilothouse.test'"));
    }

    void afterSleepNothingIsSentBeforeTheRenewal()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        const auto before = await(who.service->accessToken({}));
        m_clock.jumpWall(20s); // asleep for a while; no signal came
        const auto after = await(who.service->accessToken({}));
        QVERIFY(after.has_value());
        QVERIFY(!after->token->equals(before->token->reveal()));
        who.service->onWake();
        const auto woken = await(who.service->accessToken({}));
        QVERIFY(!woken->token->equals(after->token->reveal()));
    }

    void afterSleepAGoodTokenServesWhileTheServerIsAway()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        m_server.stopServer();
        m_clock.jumpWall(60s);
        who.service->onWake();
        QVERIFY(await(who.service->accessToken({})).has_value());
        QCOMPARE(int(who.phase()), int(SessionPhase::SignedIn));
        QVERIFY(who.state()->problem.has_value()); // and it is said
        m_server.startServer();
    }

    void aWrongClockHereDoesNoHarm_data()
    {
        QTest::addColumn<qint64>("hours");
        QTest::newRow("ten days ahead") << qint64(240);
        QTest::newRow("ten days behind") << qint64(-240);
    }
    void aWrongClockHereDoesNoHarm()
    {
        QFETCH(qint64, hours);
        m_clock.jumpWall(std::chrono::hours {hours});
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        QVERIFY(who.state()->clock->isSkewed());
        QVERIFY(await(who.service->accessToken({}))->validFor > 3500s);
        const int writes = m_keychain->writes();
        pass(30s);
        who.service->tick();
        QVERIFY(await(who.service->accessToken({})).has_value());
        QCOMPARE(m_keychain->writes(), writes); // no loop of renewals
    }

    void keyringThatCannotBeWrittenKeepsTheSessionAndIsTriedAgain()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        m_keychain->setWriteError(Error {
            ErrorKind::Unavailable, QStringLiteral("disk full"), {}, {}, QStringLiteral("keychain-failed"), {}, {}});
        pass(2h);
        QVERIFY(await(who.service->accessToken({})).has_value());
        QVERIFY(who.state()->isUnsaved);
        pass(2h);
        QVERIFY(await(who.service->accessToken({})).has_value()); // goes on with the token in memory
        SessionUser other = user();
        QVERIFY(await(other.service->restore({})).has_value());
        pass(10min);
        // The other one waits for the lock (renewal and lock are two tasks): using the stale token now would end the
        // session.
        QTRY_VERIFY(liveTasks() >= 2);
        QCOMPARE(int(other.phase()), int(SessionPhase::Restoring));
        m_keychain->setWriteError({});
        pass(2min);
        who.service->tick();
        QTRY_VERIFY(!who.state()->isUnsaved);
        QTRY_COMPARE(int(other.phase()), int(SessionPhase::SignedIn));
        pass(2h);
        QVERIFY(await(who.service->accessToken({})).has_value());
        QVERIFY(await(other.service->accessToken({})).has_value());
    }

    void lockedKeyringIsNotSignedOut()
    {
        {
            SessionUser who = user();
            QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        }
        m_keychain->setLocked(true);
        SessionUser again = user();
        QCOMPARE(codeOf(await(again.service->restore({}))), QStringLiteral("keychain-locked"));
        QCOMPARE(int(again.phase()), int(SessionPhase::KeyringLocked));
        QVERIFY(await(again.service->unlockKeyring({})).has_value());
        QTRY_COMPARE(int(again.phase()), int(SessionPhase::SignedIn));
    }

    void aStoredSessionGoesToItsOwnServerOnly()
    {
        {
            SessionUser who = user();
            QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        }
        SessionUser elsewhere = user(
            [](SessionConfig &config) { config.base.url = QUrl(QStringLiteral("https://localhost:1/auth/v1")); });
        QVERIFY(await(elsewhere.service->restore({})).has_value());
        QCOMPARE(int(elsewhere.phase()), int(SessionPhase::SignedOut));
        QCOMPARE(elsewhere.state()->problem->code, QStringLiteral("other-server"));
    }

    void signedOutByAnotherProcess()
    {
        SessionUser window = user();
        QVERIFY(window.signIn(m_server, QStringLiteral("oncall")).has_value());
        SessionUser companion = user();
        QVERIFY(await(companion.service->restore({})).has_value());
        QVERIFY(await(companion.service->signOut(LogoutScope::Local, {})).has_value());
        pass(2h);
        QVERIFY(!await(window.service->accessToken({})));
        QCOMPARE(window.state()->problem->code, QStringLiteral("signed-out-elsewhere"));
    }

    void replacedByAnotherPerson()
    {
        SessionUser window = user();
        QVERIFY(window.signIn(m_server, QStringLiteral("oncall")).has_value());
        SessionUser companion = user();
        QVERIFY(companion.signIn(m_server, QStringLiteral("user")).has_value());
        pass(2h);
        QVERIFY(!await(window.service->accessToken({})));
        QCOMPARE(window.state()->problem->code, QStringLiteral("session-replaced"));
        QVERIFY(stored().contains(QStringLiteral("user@pilothouse.test")));
    }

    void closingWhileARenewalIsUnderWay()
    {
        {
            SessionUser who = user();
            QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
            pass(2h);
            who.service->tick();
        }
        QCOMPARE(liveTasks(), 0);
        SessionUser again = user();
        QVERIFY(await(again.service->restore({})).has_value());
        QTRY_COMPARE(int(again.phase()), int(SessionPhase::SignedIn)); // the same token, sent again
    }

    void aRefusedTokenIsRenewedOnce()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        const auto first = await(who.service->accessToken({}));
        pass(6s);
        const auto second = await(who.service->renewedToken(first->token, {}));
        QVERIFY(!second->token->equals(first->token->reveal()));
        const auto third = await(who.service->renewedToken(first->token, {})); // somebody else asks about the old one
        QVERIFY(third->token->equals(second->token->reveal()));
    }
};

PH_TEST(TestRenewal)
#include "tst_renewal.moc"
