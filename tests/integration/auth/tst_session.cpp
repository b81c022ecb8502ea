// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/auth/sessionfixture.h"

#include <QJsonArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSslConfiguration>
#include <QUrlQuery>

using namespace ph;
using namespace ph::auth;
using namespace std::chrono_literals;
using ph::platform::MemoryKeychain;
using ph::test::AuthStandin;
using ph::test::await;
using ph::test::SessionUser;
using ph::test::totpCode;

namespace {

QString codeOf(const Result<void> &result) { return result ? QStringLiteral("ok") : result.error().code; }

bool hasRight(const operations::Identity &identity, const char *right, const QString &tenant = {})
{
    return identity.find(QLatin1String(right), tenant) != nullptr;
}

} // namespace

class TestSession : public QObject {
    Q_OBJECT
private:
    AuthStandin m_server;
    QTemporaryDir m_folder {QStringLiteral("/tmp/phs-XXXXXX")};
    ManualClock m_clock;
    std::unique_ptr<MemoryKeychain> m_keychain;
    int m_round = 0;

    QString lockFile() const { return m_folder.path() + QStringLiteral("/locks-%1/session.lock").arg(m_round); }
    SessionUser user(const std::function<void(SessionConfig &)> &change = {})
    {
        return SessionUser(m_server, *m_keychain, lockFile(), m_clock, change);
    }
    QString stored()
    {
        const auto read = await(m_keychain->read(QStringLiteral("profile-1/session"), {}));
        return read && *read ? QString::fromUtf8((*read)->reveal()) : QString();
    }
    /// Both clocks go on, as in a running program.
    void pass(Milliseconds time) { m_clock.advance(time); }
    int sessionsOf(const QString &name)
    {
        return m_server
            .sql(QStringLiteral("select count(*) from auth.sessions s join auth.users u on u.id = s.user_id where "
                                "u.email = '%1@pilothouse.test'")
                    .arg(name))
            .toInt();
    }
    QByteArray codeNow(const QByteArray &secret) const
    {
        return totpCode(
            secret, std::chrono::duration_cast<std::chrono::seconds>(SystemClock().wall().time_since_epoch()).count());
    }

