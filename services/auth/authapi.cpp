// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/authapi.h"

#include "services/auth/authendpoints.h"

#include <QUrlQuery>

namespace ph::auth {

namespace {

using namespace std::chrono_literals;
using transport::http::Request;
using transport::http::Response;

constexpr qint64 maxBody = 2 * 1024 * 1024; // an enrolment brings 320 KB of SVG

void prepare(Request &request, const SharedSecret &bearer)
{
    // Changes the shape of errors only; both shapes are read.
    request.headers.push_back({QStringLiteral("X-Supabase-Api-Version"), QStringLiteral("2024-01-01")});
    request.maxBody = maxBody;
    // A password check may take seconds on a busy server.
    request.idle = 20s;
    request.total = 25s;
    if (bearer) {
        QByteArray value = "Bearer " + bearer->reveal().toByteArray();
        request.secretHeaders.push_back({QByteArrayLiteral("Authorization"), Secret::take(value)});
    }
}

AuthAnswer toAnswer(Response &response)
{
    AuthAnswer answer;
    answer.clock = response.clock;
    answer.where = response.where;
    if (!response.isSuccess())
        answer.failure = readFailure(response.status, response.body, response.header("x-sb-error-code"));
    answer.body = response.takeBody();
    return answer;
}

Request withJson(Secret json)
{
    Request request;
    request.body = {QByteArrayLiteral("application/json"), std::move(json)};
    return request;
}

Request grant(const char *type, Secret json)
{
    Request request = withJson(std::move(json));
    request.query = {{QStringLiteral("grant_type"), QLatin1String(type)}};
    return request;
}

Request forFactor(const QString &factorId, Secret json)
{
    Request request = withJson(std::move(json));
    request.path = {{QStringLiteral("id"), factorId}};
    return request;
}

} // namespace

Task<AuthAnswer> AuthApi::read(transport::http::ReadEndpoint endpoint, SharedSecret bearer, std::stop_token stop)
{
    Request request;
    prepare(request, bearer);
    auto response = co_await m_client.read(endpoint, std::move(request), stop);
    if (!response)
        co_return fail(response.error());
    co_return toAnswer(*response);
}

Task<AuthAnswer> AuthApi::write(
    Permit permit, transport::http::WriteEndpoint endpoint, Request request, SharedSecret bearer, std::stop_token stop)
{
    prepare(request, bearer);
    auto response = co_await m_client.session(std::move(permit), endpoint, std::move(request), stop);
    if (!response)
        co_return fail(response.error());
    co_return toAnswer(*response);
}

Task<AuthAnswer> AuthApi::health(std::stop_token stop) { return read(endpoint::health, nullptr, stop); }

Task<AuthAnswer> AuthApi::settings(std::stop_token stop) { return read(endpoint::settings, nullptr, stop); }

Task<AuthAnswer> AuthApi::keys(std::stop_token stop) { return read(endpoint::keys, nullptr, stop); }

Task<AuthAnswer> AuthApi::user(SharedSecret bearer, std::stop_token stop)
{
    return read(endpoint::user, std::move(bearer), stop);
}

Task<AuthAnswer> AuthApi::passwordGrant(Permit permit, QString email, Secret password, std::stop_token stop)
{
    return write(std::move(permit), endpoint::token,
        grant("password", secretJson({{"email", email.toUtf8()}, {"password", password.reveal()}})), nullptr, stop);
}

Task<AuthAnswer> AuthApi::refreshGrant(Permit permit, Secret refreshToken, std::stop_token stop)
{
    return write(std::move(permit), endpoint::token,
        grant("refresh_token", secretJson({{"refresh_token", refreshToken.reveal()}})), nullptr, stop);
}

Task<AuthAnswer> AuthApi::pkceGrant(Permit permit, Secret code, Secret verifier, std::stop_token stop)
{
    return write(std::move(permit), endpoint::token,
        grant("pkce", secretJson({{"auth_code", code.reveal()}, {"code_verifier", verifier.reveal()}})), nullptr, stop);
}

Task<AuthAnswer> AuthApi::changePassword(
    Permit permit, SharedSecret bearer, Secret password, Secret nonce, std::stop_token stop)
{
    Secret json = nonce.isEmpty() ? secretJson({{"password", password.reveal()}})
                                  : secretJson({{"password", password.reveal()}, {"nonce", nonce.reveal()}});
    return write(std::move(permit), endpoint::updateUser, withJson(std::move(json)), std::move(bearer), stop);
}

Task<AuthAnswer> AuthApi::reauthenticate(Permit permit, SharedSecret bearer, std::stop_token stop)
{
    return write(std::move(permit), endpoint::reauthenticate, {}, std::move(bearer), stop);
}

Task<AuthAnswer> AuthApi::logout(Permit permit, SharedSecret bearer, LogoutScope scope, std::stop_token stop)
{
    Request request = withJson(secretJson({}));
    request.query = {{QStringLiteral("scope"), logoutScopeName(scope)}};
    return write(std::move(permit), endpoint::logout, std::move(request), std::move(bearer), stop);
}

Task<AuthAnswer> AuthApi::enrol(Permit permit, SharedSecret bearer, QString name, QString issuer, std::stop_token stop)
{
    return write(std::move(permit), endpoint::enrol,
        withJson(secretJson({{"factor_type", "totp"}, {"friendly_name", name.toUtf8()}, {"issuer", issuer.toUtf8()}})),
        std::move(bearer), stop);
}

Task<AuthAnswer> AuthApi::challenge(Permit permit, SharedSecret bearer, QString factorId, std::stop_token stop)
{
    return write(std::move(permit), endpoint::challenge, forFactor(factorId, secretJson({})), std::move(bearer), stop);
}

Task<AuthAnswer> AuthApi::verify(
    Permit permit, SharedSecret bearer, QString factorId, QString challengeId, Secret code, std::stop_token stop)
{
    return write(std::move(permit), endpoint::verify,
        forFactor(factorId, secretJson({{"challenge_id", challengeId.toUtf8()}, {"code", code.reveal()}})),
        std::move(bearer), stop);
}

Task<AuthAnswer> AuthApi::unenrol(Permit permit, SharedSecret bearer, QString factorId, std::stop_token stop)
{
    Request request;
    request.path = {{QStringLiteral("id"), factorId}};
    return write(std::move(permit), endpoint::unenrol, std::move(request), std::move(bearer), stop);
}

QUrl AuthApi::authorizeUrl(const QString &provider, const QUrl &redirectTo, const QByteArray &challenge) const
{
    QUrl url = m_client.base().url;
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path + QStringLiteral("/authorize"));
    const auto encoded = [](const QString &text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); };
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("provider"), encoded(provider));
    query.addQueryItem(QStringLiteral("redirect_to"), encoded(redirectTo.toString(QUrl::FullyEncoded)));
    query.addQueryItem(QStringLiteral("code_challenge"), QString::fromLatin1(challenge));
    query.addQueryItem(QStringLiteral("code_challenge_method"), QStringLiteral("s256"));
    url.setQuery(query);
    return url;
}

} // namespace ph::auth
