// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/autharea.h"
#include "tests/support/authstandin.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>

using namespace ph;
using namespace ph::auth;
using namespace std::chrono_literals;
using ph::platform::MemoryKeychain;
using ph::platform::PlatformSession;
using ph::test::AuthStandin;
using ph::test::await;

namespace {

platform::Profile profileOf(const AuthStandin &server)
{
    platform::Profile profile = platform::Profile::make(QStringLiteral("test"), platform::EnvironmentKind::Local);
    platform::Link link;
    link.id = QStringLiteral("auth");
    link.kind = platform::LinkKind::Auth;
    link.label = QStringLiteral("Supabase Auth");
    link.url = server.url();
    link.issuer = server.url().toString();
    link.publishableKey = server.publishableKey();
    link.caPem = server.caPem();
    profile.links = {link};
    return profile;
}

/// A process' share of an environment: its session with the area of sign-in.
struct Process {
    Process(const platform::Profile &profile, platform::Keychain *keychain, const QString &folder, SessionRole role,
        const Clock &clock)
    {
        platform::SessionOptions options;
        options.profile = profile;
        options.keychain = keychain;
        options.secrets
            = [keychain](const QString &key, std::stop_token stop) { return keychain->read(key, std::move(stop)); };
        options.stateFolder = folder;
        options.areas = {authArea(role)};
        session = std::make_unique<PlatformSession>(std::move(options), clock);
        session->start();
        if (!await(session->ready({})))
            qFatal("the session did not start");
        service = &session->area<AuthArea>()->session();
    }
    template <class T, class F>
    Result<T> run(F call)
    {
        return await(
            onThread<T>(
                service, [this, call](std::stop_token stop) { return call(service, std::move(stop)); }, {}, 60s),
            60'000);
    }
    Result<void> settle()
    {
        return run<void>([](SessionService *auth, std::stop_token stop) { return auth->settled(std::move(stop)); });
    }
    std::unique_ptr<PlatformSession> session;
    SessionService *service = nullptr;
};

} // namespace

/// Sign-in as part of an environment's session, on its I/O thread, and the companion's verbs against a real server.
class TestAuthArea : public QObject {
    Q_OBJECT
private:
    AuthStandin m_server;
    QTemporaryDir m_home {QStringLiteral("/tmp/pha-XXXXXX")};
    SystemClock m_clock;

