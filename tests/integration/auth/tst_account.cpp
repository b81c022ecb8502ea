// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does with an account: second factor, password, signing out, tokens from outside.
#include "tests/integration/auth/sessionscene.h"

using namespace ph;
using namespace ph::auth;
using namespace ph::test;
using namespace std::chrono_literals;
using ph::platform::MemoryKeychain;

class TestAccount : public SessionScene {
    Q_OBJECT
private Q_SLOTS:
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
        m_server.reconfigure(
            {{QStringLiteral("signing"), QJsonObject {{QStringLiteral("algorithm"), QStringLiteral("ES256")}}}});
    }
};

PH_TEST(TestAccount)
#include "tst_account.moc"
