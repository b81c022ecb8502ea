// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/connections/routes.h"
#include "services/platform/linkboard.h"
#include "services/platform/profile.h"
#include "services/transport/http/client.h"
#include "services/transport/link/credentials.h"
#include "services/transport/postgres/client.h"
#include "services/transport/redis/client.h"
#include "services/transport/redis/subscriber.h"
#include "services/transport/websocket/socket.h"

#include <map>
#include <memory>

namespace ph::platform {

/// A secret of the profile, by keychainKey(); nullopt: none is stored. On any thread.
using SecretLookup = std::function<Task<std::optional<Secret>>(QString key, std::stop_token stop)>;
/// The access token of whoever is signed in, fresh; Auth error when nobody is. On the I/O thread.
using TokenSource = std::function<Task<Secret>(std::stop_token stop)>;

/// The transports of one environment, made when first asked for, each by the route its link names (SSH host, proxy).
/// Lives on the session's I/O thread. Areas keep the pointers they get: they live as long as the session.
class Connections final : public QObject {
    Q_OBJECT
public:
    /// All references outlive it.
    Connections(
        const Profile &profile, SecretLookup secrets, LinkBoard &board, const Clock &clock, QObject *parent = nullptr);
    ~Connections() override;

    /// By role or kind: the first such link of the profile, null when it has none. Links of the same server and user
    /// share nothing but the address.
    [[nodiscard]] transport::redis::Client *redis(const QString &role);
    [[nodiscard]] transport::http::Client *http(LinkKind kind);
    /// The reading login: READ ONLY transactions, transact() is refused.
    [[nodiscard]] transport::postgres::Client *postgres(const QString &role);
    /// The operator login; null when the link names none. Connects with its first use and is not on the link board.
    [[nodiscard]] transport::postgres::Client *postgresOperator(const QString &role);

    /// The same for one link of the profile, where there may be several of a kind (Alertmanagers).
    [[nodiscard]] transport::redis::Client *redis(const Link &link);
    [[nodiscard]] transport::http::Client *http(const Link &link);
    [[nodiscard]] transport::postgres::Client *postgres(const Link &link);
    [[nodiscard]] transport::postgres::Client *postgresOperator(const Link &link);

    /// For a stream on a thread of its own; callbacks and patterns are filled in by the area.
    [[nodiscard]] Result<transport::redis::Subscriber::Options> stream(const QString &redisRole);

    /// Opens a link that stays open and watches itself from now on (Redis, Postgres, SSH, Realtime). False: it is of a
    /// kind that has to be asked (HTTP).
    bool watch(const Link &link);

    [[nodiscard]] transport::CredentialSource credentials(const Link &link, const QString &user) const;
    /// The way to a link for a transport that is not made here. Empty: directly.
    [[nodiscard]] transport::Dial dialer(const Link &link) { return m_routes.toSockets(link); }
    /// Set by services/auth.
    void setTokenSource(TokenSource source) { m_tokens = std::move(source); }
    [[nodiscard]] const TokenSource &tokenSource() const { return m_tokens; }

    /// Every link at once: “Retry now”, wake-up, network change.
    void reconnectNow();

private:
    [[nodiscard]] transport::http::AuthProvider authFor(const Link &link);
    [[nodiscard]] static Task<std::vector<transport::http::SecretHeader>> headers(
        Connections *self, Link link, transport::http::Access access, std::stop_token stop);
    [[nodiscard]] std::unique_ptr<transport::postgres::Client> makePostgres(
        const Link &link, const QString &user, bool mayWrite);
    void watchSsh(const Link &link);
    void watchRealtime(const Link &link);
    void announce(const Link &link);
    void reportUnusable(const Link &link, Error error);

    const Profile &m_profile;
    SecretLookup m_secrets;
    LinkBoard &m_board;
    const Clock &m_clock;
    TokenSource m_tokens;
    Routes m_routes; ///< outlives what dials through it
    std::map<QString, std::unique_ptr<transport::redis::Client>> m_redis;
    std::map<QString, std::unique_ptr<transport::http::Client>> m_http;
    std::map<QString, std::unique_ptr<transport::postgres::Client>> m_postgres;
    std::map<QString, std::unique_ptr<transport::postgres::Client>> m_postgresOperators;
    std::map<QString, std::unique_ptr<transport::websocket::Socket>> m_sockets;
};

} // namespace ph::platform
