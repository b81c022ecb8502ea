// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/connections/connections.h"

#include "services/platform/connections/endpoints.h"

#include <QRegularExpression>

namespace ph::platform {

namespace redis = transport::redis;
namespace http = transport::http;
namespace postgres = transport::postgres;

namespace {

/// A name that a shell takes as one word as it is; the id otherwise.
QString typeable(const Profile &profile)
{
    static const QRegularExpression s_word(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9_.-]*$"));
    return s_word.match(profile.name).hasMatch() ? profile.name : profile.id;
}

Error noPassword(const Profile &profile, const Link &link, const QString &user)
{
    return {ErrorKind::Unavailable, QStringLiteral("no password is stored for %1 of %2").arg(user, profile.name),
        link.label.isEmpty() ? link.id : link.label,
        QStringLiteral("enter it in the window (Environments, Edit) or with `pilothousectl env set-secret %1 %2 %3`")
            .arg(typeable(profile), link.id, user),
        QStringLiteral("no-password"), {}, {}};
}

Task<transport::Credentials> lookUp(
    SecretLookup secrets, QString key, QString user, Error missing, std::stop_token stop)
{
    auto secret = co_await secrets(key, stop);
    if (!secret)
        co_return fail(secret.error());
    if (!*secret)
        co_return fail(std::move(missing));
    co_return transport::Credentials {user, std::move(**secret)};
}

Secret joined(QByteArrayView prefix, QByteArrayView value)
{
    QByteArray bytes;
    bytes.reserve(prefix.size() + value.size());
    bytes.append(prefix).append(value);
    return Secret::take(bytes);
}

} // namespace

Connections::Connections(
    const Profile &profile, SecretLookup secrets, LinkBoard &board, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_profile(profile)
    , m_secrets(std::move(secrets))
    , m_board(board)
    , m_clock(clock)
    , m_routes(profile, clock)
{
}

Connections::~Connections() = default;

void Connections::announce(const Link &link)
{
    const QString address
        = link.url.port() > 0 ? QStringLiteral("%1:%2").arg(link.url.host()).arg(link.url.port()) : link.url.host();
    m_board.add({link.id, link.kind, link.label.isEmpty() ? link.id : link.label, address, {}});
}

transport::CredentialSource Connections::credentials(const Link &link, const QString &user) const
{
    if (user.isEmpty())
        return {};
    return [secrets = m_secrets, key = keychainKey(m_profile, link, user), user,
               missing = noPassword(m_profile, link, user)](
               std::stop_token stop) { return lookUp(secrets, key, user, missing, std::move(stop)); };
}

void Connections::reportUnusable(const Link &link, Error error)
{
    transport::LinkState state;
    state.phase = transport::LinkPhase::Down;
    state.reason = std::move(error);
    state.since = m_clock.monotonic();
    m_board.report(link.id, state);
}

redis::Client *Connections::redis(const QString &role)
{
    const Link *link = m_profile.find(LinkKind::Redis, role);
    return link != nullptr ? redis(*link) : nullptr;
}

redis::Client *Connections::redis(const Link &link)
{
    auto &client = m_redis[link.id];
    if (client)
        return client.get();
    auto endpoint = redisEndpoint(m_profile, link);
    announce(link);
    if (!endpoint) {
        reportUnusable(link, endpoint.error());
        return nullptr;
    }
    redis::Client::Options options;
    options.endpoint = std::move(*endpoint);
    options.reader = credentials(link, link.user);
    options.operatorUser = credentials(link, link.operatorUser);
    options.dial = m_routes.toSockets(link);
    client = std::make_unique<redis::Client>(std::move(options));
    connect(client.get(), &redis::Client::stateChanged, this,
        [this, id = link.id](const transport::LinkState &state) { m_board.report(id, state); });
    client->start();
    return client.get();
}

Result<redis::Subscriber::Options> Connections::stream(const QString &redisRole)
{
    const Link *link = m_profile.find(LinkKind::Redis, redisRole);
    if (link == nullptr)
        return fail(ErrorKind::NotFound, QStringLiteral("the environment has no Redis link for this"), redisRole,
            QStringLiteral("add it to the environment"));
    auto endpoint = redisEndpoint(m_profile, *link);
    if (!endpoint)
        return fail(endpoint.error());
    redis::Subscriber::Options options;
    options.endpoint = std::move(*endpoint);
    options.credentials = credentials(*link, link->user);
    options.dial = m_routes.toOtherThread(*link);
    return options;
}

postgres::Client *Connections::postgres(const QString &role)
{
    const Link *link = m_profile.find(LinkKind::Postgres, role);
    return link != nullptr ? postgres(*link) : nullptr;
}

postgres::Client *Connections::postgresOperator(const QString &role)
{
    const Link *link = m_profile.find(LinkKind::Postgres, role);
    return link != nullptr ? postgresOperator(*link) : nullptr;
}

std::unique_ptr<postgres::Client> Connections::makePostgres(const Link &link, const QString &user, bool mayWrite)
{
    postgres::Client::Options options;
    options.endpoint = postgresEndpoint(m_profile, link);
    options.credentials = credentials(link, user);
    options.dial = m_routes.toLibrary(link);
    options.mayWrite = mayWrite;
    return std::make_unique<postgres::Client>(std::move(options));
}

postgres::Client *Connections::postgres(const Link &link)
{
    auto &client = m_postgres[link.id];
    if (client)
        return client.get();
    announce(link);
    client = makePostgres(link, link.user, false);
    connect(client.get(), &postgres::Client::stateChanged, this,
        [this, id = link.id](const transport::LinkState &state) { m_board.report(id, state); });
    client->start();
    return client.get();
}

postgres::Client *Connections::postgresOperator(const Link &link)
{
    if (link.operatorUser.isEmpty())
        return nullptr;
    auto &client = m_postgresOperators[link.id];
    if (!client)
        client = makePostgres(link, link.operatorUser, true);
    return client.get();
}

http::Client *Connections::http(LinkKind kind)
{
    const Link *link = m_profile.find(kind);
    return link != nullptr ? http(*link) : nullptr;
}

http::Client *Connections::http(const Link &link)
{
    auto &client = m_http[link.id];
    if (!client) {
        announce(link);
        http::BaseEndpoint endpoint = httpEndpoint(m_profile, link);
        endpoint.dial = m_routes.toSockets(link);
        client = std::make_unique<http::Client>(std::move(endpoint), authFor(link), m_clock);
        connect(client.get(), &http::Client::linkChanged, this,
            [this, id = link.id](const transport::LinkState &state) { m_board.report(id, state); });
    }
    return client.get();
}

http::AuthProvider Connections::authFor(const Link &link)
{
    return [this, link](
               http::Access access, std::stop_token stop) { return headers(this, link, access, std::move(stop)); };
}

Task<std::vector<http::SecretHeader>> Connections::headers(
    Connections *self, Link link, http::Access access, std::stop_token stop)
{
    std::vector<http::SecretHeader> all;
    if (!link.publishableKey.isEmpty())
        all.push_back({"apikey", Secret(link.publishableKey.toUtf8())});
    if (access == http::Access::Public)
        co_return all;
    const bool isSupabase = link.kind == LinkKind::Auth || link.kind == LinkKind::Rest
        || link.kind == LinkKind::Realtime || link.kind == LinkKind::Admin;
    if (isSupabase) {
        if (!self->m_tokens)
            co_return fail(ErrorKind::Auth, QStringLiteral("nobody is signed in"), link.label,
                QStringLiteral("sign in"), QStringLiteral("signed-out"));
        auto token = co_await self->m_tokens(stop);
        if (!token)
            co_return fail(token.error());
        all.push_back({"Authorization", joined("Bearer ", token->reveal())});
        co_return all;
    }
    if (link.user.isEmpty())
        co_return all;
    auto secret = co_await self->m_secrets(keychainKey(self->m_profile, link, link.user), stop);
    if (!secret)
        co_return fail(secret.error());
    if (*secret) {
        const Secret pair = joined(link.user.toUtf8() + ':', (*secret)->reveal());
        QByteArray encoded = pair.reveal().toByteArray().toBase64();
        all.push_back({"Authorization", joined("Basic ", encoded)});
        wipeBytes(encoded.data(), encoded.size());
    }
    co_return all;
}

void Connections::reconnectNow()
{
    m_routes.restart();
    for (auto &[id, client] : m_redis)
        if (client)
            client->reconnectNow();
    for (auto *all : {&m_postgres, &m_postgresOperators})
        for (auto &[id, client] : *all)
            client->reconnectNow();
    for (auto &[id, socket] : m_sockets)
        socket->reconnectNow();
    for (auto &[id, client] : m_http)
        client->dropConnections();
}

} // namespace ph::platform
