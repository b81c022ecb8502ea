// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/connections/endpoints.h"

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

} // namespace ph::platform
