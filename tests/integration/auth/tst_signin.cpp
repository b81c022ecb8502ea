// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in: by password and through the browser.
#include "tests/integration/auth/sessionscene.h"

#include <QJsonArray>

using namespace ph;
using namespace ph::auth;
using namespace ph::test;
using namespace std::chrono_literals;
using ph::platform::MemoryKeychain;

class TestSignIn : public SessionScene {
    Q_OBJECT
private Q_SLOTS:
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

    void thePasswordIsNotStored()
    {
        SessionUser admin = user();
        QVERIFY(admin.signIn(m_server, QStringLiteral("admin")).has_value());
        const QString entry = stored();
        QVERIFY(entry.contains(QStringLiteral("\"refresh_token\"")));
        QVERIFY(entry.contains(QStringLiteral("admin@pilothouse.test")));
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
};

PH_TEST(TestSignIn)
#include "tst_signin.moc"
