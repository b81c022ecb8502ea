// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeauth.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace ph::test {

namespace {

const QString userId = QStringLiteral("0886c930-2781-41fd-a404-0aea8181ce1d");
const QString issuer = QStringLiteral("https://auth.test/auth/v1");

FakeAnswer json(const QJsonObject &object, int status = 200)
{
    FakeAnswer answer;
    answer.status = status;
    answer.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return answer;
}

QString text(const char *latin1) { return QString::fromLatin1(latin1); }

} // namespace

FakeAuth::FakeAuth()
    : m_http([this](const FakeRequest &request) { return answer(request); })
{
}

std::unique_ptr<auth::SessionService> FakeAuth::service(platform::Keychain &keychain, const Clock &clock)
{
    auth::SessionConfig config;
    config.environment = QStringLiteral("profile-1");
    config.base.url = m_http.url();
    config.base.label = QStringLiteral("Supabase Auth");
    config.base.environment = config.environment;
    config.publishableKey = QStringLiteral("sb_publishable_test");
    config.rules.issuer = issuer;
    config.lockFile = m_folder.path() + QStringLiteral("/session.lock");
    return std::make_unique<auth::SessionService>(std::move(config), keychain, clock);
}

FakeAnswer FakeAuth::refusal(int status, const char *code, const char *message)
{
    return json({{text("code"), text(code)}, {text("message"), text(message)}}, status);
}

QJsonObject FakeAuth::factor(const QString &name, bool isVerified)
{
    return {{text("id"), text("7c476a81-6783-47e5-8190-06de3f0942ff")}, {text("friendly_name"), name},
        {text("factor_type"), text("totp")}, {text("status"), isVerified ? text("verified") : text("unverified")},
        {text("created_at"), text("2026-03-01T09:12:00Z")}};
}

QJsonObject FakeAuth::user() const
{
    return {{text("id"), userId}, {text("email"), email}, {text("app_metadata"), QJsonObject {{text("role"), role}}},
        {text("factors"), factors}};
}

FakeAnswer FakeAuth::session() const
{
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    QJsonObject claims = TokenSigner::goodClaims(now);
    claims[text("iss")] = issuer;
    claims[text("sub")] = userId;
    claims[text("email")] = email;
    claims[text("app_metadata")] = QJsonObject {{text("role"), role}};
    claims[text("tenants")] = tenants;
    claims[text("aal")] = m_aal == 2 ? text("aal2") : text("aal1");
    claims[text("amr")] = QJsonArray {
        QJsonObject {{text("method"), m_aal == 2 ? text("totp") : text("password")}, {text("timestamp"), now}}};
    return json({{text("access_token"), QString::fromLatin1(m_signer.sign(claims))},
        {text("token_type"), text("bearer")}, {text("expires_in"), 3600},
        {text("refresh_token"), QStringLiteral("refresh-%1").arg(bodies.size())}, {text("user"), user()}});
}

FakeAnswer FakeAuth::enrolment()
{
    factors.append(factor(bodies.last()[u"friendly_name"].toString(), false));
    return json({{text("id"), text("7c476a81-6783-47e5-8190-06de3f0942ff")}, {text("type"), text("totp")},
        {text("totp"),
            QJsonObject {{text("qr_code"), text("<svg/>")}, {text("secret"), text("S5O7SRJDVGCC6XZGDO7SEVBH56XVRYCM")},
                {text("uri"),
                    text("otpauth://totp/"
                         "Pilothouse:dana@northwind.example?algorithm=SHA1&digits=6&issuer=Pilothouse&period=30&secret="
                         "S5O7SRJDVGCC6XZGDO7SEVBH56XVRYCM")}}}});
}

FakeAnswer FakeAuth::answer(const FakeRequest &request)
{
    const QByteArray path = request.path();
    bodies.append(QJsonDocument::fromJson(request.body).object());
    const QJsonObject &body = bodies.last();
    if (next.contains(path))
        return next.take(path);
    if (path == "/.well-known/jwks.json") {
        FakeAnswer keys;
        keys.body = m_signer.jwks();
        return keys;
    }
    if (path == "/settings") {
        QJsonObject external {{text("email"), true}, {text("phone"), false}};
        for (const QString &provider : providers)
            external[provider] = true;
        return json({{text("external"), external}, {text("disable_signup"), true}});
    }
    if (path == "/health")
        return json({{text("name"), text("GoTrue")}, {text("version"), text("v2.196.0")}});
    if (path == "/token")
        return body.contains(u"password") && body[u"password"].toString() != u"right"
            ? refusal(400, "invalid_credentials", "Invalid login credentials")
            : session();
    if (path == "/user")
        return json(user());
    if (path == "/factors")
        return enrolment();
    if (path.endsWith("/challenge"))
        return json({{text("id"), text("22f8b9db-7bb7-49c0-a3a3-c9c8479beae6")},
            {text("expires_at"), QDateTime::currentSecsSinceEpoch() + 300}});
    if (path.endsWith("/verify")) {
        if (body[u"code"].toString() != u"000000")
            return refusal(422, "mfa_verification_failed", "Invalid TOTP code entered");
        QJsonObject verified = factors.last().toObject();
        verified[text("status")] = text("verified");
        factors.replace(factors.size() - 1, verified);
        m_aal = 2;
        return session();
    }
    if (path.startsWith("/factors/")) {
        factors = {};
        m_aal = 1;
        return json({{text("id"), text("x")}});
    }
    FakeAnswer done;
    done.status = path == "/logout" ? 204 : 200;
    done.body = path == "/logout" ? "" : "{}";
    return done;
}

} // namespace ph::test