    struct Ran {
        int code = -1;
        QByteArray out;
        QByteArray err;
        [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    };
    Ran companion(QStringList arguments, const QByteArray &input = {}, const QByteArray &token = {})
    {
        arguments << QStringLiteral("--auth") << m_server.url().toString() << QStringLiteral("--publishable-key")
                  << m_server.publishableKey() << QStringLiteral("--ca") << m_home.path() + QStringLiteral("/ca.pem");
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PILOTHOUSE_HOME"), m_home.path());
        if (!token.isEmpty())
            environment.insert(QStringLiteral("PILOTHOUSE_ACCESS_TOKEN"), QString::fromLatin1(token));
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(qEnvironmentVariable("PH_CTL"), arguments);
        process.write(input);
        process.closeWriteChannel();
        (void)process.waitForFinished(60'000);
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    int sessions() { return m_server.sql(QStringLiteral("select count(*) from auth.sessions")).toInt(); }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("PILOTHOUSE_HOME", m_home.path().toUtf8());
        const QString problem = m_server.start();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QFile ca(m_home.path() + QStringLiteral("/ca.pem"));
        QVERIFY(ca.open(QIODevice::WriteOnly));
        ca.write(m_server.caPem());
    }
    void cleanup() { m_server.sql(QStringLiteral("delete from auth.sessions")); }

    void theEnvironmentKnowsWhoIsSignedIn()
    {
        MemoryKeychain keychain;
        Process window(
            profileOf(m_server), &keychain, m_home.path() + QStringLiteral("/state"), SessionRole::Window, m_clock);
        QVERIFY(window.settle().has_value());
        QCOMPARE(window.session->identities().identity(), nullptr);
        const operations::ActionSpec spec {QStringLiteral("tasks.revoke"), QStringLiteral("tasks revoke"),
            QStringLiteral("platform.queues"), {}, operations::ActionClass::Reversible};
        QCOMPARE(window.session->guard().can(spec).refusal.code, QStringLiteral("signed-out"));
        const QByteArray password = m_server.password(QStringLiteral("oncall"));
        QVERIFY(window
                .run<void>([password](SessionService *auth, std::stop_token stop) {
                    return auth->signIn(QStringLiteral("oncall@pilothouse.test"), Secret(password), std::move(stop));
                })
                .has_value());
        QCOMPARE(window.session->identities().identity()->email, QStringLiteral("oncall@pilothouse.test"));
        QVERIFY2(window.session->guard().can(spec).allowed, qPrintable(window.session->guard().can(spec).refusal.what));
        QCOMPARE(window.session->guard().can(spec).because, QStringLiteral("platform.queues, by role admin"));
        QCOMPARE(
            int(window.session->links().find(QStringLiteral("auth"))->state.phase), int(transport::LinkPhase::Live));
        const auto token = await(onThread<Secret>(
            window.service,
            [&window](std::stop_token stop) { return window.session->connections()->tokenSource()(std::move(stop)); },
            {}, 20s));
        QVERIFY(token.has_value() && token->size() > 100);
        QVERIFY(window
                .run<void>([](SessionService *auth, std::stop_token stop) {
                    return auth->signOut(LogoutScope::Local, std::move(stop));
                })
                .has_value());
        QCOMPARE(window.session->guard().can(spec).refusal.code, QStringLiteral("signed-out"));
    }

    void companionsUseTheWindowsSession()
    {
        const platform::Profile profile = profileOf(m_server);
        MemoryKeychain keychain;
        auto window = std::make_unique<Process>(
            profile, &keychain, m_home.path() + QStringLiteral("/state"), SessionRole::Window, m_clock);
        const QByteArray password = m_server.password(QStringLiteral("oncall"));
        QVERIFY(window
                ->run<void>([password](SessionService *auth, std::stop_token stop) {
                    return auth->signIn(QStringLiteral("oncall@pilothouse.test"), Secret(password), std::move(stop));
                })
                .has_value());
        MemoryKeychain none;
        Process companion(profile, &none, m_home.path() + QStringLiteral("/state"), SessionRole::Companion, m_clock);
        QVERIFY(companion.settle().has_value());
        QVERIFY(companion.session->identities().identity() != nullptr);
        QCOMPARE(companion.session->identities().identity()->email, QStringLiteral("oncall@pilothouse.test"));
        QCOMPARE(none.writes(), 0);
        QCOMPARE(sessions(), 1);
        // The window is closed: this keychain knows nothing, so the next need of a token finds nobody.
        const auto grant = companion.run<AccessGrant>(
            [](SessionService *auth, std::stop_token stop) { return auth->accessToken(std::move(stop)); });
        window.reset();
        const auto renewed
            = companion.run<AccessGrant>([used = grant->token](SessionService *auth, std::stop_token stop) {
                  return auth->renewedToken(used, std::move(stop));
              });
        QCOMPARE(renewed.error().code, QStringLiteral("signed-out-elsewhere"));
        QCOMPARE(companion.session->identities().identity(), nullptr);
    }

    void companionsGoOnByThemselvesWithoutAWindow()
    {
        const platform::Profile profile = profileOf(m_server);
        MemoryKeychain shared;
        auto window = std::make_unique<Process>(
            profile, &shared, m_home.path() + QStringLiteral("/state"), SessionRole::Window, m_clock);
        const QByteArray password = m_server.password(QStringLiteral("oncall"));
        QVERIFY(window
                ->run<void>([password](SessionService *auth, std::stop_token stop) {
                    return auth->signIn(QStringLiteral("oncall@pilothouse.test"), Secret(password), std::move(stop));
                })
                .has_value());
        Process companion(profile, &shared, m_home.path() + QStringLiteral("/state"), SessionRole::Companion, m_clock);
        QVERIFY(companion.settle().has_value());
        const auto grant = companion.run<AccessGrant>(
            [](SessionService *auth, std::stop_token stop) { return auth->accessToken(std::move(stop)); });
        QVERIFY(grant.has_value());
        window.reset();
        const auto renewed
            = companion.run<AccessGrant>([used = grant->token](SessionService *auth, std::stop_token stop) {
                  return auth->renewedToken(used, std::move(stop));
              });
        QVERIFY2(renewed.has_value(), renewed ? "" : qPrintable(brief(renewed.error())));
        QVERIFY(!renewed->token->equals(grant->token->reveal()));
        QCOMPARE(sessions(), 1);
    }

    /// The window holds a session that cannot be renewed: a companion knows whose, and that nobody can act with it.
    void companionsSayWhoseSessionIsOffline()
    {
        const platform::Profile profile = profileOf(m_server);
        const QString state = m_home.path() + QStringLiteral("/state4");
        MemoryKeychain keychain;
        const QByteArray password = m_server.password(QStringLiteral("oncall"));
        {
            Process signer(profile, &keychain, state, SessionRole::SigningIn, m_clock);
            QVERIFY(signer
                    .run<void>([password](SessionService *auth, std::stop_token stop) {
                        return auth->signIn(
                            QStringLiteral("oncall@pilothouse.test"), Secret(password), std::move(stop));
                    })
                    .has_value());
        }
        m_server.stopServer();
        Process window(profile, &keychain, state, SessionRole::Window, m_clock);
        QTRY_COMPARE_WITH_TIMEOUT(int(window.service->state()->phase), int(SessionPhase::Offline), 10'000);
        {
            MemoryKeychain none;
            Process companion(profile, &none, state, SessionRole::Companion, m_clock);
            (void)companion.settle();
            const auto seen = companion.service->state();
            QCOMPARE(int(seen->phase), int(SessionPhase::Offline));
            QCOMPARE(seen->email, QStringLiteral("oncall@pilothouse.test"));
            QCOMPARE(companion.session->identities().identity(), nullptr);
            QVERIFY2(seen->whyNobody()->what.startsWith(QStringLiteral("signed in as oncall@pilothouse.test")),
                qPrintable(seen->whyNobody()->what));
        }
        m_server.startServer();
        // The link that is live again is enough: the session does not wait for its turn.
        (void)window.run<AuthHealth>(
            [](SessionService *auth, std::stop_token stop) { return auth->health(std::move(stop)); });
        QTRY_COMPARE_WITH_TIMEOUT(int(window.service->state()->phase), int(SessionPhase::SignedIn), 1500);
    }

    // ---- The companion's verbs

    void loginPrintsATokenThatStatusUnderstands()
    {
        const Ran login
            = companion({QStringLiteral("auth"), QStringLiteral("login"), QStringLiteral("admin@pilothouse.test"),
                            QStringLiteral("--password-stdin"), QStringLiteral("--print-access-token")},
                m_server.password(QStringLiteral("admin")) + '\n');
        QVERIFY2(login.code == 0, login.err.constData());
        const QByteArray token = login.out.trimmed();
        QCOMPARE(token.count('.'), 2);
        const Ran status
            = companion({QStringLiteral("auth"), QStringLiteral("status"), QStringLiteral("--json")}, {}, token);
        QVERIFY2(status.code == 0, status.err.constData());
        QCOMPARE(status.json()[u"state"].toString(), QStringLiteral("signed-in"));
        QCOMPARE(status.json()[u"email"].toString(), QStringLiteral("admin@pilothouse.test"));
        QVERIFY(!status.json()[u"rights"].toArray().isEmpty());
        QVERIFY(!status.out.contains(token));
        const Ran plain = companion({QStringLiteral("auth"), QStringLiteral("status")}, {}, token);
        QVERIFY(plain.out.contains("role admin"));
    }

    void refusalsHaveTheirExitCodes()
    {
        const auto login = [this](const QStringList &extra, const QByteArray &input) {
            return companion(
                QStringList {QStringLiteral("auth"), QStringLiteral("login"), QStringLiteral("admin@pilothouse.test")}
                    + extra,
                input);
        };
        const Ran wrong = login({QStringLiteral("--password-stdin")}, "wrong\n");
        QCOMPARE(wrong.code, 3);
        QVERIFY(wrong.err.contains("not right"));
        QCOMPARE(login({}, "x\n").code, 2);
        QCOMPARE(login({QStringLiteral("--password-stdin")}, "").code, 2);
        QCOMPARE(companion({QStringLiteral("auth"), QStringLiteral("status")}).code, 3);
        QCOMPARE(companion({QStringLiteral("auth"), QStringLiteral("logout")}).code, 0);
        QCOMPARE(companion({QStringLiteral("auth"), QStringLiteral("logout"), QStringLiteral("--scope"),
                               QStringLiteral("all")})
                     .code,
            2);
    }

    /// The password was right, the code was not: "nobody was signed in" is true, here and at the server.
    void aWrongCodeLeavesNoHalfSession()
    {
        MemoryKeychain keychain;
        Process owner(
            profileOf(m_server), &keychain, m_home.path() + QStringLiteral("/state2"), SessionRole::Window, m_clock);
        const QByteArray password = m_server.password(QStringLiteral("user"));
        QVERIFY(owner
                .run<void>([password](SessionService *auth, std::stop_token stop) {
                    return auth->signIn(QStringLiteral("user@pilothouse.test"), Secret(password), std::move(stop));
                })
                .has_value());
        auto enrolment = owner.run<Enrolment>([](SessionService *auth, std::stop_token stop) {
            return auth->enrolTotp(QStringLiteral("phone"), std::move(stop));
        });
        QVERIFY(enrolment.has_value());
        const QByteArray code = test::totpCode(enrolment->secret.reveal().toByteArray(),
            std::chrono::duration_cast<std::chrono::seconds>(m_clock.wall().time_since_epoch()).count());
        QVERIFY(owner
                .run<void>([id = enrolment->factorId, code](SessionService *auth, std::stop_token stop) {
                    return auth->verifyTotp(id, Secret(code), std::move(stop));
                })
                .has_value());
        QCOMPARE(sessions(), 1);
        const Ran login
            = companion({QStringLiteral("auth"), QStringLiteral("login"), QStringLiteral("user@pilothouse.test"),
                            QStringLiteral("--password-stdin"), QStringLiteral("--print-access-token")},
                password + '\n' + (code == "000000" ? "111111\n" : "000000\n"));
        QCOMPARE(login.code, 3);
        QVERIFY2(login.err.contains("Nobody was signed in"), login.err.constData());
        QVERIFY(login.out.isEmpty());
        QCOMPARE(sessions(), 1); // the owner's
        m_server.sql(QStringLiteral("delete from auth.mfa_factors"));
    }

    /// Without a keyring nobody else could end it: what stays at the server is said, and the way to end it works.
    void aPrintedTokensSessionIsSaidAndCanBeEnded()
    {
        const Ran login
            = companion({QStringLiteral("auth"), QStringLiteral("login"), QStringLiteral("admin@pilothouse.test"),
                            QStringLiteral("--password-stdin"), QStringLiteral("--print-access-token")},
                m_server.password(QStringLiteral("admin")) + '\n');
        QCOMPARE(login.code, 0);
        QVERIFY2(login.err.contains("stays at the server") && login.err.contains("auth logout"), login.err.constData());
        QCOMPARE(sessions(), 1);
        const Ran logout = companion({QStringLiteral("auth"), QStringLiteral("logout")}, {}, login.out.trimmed());
        QVERIFY2(logout.code == 0, logout.err.constData());
        QCOMPARE(sessions(), 0);
    }

    /// `status` needs nobody: no token is asked for, and none renewed, until a link wants one.
    void whoOnlyLooksSpendsNothing()
    {
        const platform::Profile profile = profileOf(m_server);
        const QString state = m_home.path() + QStringLiteral("/state3");
        MemoryKeychain keychain;
        const QByteArray password = m_server.password(QStringLiteral("oncall"));
        {
            Process signer(profile, &keychain, state, SessionRole::SigningIn, m_clock);
            QVERIFY(signer
                    .run<void>([password](SessionService *auth, std::stop_token stop) {
                        return auth->signIn(
                            QStringLiteral("oncall@pilothouse.test"), Secret(password), std::move(stop));
                    })
                    .has_value());
        }
        const int writes = keychain.writes();
        Process status(profile, &keychain, state, SessionRole::Looking, m_clock);
        QTRY_COMPARE(
            int(status.session->links().find(QStringLiteral("auth"))->state.phase), int(transport::LinkPhase::Live));
        QCOMPARE(int(status.service->state()->phase), int(SessionPhase::Unknown));
        const auto token = await(onThread<Secret>(
            status.service,
            [&status](std::stop_token stop) { return status.session->connections()->tokenSource()(std::move(stop)); },
            {}, 20s));
        QVERIFY2(token.has_value(), token ? "" : qPrintable(brief(token.error())));
        QCOMPARE(keychain.writes(), writes);
    }

    /// Without a keychain a session would be lost with the process: it is not left behind at the server.
    void loginWithoutAKeychainLeavesNothing()
    {
        const Ran login = companion({QStringLiteral("auth"), QStringLiteral("login"),
                                        QStringLiteral("admin@pilothouse.test"), QStringLiteral("--password-stdin")},
            m_server.password(QStringLiteral("admin")) + '\n');
        QVERIFY(login.code != 0);
        QVERIFY2(login.err.contains("--print-access-token"), login.err.constData());
        QCOMPARE(sessions(), 0);
    }
};

PH_TEST(TestAuthArea)
#include "tst_autharea.moc"
