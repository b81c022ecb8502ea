// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/autherrors.h"
#include "tests/support/testmain.h"

using namespace ph;
using namespace ph::auth;

Q_DECLARE_METATYPE(ph::auth::AuthAct)
Q_DECLARE_METATYPE(ph::auth::Reaction)

class TestAuthErrors : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsEveryShape_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("message");
        const auto row
            = [](const char *name, const char *body, const char *header, const char *code, const char *message) {
                  QTest::newRow(name) << QByteArray(body) << QByteArray(header) << QString::fromLatin1(code)
                                      << QString::fromLatin1(message);
              };
        row("new", R"({"code":"invalid_credentials","message":"Invalid login credentials"})", "", "invalid_credentials",
            "Invalid login credentials");
        row("old", R"({"code":400,"error_code":"invalid_credentials","msg":"Invalid login credentials"})", "",
            "invalid_credentials", "Invalid login credentials");
        row("OAuth", R"({"error":"invalid_grant","error_description":"no"})", "", "invalid_grant", "no");
        row("code in the header alone", "<html>", "bad_jwt", "bad_jwt", "");
        row("text", "404 page not found", "", "", "");
        row("nothing", "", "", "", "");
        row("a list", "[1]", "", "", "");
        row("gateway", R"({"message":"No API key found in request"})", "", "", "No API key found in request");
        row("control characters", "{\"code\":\"x\",\"message\":\"a\\u001b[31mb\\u202ec\"}", "", "x", "a [31mb c");
    }
    void readsEveryShape()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, header);
        const AuthFailure failure = readFailure(400, body, header);
        QTEST(failure.code, "code");
        QTEST(failure.message, "message");
    }

    /// The gateway's word on the environment's key is no word on the person's login.
    void aRefusedKeyIsNoRefusedLogin()
    {
        const auto codeOf = [](int status, const char *body) {
            return toError(AuthAct::SignIn, readFailure(status, body, {}), {}).code;
        };
        QCOMPARE(codeOf(401, R"({"message":"Invalid API key","hint":"Double check"})"), QStringLiteral("key-refused"));
        QCOMPARE(codeOf(401, R"({"message":"No API key found in request"})"), QStringLiteral("key-refused"));
        QCOMPARE(codeOf(400, R"({"message":"Invalid API key"})"), QString());
        QCOMPARE(codeOf(401, R"({"code":"x","message":"Invalid API key"})"), QStringLiteral("x"));
    }

    void weakPasswordHasItsReasons()
    {
        const AuthFailure failure = readFailure(422,
            R"({"code":"weak_password","message":"too weak","weak_password":{"reasons":["length","characters"]}})", {});
        QCOMPARE(failure.weakness, QStringList({QStringLiteral("length"), QStringLiteral("characters")}));
        QCOMPARE(toError(AuthAct::ChangePassword, failure, {}).hint, QStringLiteral("length, characters"));
    }

    void longTextsAreCut()
    {
        const AuthFailure failure = readFailure(
            500, "{\"code\":\"" + QByteArray(5000, 'c') + "\",\"message\":\"" + QByteArray(100'000, 'm') + "\"}", {});
        QVERIFY(failure.code.size() <= 64);
        QVERIFY(failure.message.size() <= 500);
    }

    void whatEachCodeMeans_data()
    {
        QTest::addColumn<AuthAct>("act");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        QTest::addColumn<Reaction>("reaction");
        const auto row = [](AuthAct act, int status, const char *code, Reaction reaction) {
            QTest::addRow("%d %d %s", int(act), status, code) << act << status << QString::fromLatin1(code) << reaction;
        };
        using enum Reaction;
        row(AuthAct::SignIn, 400, "invalid_credentials", ShowAndWait);
        row(AuthAct::SignIn, 400, "email_not_confirmed", ResendConfirmation);
        row(AuthAct::SignIn, 400, "user_banned", ShowAndWait);
        row(AuthAct::SignIn, 429, "over_request_rate_limit", BackOff);
        row(AuthAct::SignIn, 429, "", BackOff);
        row(AuthAct::SignIn, 403, "unknown", ShowAndWait);
        row(AuthAct::SignIn, 502, "", RetrySameToken);
        // The session is gone: exactly these.
        row(AuthAct::Refresh, 400, "refresh_token_not_found", EndSession);
        row(AuthAct::Refresh, 400, "refresh_token_already_used", EndSession);
        row(AuthAct::Refresh, 400, "session_not_found", EndSession);
        row(AuthAct::Refresh, 400, "session_expired", EndSession);
        row(AuthAct::Refresh, 400, "validation_failed", EndSession);
        row(AuthAct::Refresh, 400, "user_banned", EndSession);
        row(AuthAct::Refresh, 403, "user_not_found", EndSession);
        // Everything else leaves it.
        row(AuthAct::Refresh, 0, "", RetrySameToken);
        row(AuthAct::Refresh, 500, "unexpected_failure", RetrySameToken);
        row(AuthAct::Refresh, 500, "session_not_found", RetrySameToken);
        row(AuthAct::Refresh, 503, "", RetrySameToken);
        row(AuthAct::Refresh, 409, "conflict", RetrySameToken);
        row(AuthAct::Refresh, 429, "over_request_rate_limit", BackOff);
        row(AuthAct::Refresh, 403, "unknown", KeepAndShow);
        row(AuthAct::Refresh, 403, "", KeepAndShow);
        row(AuthAct::Refresh, 401, "", KeepAndShow);
        row(AuthAct::Refresh, 404, "", KeepAndShow);
        row(AuthAct::Refresh, 422, "validation_failed", KeepAndShow);
        row(AuthAct::Refresh, 400, "some_new_code", KeepAndShow);
        row(AuthAct::Refresh, 200, "", KeepAndShow);
        row(AuthAct::UseSession, 403, "bad_jwt", RefreshThenRetry);
        row(AuthAct::UseSession, 401, "", RefreshThenRetry);
        row(AuthAct::UseSession, 401, "no_authorization", Defect);
        row(AuthAct::UseSession, 403, "session_not_found", EndSession);
        row(AuthAct::UseSession, 403, "user_not_found", EndSession);
        row(AuthAct::UseSession, 403, "user_banned", EndSession);
        row(AuthAct::UseSession, 403, "not_admin", ShowAndWait);
        row(AuthAct::UseSession, 404, "user_not_found", EndSession);
        row(AuthAct::Enrol, 403, "insufficient_aal", StepUp);
        row(AuthAct::ChangePassword, 401, "insufficient_aal", StepUp);
        row(AuthAct::Enrol, 422, "insufficient_aal", StepUp);
        row(AuthAct::Enrol, 422, "mfa_factor_name_conflict", ShowAndWait);
        row(AuthAct::VerifyFactor, 422, "mfa_verification_failed", TypeCodeAgain);
        row(AuthAct::VerifyFactor, 422, "mfa_ip_address_mismatch", NewChallenge);
        row(AuthAct::VerifyFactor, 422, "mfa_challenge_expired", NewChallenge);
        row(AuthAct::VerifyFactor, 404, "mfa_factor_not_found", ReloadFactors);
        row(AuthAct::ChangePassword, 422, "weak_password", ShowAndWait);
        row(AuthAct::ChangePassword, 422, "same_password", ShowAndWait);
        row(AuthAct::ChangePassword, 400, "reauthentication_needed", Reauthenticate);
        row(AuthAct::ChangePassword, 422, "reauthentication_not_valid", Reauthenticate);
        row(AuthAct::PkceExchange, 400, "bad_code_verifier", StartAnew);
        row(AuthAct::PkceExchange, 404, "flow_state_not_found", StartAnew);
        row(AuthAct::PkceExchange, 422, "flow_state_expired", StartAnew);
    }
    void whatEachCodeMeans()
    {
        QFETCH(AuthAct, act);
        QFETCH(int, status);
        QFETCH(QString, code);
        QFETCH(Reaction, reaction);
        AuthFailure failure;
        failure.status = status;
        failure.code = code;
        QCOMPARE(int(reactionTo(act, failure)), int(reaction));
    }

    /// No status of any kind ends a session by itself.
    void onlyCodesEndASession()
    {
        for (int status = 0; status < 600; ++status) {
            for (const AuthAct act : {AuthAct::Refresh, AuthAct::UseSession, AuthAct::SignIn, AuthAct::ChangePassword})
                QVERIFY(reactionTo(act, {status, {}, {}, {}, {}}) != Reaction::EndSession);
        }
    }
};

PH_TEST(TestAuthErrors)
#include "tst_autherrors.moc"