    /// Plays the person's browser at the stand-in's identity provider.
    QUrl browse(const QUrl &start, const QString &email)
    {
        QNetworkAccessManager network;
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setCaCertificates(QSslCertificate::fromData(m_server.caPem()));
        const auto fetch = [&](const QUrl &url, const QByteArray &form) {
            QNetworkRequest request(url);
            request.setSslConfiguration(tls);
            request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
            request.setHeader(
                QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/x-www-form-urlencoded"));
            QNetworkReply *reply = form.isEmpty() ? network.get(request) : network.post(request, form);
            (void)QTest::qWaitFor([&] { return reply->isFinished(); }, 5000);
            const QUrl next = url.resolved(reply->header(QNetworkRequest::LocationHeader).toUrl());
            m_page = reply->readAll();
            reply->deleteLater();
            return next;
        };
        const QUrl provider = fetch(start, {});
        fetch(provider, {});
        const QString state = QRegularExpression(QStringLiteral("name=\"state\" value=\"([^\"]+)\""))
                                  .match(QString::fromUtf8(m_page))
                                  .captured(1);
        QUrlQuery form {{QStringLiteral("state"), QString::fromLatin1(QUrl::toPercentEncoding(state))}};
        if (email.isEmpty())
            form.addQueryItem(QStringLiteral("cancel"), QStringLiteral("1"));
        else
            form.addQueryItem(QStringLiteral("account"), QString::fromLatin1(QUrl::toPercentEncoding(email)));
        const QUrl callback = fetch(provider, form.toString(QUrl::FullyEncoded).toLatin1());
        const QUrl loopback = fetch(callback, {});
        fetch(loopback, {});
        return loopback;
    }
    QByteArray m_page;

private Q_SLOTS:
    void initTestCase()
    {
        const QString problem = m_server.start();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
    void init()
    {
        ++m_round;
        m_clock = ManualClock(SystemClock().wall());
        m_keychain = std::make_unique<MemoryKeychain>();
    }
    void cleanup()
    {
        m_server.sql(QStringLiteral("delete from auth.sessions; delete from auth.mfa_factors; update auth.users set "
                                    "banned_until = null where email <> 'banned@pilothouse.test'"));
        QCOMPARE(liveTasks(), 0);
    }

    // ---- Signing in

    void passwordSignInGivesAProvenIdentity()
    {
        SessionUser admin = user();
        QCOMPARE(admin.service->identity(), nullptr);
        QVERIFY(admin.signIn(m_server, QStringLiteral("admin")).has_value());
        const auto identity = admin.service->identity();
        QVERIFY(identity != nullptr);
        QCOMPARE(identity->email, QStringLiteral("admin@pilothouse.test"));
        QCOMPARE(identity->role, QStringLiteral("admin"));
        QCOMPARE(identity->assurance, 1);
        QVERIFY(identity->isVerified);
        QVERIFY(hasRight(*identity, "platform.queues"));
        QVERIFY(hasRight(*identity, "tenant.delete", QStringLiteral("acme")));
        QVERIFY(!hasRight(*identity, "tenant.delete", QStringLiteral("globex")));
        QCOMPARE(identity->find(QStringLiteral("platform.queues"))->because, QStringLiteral("role admin"));
        QCOMPARE(int(admin.phase()), int(SessionPhase::SignedIn));
        QVERIFY(admin.state()->isVerifiedBySignature);
        QVERIFY(admin.state()->isMemoryOnly);
    }

    void onlyTheRefreshTokenIsStored()
    {
        SessionUser admin = user();
        QVERIFY(admin.signIn(m_server, QStringLiteral("admin")).has_value());
        const auto grant = await(admin.service->accessToken({}));
        const QString entry = stored();
        QVERIFY(entry.contains(QStringLiteral("\"refresh_token\"")));
        QVERIFY(entry.contains(QStringLiteral("admin@pilothouse.test")));
        QVERIFY(!entry.contains(QString::fromLatin1(grant->token->reveal())));
        QVERIFY(!entry.contains(QString::fromLatin1(m_server.password(QStringLiteral("admin")))));
    }

    void refusalsOfTheServerAreTold_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<QString>("code");
        QTest::newRow("wrong password") << "admin" << QByteArray("Wrong-Passw0rd-1") << "invalid_credentials";
        QTest::newRow("nobody") << "nobody" << QByteArray("x") << "invalid_credentials";
        QTest::newRow("hostile text") << "\"}, {\"x\":\"'; drop table auth.users; --\\"
                                      << QByteArray("\"\\\x01\xf0\x9f\x98\x80") << "invalid_credentials";
        QTest::newRow("banned") << "banned" << m_server.password(QStringLiteral("banned")) << "user_banned";
        QTest::newRow("not confirmed") << "unconfirmed" << m_server.password(QStringLiteral("unconfirmed"))
                                       << "email_not_confirmed";
        QTest::newRow("agent") << "agent" << m_server.password(QStringLiteral("agent")) << "agent";
    }
    void refusalsOfTheServerAreTold()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, password);
        SessionUser who = user();
        QTEST(codeOf(await(who.service->signIn(name + QStringLiteral("@pilothouse.test"), Secret(password), {}))),
            "code");
        QCOMPARE(who.service->identity(), nullptr);
        QVERIFY(stored().isEmpty());
        QCOMPARE(sessionsOf(name == u"agent" ? name : QString()), 0); // what was not taken was ended
    }

    void userMetadataMakesNobodyAdmin()
    {
        m_server.sql(
            QStringLiteral("update auth.users set raw_user_meta_data = "
                           "'{\"role\":\"admin\",\"platform_role\":\"admin\"}' where email = 'user@pilothouse.test'"));
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("user")).has_value());
        QCOMPARE(who.service->identity()->role, QStringLiteral("user"));
        QVERIFY(who.service->identity()->rights.empty());
    }

    void aServiceKeyIsRefusedAsPublishableKeyAndAsToken()
    {
        SessionUser who = user([](SessionConfig &config) { config.publishableKey = QStringLiteral("sb_secret_x"); });
        QCOMPARE(codeOf(who.signIn(m_server, QStringLiteral("admin"))), QStringLiteral("service-key"));
        SessionUser other = user();
        QCOMPARE(codeOf(await(other.service->useAccessToken(Secret("a.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.b"), {}))),
            QStringLiteral("service-key"));
    }

    void noPasswordGoesToAnotherIssuerOrService()
    {
        SessionUser wrongIssuer
            = user([](SessionConfig &config) { config.rules.issuer = QStringLiteral("https://other.test"); });
        const auto refused = wrongIssuer.signIn(m_server, QStringLiteral("admin"));
        QCOMPARE(codeOf(refused), QStringLiteral("jwt-issuer"));
        QVERIFY(refused.error().hint.contains(QStringLiteral("https://other.test")));
        QVERIFY(stored().isEmpty());
        SessionUser wrongPath
            = user([](SessionConfig &config) { config.base.url.setPath(QStringLiteral("/rest/v1")); });
        const auto missing = wrongPath.signIn(m_server, QStringLiteral("admin"));
        QVERIFY(!missing);
        QVERIFY(missing.error().hint.contains(QStringLiteral("/auth/v1")));
        SessionUser untrusted = user([](SessionConfig &config) { config.base.tls.caPem.clear(); });
        QCOMPARE(int(untrusted.signIn(m_server, QStringLiteral("admin")).error().kind), int(ErrorKind::Tls));
    }

    void settingsAndHealth()
    {
        SessionUser who = user();
        const auto settings = await(who.service->settings({}));
        QVERIFY(settings.has_value());
        QCOMPARE(settings->providers, QStringList {QStringLiteral("keycloak")});
        QVERIFY(settings->hasPassword);
        QVERIFY(await(who.service->health({}))->version.startsWith(u'v'));
    }

    // ---- Through the browser

    void browserSignIn()
    {
        SessionUser who = user();
        std::optional<Result<void>> done;
        QUrl start;
        TaskScope scope;
        scope.spawn(who.service->signInWithBrowser(
                        QStringLiteral("keycloak"), [&](const QUrl &url) { start = url; }, scope.token()),
            [&](Result<void> result) { done.emplace(std::move(result)); });
        QTRY_VERIFY(!start.isEmpty());
        QVERIFY(start.query().contains(QStringLiteral("code_challenge_method=s256")));
        const QUrl loopback = browse(start, QStringLiteral("oncall@pilothouse.test"));
        QCOMPARE(loopback.host(), QStringLiteral("127.0.0.1"));
        QTRY_VERIFY(done.has_value());
        QVERIFY2(done->has_value(), done->has_value() ? "" : qPrintable(brief(done->error())));
        QCOMPARE(who.service->identity()->email, QStringLiteral("oncall@pilothouse.test"));
        QVERIFY(m_page.contains("close this page"));
    }

    void browserSignInCancelled()
    {
        SessionUser who = user();
        std::optional<Result<void>> done;
        QUrl start;
        TaskScope scope;
        scope.spawn(who.service->signInWithBrowser(
                        QStringLiteral("keycloak"), [&](const QUrl &url) { start = url; }, scope.token()),
            [&](Result<void> result) { done.emplace(std::move(result)); });
        QTRY_VERIFY(!start.isEmpty());
        browse(start, {});
        QTRY_VERIFY(done.has_value());
        QCOMPARE(codeOf(*done), QStringLiteral("access_denied"));
        QCOMPARE(who.service->identity(), nullptr);
    }

    // ---- Renewal

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

    // ---- Second factor

    void secondFactorFromEnrolmentToRemoval()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        const auto enrolment = await(who.service->enrolTotp(QStringLiteral("Phone"), {}));
        QVERIFY(enrolment.has_value());
        const QByteArray secret = enrolment->secret.reveal().toByteArray();
        QVERIFY(enrolment->uri.reveal().contains(secret));
        QVERIFY(!who.state()->needsSecondFactor());
        QCOMPARE(codeOf(await(who.service->verifyTotp(enrolment->factorId, Secret("000000"), {}))),
            QStringLiteral("mfa_verification_failed"));
        QVERIFY(await(who.service->verifyTotp(enrolment->factorId, Secret(codeNow(secret)), {})).has_value());
        QCOMPARE(who.service->identity()->assurance, 2);
        QVERIFY(who.service->identity()->hasVerifiedFactor);
        QVERIFY(who.service->identity()->secondFactorAt.has_value());
        QVERIFY(!who.state()->needsSecondFactor());
        pass(2h);
        QVERIFY(await(who.service->accessToken({})).has_value());
        QCOMPARE(who.service->identity()->assurance, 2); // survives the renewal

        SessionUser again = user();
        QVERIFY(again.signIn(m_server, QStringLiteral("oncall")).has_value());
        QVERIFY(again.state()->needsSecondFactor());
        QCOMPARE(again.service->identity()->assurance, 1);
        QCOMPARE(await(again.service->enrolTotp(QStringLiteral("Second"), {})).error().code,
            QStringLiteral("second-factor"));
        QCOMPARE(codeOf(await(again.service->changePassword(Secret("Another-Passw0rd-1"), {}, {}))),
            QStringLiteral("second-factor"));
        QCOMPARE(codeOf(await(again.service->removeFactor(enrolment->factorId, {}))), QStringLiteral("second-factor"));
        QVERIFY(await(again.service->verifyTotp(enrolment->factorId, Secret(codeNow(secret)), {})).has_value());
        QCOMPARE(await(again.service->enrolTotp(QStringLiteral("Phone"), {})).error().code,
            QStringLiteral("mfa_factor_name_conflict"));
        QVERIFY(await(again.service->removeFactor(enrolment->factorId, {})).has_value());
        QCOMPARE(again.service->identity()->assurance, 1);
        QVERIFY(again.state()->factors.isEmpty());
    }

    void aSpentChallengeIsRenewedSilently()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        const auto enrolment = await(who.service->enrolTotp(QStringLiteral("Phone"), {}));
        const QByteArray secret = enrolment->secret.reveal().toByteArray();
        QCOMPARE(codeOf(await(who.service->verifyTotp(enrolment->factorId, Secret("000000"), {}))),
            QStringLiteral("mfa_verification_failed"));
        m_server.sql(
            QStringLiteral("update auth.mfa_challenges set ip_address = '10.9.8.7'")); // the laptop changed networks
        QVERIFY(await(who.service->verifyTotp(enrolment->factorId, Secret(codeNow(secret)), {})).has_value());
    }

    // ---- Password, sign-out

    void passwordChange()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("user")).has_value());
        const QByteArray old = m_server.password(QStringLiteral("user"));
        const auto weak = await(who.service->changePassword(Secret("short"), {}, {}));
        QCOMPARE(codeOf(weak), QStringLiteral("weak_password"));
        QVERIFY(weak.error().hint.contains(QStringLiteral("length")));
        QCOMPARE(codeOf(await(who.service->changePassword(Secret(old), {}, {}))), QStringLiteral("same_password"));
        QVERIFY(await(who.service->changePassword(Secret("New-Passw0rd-\"1\\"), {}, {})).has_value());
        QVERIFY(await(who.service->signIn(QStringLiteral("user@pilothouse.test"), Secret("New-Passw0rd-\"1\\"), {}))
                .has_value());
        QVERIFY(await(who.service->changePassword(Secret(old), {}, {})).has_value());
    }

    void passwordChangeWithACodeFromTheMail()
    {
        m_server.reconfigure({{QStringLiteral("passwords"),
            QJsonObject {{QStringLiteral("bcrypt_cost"), 4}, {QStringLiteral("require_reauthentication"), true},
                {QStringLiteral("reauthentication_after_s"), 0}}}});
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("user")).has_value());
        const QByteArray old = m_server.password(QStringLiteral("user"));
        QCOMPARE(codeOf(await(who.service->changePassword(Secret("Other-Passw0rd-2"), {}, {}))),
            QStringLiteral("reauthentication_needed"));
        QVERIFY(await(who.service->requestNonce({})).has_value());
        const QString mail = QString::fromUtf8(
            QJsonDocument(m_server.command({{QStringLiteral("do"), QStringLiteral("mails")}})).toJson());
        const QString nonce = QRegularExpression(QStringLiteral("\\b[0-9]{6}\\b")).match(mail).captured(0);
        QVERIFY2(!nonce.isEmpty(), qPrintable(mail));
        QCOMPARE(codeOf(await(who.service->changePassword(Secret("Other-Passw0rd-2"), Secret("000000"), {}))),
            QStringLiteral("reauthentication_not_valid"));
        QVERIFY(
            await(who.service->changePassword(Secret("Other-Passw0rd-2"), Secret(nonce.toLatin1()), {})).has_value());
        m_server.reconfigure({{QStringLiteral("passwords"), QJsonObject {{QStringLiteral("bcrypt_cost"), 4}}}});
        QVERIFY(await(who.service->changePassword(Secret(old), {}, {})).has_value());
    }

    void signOutEndsWhatItsScopeSays()
    {
        SessionUser here = user();
        QVERIFY(here.signIn(m_server, QStringLiteral("oncall")).has_value());
        MemoryKeychain second;
        SessionUser there(m_server, second, lockFile() + QStringLiteral("2"), m_clock);
        QVERIFY(there.signIn(m_server, QStringLiteral("oncall")).has_value());
        QCOMPARE(sessionsOf(QStringLiteral("oncall")), 2);
        QVERIFY(await(here.service->signOut(LogoutScope::Others, {})).has_value());
        QCOMPARE(sessionsOf(QStringLiteral("oncall")), 1);
        QVERIFY(here.service->identity() != nullptr);
        QVERIFY(!await(there.service->reloadUser({})));
        QCOMPARE(int(there.phase()), int(SessionPhase::Ended));
        QCOMPARE(there.state()->problem->code, QStringLiteral("session_not_found"));
        QVERIFY(await(here.service->signOut(LogoutScope::Local, {})).has_value());
        QCOMPARE(sessionsOf(QStringLiteral("oncall")), 0);
        QCOMPARE(here.service->identity(), nullptr);
        QCOMPARE(int(here.phase()), int(SessionPhase::SignedOut));
        QVERIFY(stored().isEmpty());
    }

    void signOutWithoutTheServerEndsItHere()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        m_server.stopServer();
        QCOMPARE(codeOf(await(who.service->signOut(LogoutScope::Everywhere, {}))), QStringLiteral("server-not-told"));
        QCOMPARE(int(who.phase()), int(SessionPhase::SignedOut));
        QVERIFY(stored().isEmpty());
        m_server.startServer();
    }

    void signingInAnewEndsTheOldSession()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        QVERIFY(who.signIn(m_server, QStringLiteral("oncall")).has_value());
        QCOMPARE(sessionsOf(QStringLiteral("oncall")), 1);
        pass(2h);
        QVERIFY(await(who.service->accessToken({})).has_value());
    }

    void aTokenFromOutsideIsVerifiedAndNeverRenewed()
    {
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("admin")).has_value());
        const auto grant = await(who.service->accessToken({}));
        MemoryKeychain empty;
        SessionUser script(m_server, empty, lockFile(), m_clock);
        QVERIFY(await(script.service->useAccessToken(grant->token->clone(), {})).has_value());
        QVERIFY(hasRight(*script.service->identity(), "platform.queues"));
        QVERIFY(await(script.service->accessToken({})).has_value());
        QCOMPARE(empty.writes(), 0);
        pass(2h);
        QCOMPARE(await(script.service->accessToken({})).error().code, QStringLiteral("session-expired"));
        QVERIFY(!await(script.service->useAccessToken(Secret("x.y.z"), {})));
    }

    void tooManyTriesSayHowLongToWait()
    {
        m_server.reconfigure({{QStringLiteral("rate_limit"),
            QJsonObject {{QStringLiteral("enabled"), true}, {QStringLiteral("burst"), 2},
                {QStringLiteral("per_five_minutes"), 1}}}});
        SessionUser who = user();
        Result<void> last;
        for (int i = 0; i < 4; ++i)
            last = await(who.service->signIn(QStringLiteral("user@pilothouse.test"), Secret("wrong"), {}));
        QCOMPARE(int(last.error().kind), int(ErrorKind::RateLimited));
        QVERIFY(last.error().retryAfter >= 1s);
        m_server.reconfigure({{QStringLiteral("rate_limit"), QJsonObject {{QStringLiteral("enabled"), false}}}});
    }

    /// Last: the stand-in signs with a shared secret from here on.
    void hs256IsTheServersWord()
    {
        m_server.reconfigure(
            {{QStringLiteral("signing"), QJsonObject {{QStringLiteral("algorithm"), QStringLiteral("HS256")}}}});
        SessionUser who = user();
        QVERIFY(who.signIn(m_server, QStringLiteral("admin")).has_value());
        QVERIFY(!who.state()->isVerifiedBySignature);
        QCOMPARE(who.service->identity()->role, QStringLiteral("admin"));
        SessionUser forged = user();
        const QByteArray other = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";
        const QByteArray genuine = await(who.service->accessToken({}))->token->reveal().toByteArray();
        QVERIFY(!await(forged.service->useAccessToken(Secret(genuine.left(genuine.size() - 4) + "AAAA"), {})));
        QVERIFY(genuine.startsWith(other.left(10)));
    }
};

PH_TEST(TestSession)
#include "tst_session.moc"
