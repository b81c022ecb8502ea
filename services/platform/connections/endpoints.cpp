// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/connections/endpoints.h"

#include "services/base/files.h"

#include <QUrlQuery>
#include <algorithm>

namespace ph::platform {

namespace redis = transport::redis;

transport::TlsPolicy tlsPolicy(const Link &link)
{
    transport::TlsPolicy tls;
    const QString scheme = link.url.scheme();
    tls.enabled = scheme != QLatin1String("redis") && scheme != QLatin1String("http") && scheme != QLatin1String("ws");
    tls.caPem = link.caPem;
    tls.peerName = link.peerName;
    tls.spkiPins = link.spkiPins;
    return tls;
}

Result<redis::Endpoint> redisEndpoint(const Profile &profile, const Link &link)
{
    redis::Endpoint endpoint;
    endpoint.environment = profile.id;
    endpoint.label = link.label.isEmpty() ? QStringLiteral("Redis ") + link.role : link.label;
    endpoint.host = link.url.host();
    endpoint.port = quint16(link.url.port(6379));
    endpoint.tls = tlsPolicy(link);
    endpoint.route = link.route;
    endpoint.keyPrefix = link.keyPrefix.toUtf8();
    const QString path = link.url.path();
    if (path.size() > 1) {
        bool isNumber = false;
        endpoint.db = path.mid(1).toInt(&isNumber);
        if (!isNumber || endpoint.db < 0 || endpoint.db > 1'000'000)
            return fail(ErrorKind::Invalid, QStringLiteral("“%1” is no database number").arg(path.mid(1)),
                link.id + QStringLiteral(".url"), QStringLiteral("for example rediss://host:6380/0"));
    }
    if (!link.sentinelMaster.isEmpty())
        endpoint.sentinel = redis::Sentinel {{{endpoint.host, quint16(link.url.port(26379))}}, link.sentinelMaster};
    if (auto checked = endpoint.check(); !checked)
        return fail(checked.error());
    return endpoint;
}

transport::http::BaseEndpoint httpEndpoint(const Profile &profile, const Link &link)
{
    transport::http::BaseEndpoint endpoint;
    endpoint.url = link.url;
    endpoint.tls = tlsPolicy(link);
    endpoint.route = link.route;
    endpoint.label = link.label.isEmpty() ? linkKindName(link.kind) : link.label;
    endpoint.environment = profile.id;
    return endpoint;
}

transport::postgres::Endpoint postgresEndpoint(const Profile &profile, const Link &link)
{
    transport::postgres::Endpoint endpoint;
    endpoint.environment = profile.id;
    endpoint.label = link.label.isEmpty() ? QStringLiteral("Postgres") : link.label;
    endpoint.host = link.url.host();
    endpoint.port = portOf(link);
    endpoint.database = link.url.path().mid(1);
    endpoint.tls = tlsPolicy(link);
    endpoint.route = link.route;
    endpoint.allowPlain = profile.kind == EnvironmentKind::Local;
    return endpoint;
}

transport::websocket::Endpoint websocketEndpoint(const Profile &profile, const Link &link)
{
    transport::websocket::Endpoint endpoint;
    endpoint.url = link.url;
    QString path = link.url.path();
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    endpoint.url.setPath(path + QStringLiteral("/websocket"));
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("vsn"), QStringLiteral("1.0.0"));
    endpoint.url.setQuery(query);
    endpoint.tls = tlsPolicy(link);
    endpoint.route = link.route;
    endpoint.label = link.label.isEmpty() ? linkKindName(link.kind) : link.label;
    endpoint.environment = profile.id;
    return endpoint;
}

quint16 portOf(const Link &link)
{
    const QString scheme = link.url.scheme();
    const bool isPlainWeb = scheme == QLatin1String("http") || scheme == QLatin1String("ws");
    switch (link.kind) {
    case LinkKind::Redis: return quint16(link.url.port(link.sentinelMaster.isEmpty() ? 6379 : 26379));
    case LinkKind::Postgres: return quint16(link.url.port(5432));
    case LinkKind::Ssh: return quint16(link.url.port(22));
    default: return quint16(link.url.port(isPlainWeb ? 80 : 443));
    }
}

transport::SshHost sshHost(const Link &link)
{
    transport::SshHost host;
    host.host = link.url.host();
    host.port = portOf(link);
    host.user = link.user;
    host.knownHostsFile = Folders::standard().config + QStringLiteral("/known_hosts");
    return host;
}

const Link *sshHostOf(const Profile &profile, const Link &link)
{
    const QString &name = link.route.sshHost;
    if (name.isEmpty())
        return nullptr;
    const auto named = [&](const QString Link::*field) -> const Link * {
        const auto it = std::ranges::find_if(
            profile.links, [&](const Link &each) { return each.kind == LinkKind::Ssh && each.*field == name; });
        return it == profile.links.end() ? nullptr : &*it;
    };
    for (const auto field : {&Link::id, &Link::role, &Link::label})
        if (const Link *found = named(field))
            return found;
    return nullptr;
}

} // namespace ph::platform
