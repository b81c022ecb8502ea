// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/linkboard.h"
#include "services/platform/profile.h"
#include "services/transport/http/client.h"
#include "services/transport/link/credentials.h"
#include "services/transport/redis/client.h"
#include "services/transport/redis/subscriber.h"

#include <map>
#include <memory>

namespace ph::platform {

/// A secret of the profile, by keychainKey(); nullopt: none is stored. On any thread.
using SecretLookup = std::function<Task<std::optional<Secret>>(QString key, std::stop_token stop)>;
/// The access token of whoever is signed in, fresh; Auth error when nobody is. On the I/O thread.
using TokenSource = std::function<Task<Secret>(std::stop_token stop)>;

/// The transports of one environment, made when first asked for. Lives on the session's I/O thread.
/// Areas keep the pointers they get: they live as long as the session.
class Connections final : public QObject {
    Q_OBJECT
public:
    /// All references outlive it.
    Connections(
        const Profile &profile, SecretLookup secrets, LinkBoard &board, const Clock &clock, QObject *parent = nullptr);
    ~Connections() override;

    /// Null when the profile has no such link; links of the same server and user share nothing but the address.
    [[nodiscard]] transport::redis::Client *redis(const QString &role);
    [[nodiscard]] transport::http::Client *http(LinkKind kind);
    /// For a stream on a thread of its own; callbacks and patterns are filled in by the area.
    [[nodiscard]] Result<transport::redis::Subscriber::Options> stream(const QString &redisRole);

    [[nodiscard]] transport::CredentialSource credentials(const Link &link, const QString &user) const;
    /// Set by services/auth.
    void setTokenSource(TokenSource source) { m_tokens = std::move(source); }
    [[nodiscard]] const TokenSource &tokenSource() const { return m_tokens; }

    /// Every link at once: “Retry now”, wake-up, network change.
    void reconnectNow();

private:
    [[nodiscard]] transport::http::AuthProvider authFor(const Link &link);
    [[nodiscard]] static Task<std::vector<transport::http::SecretHeader>> headers(
        Connections *self, Link link, transport::http::Access access, std::stop_token stop);
    void announce(const Link &link);

    const Profile &m_profile;
    SecretLookup m_secrets;
    LinkBoard &m_board;
    const Clock &m_clock;
    TokenSource m_tokens;
    std::map<QString, std::unique_ptr<transport::redis::Client>> m_redis;
    std::map<QString, std::unique_ptr<transport::http::Client>> m_http;
};

} // namespace ph::platform
