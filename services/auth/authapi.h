// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/autherrors.h"
#include "services/auth/authtypes.h"
#include "services/transport/http/client.h"

#include <QUrl>

namespace ph::auth {

/// What the server said: a body, or its no.
struct AuthAnswer {
    Secret body;
    std::optional<AuthFailure> failure;
    std::optional<ServerOffset> clock;
    QString where;
};

/// Supabase Auth on the wire: requests and both error shapes; decides nothing. An error of a task means that no answer
/// came (see http::Client). Lives on the client's thread; the client outlives it.
class AuthApi final {
public:
    explicit AuthApi(transport::http::Client &client)
        : m_client(client)
    {
    }

    [[nodiscard]] Task<AuthAnswer> health(std::stop_token stop);
    [[nodiscard]] Task<AuthAnswer> settings(std::stop_token stop);
    [[nodiscard]] Task<AuthAnswer> keys(std::stop_token stop);
    [[nodiscard]] Task<AuthAnswer> user(SharedSecret bearer, std::stop_token stop);

    using Permit = transport::SessionPermit;
    [[nodiscard]] Task<AuthAnswer> passwordGrant(Permit permit, QString email, Secret password, std::stop_token stop);
    [[nodiscard]] Task<AuthAnswer> refreshGrant(Permit permit, Secret refreshToken, std::stop_token stop);
    [[nodiscard]] Task<AuthAnswer> pkceGrant(Permit permit, Secret code, Secret verifier, std::stop_token stop);
    /// `nonce` may be empty.
    [[nodiscard]] Task<AuthAnswer> changePassword(
        Permit permit, SharedSecret bearer, Secret password, Secret nonce, std::stop_token stop);
    [[nodiscard]] Task<AuthAnswer> reauthenticate(Permit permit, SharedSecret bearer, std::stop_token stop);
    [[nodiscard]] Task<AuthAnswer> logout(Permit permit, SharedSecret bearer, LogoutScope scope, std::stop_token stop);
    [[nodiscard]] Task<AuthAnswer> enrol(
        Permit permit, SharedSecret bearer, QString name, QString issuer, std::stop_token stop);
    [[nodiscard]] Task<AuthAnswer> challenge(
        Permit permit, SharedSecret bearer, QString factorId, std::stop_token stop);
    [[nodiscard]] Task<AuthAnswer> verify(
        Permit permit, SharedSecret bearer, QString factorId, QString challengeId, Secret code, std::stop_token stop);
    [[nodiscard]] Task<AuthAnswer> unenrol(Permit permit, SharedSecret bearer, QString factorId, std::stop_token stop);

    /// Where the browser begins (PKCE, S256).
    [[nodiscard]] QUrl authorizeUrl(const QString &provider, const QUrl &redirectTo, const QByteArray &challenge) const;

private:
    [[nodiscard]] Task<AuthAnswer> read(
        transport::http::ReadEndpoint endpoint, SharedSecret bearer, std::stop_token stop);
    [[nodiscard]] Task<AuthAnswer> write(Permit permit, transport::http::WriteEndpoint endpoint,
        transport::http::Request request, SharedSecret bearer, std::stop_token stop);

    transport::http::Client &m_client;
};

} // namespace ph::auth
