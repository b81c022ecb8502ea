// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/endpoint.h"

#include "services/transport/tls/socketerrors.h"

namespace ph::transport::redis {

Result<void> Endpoint::check() const
{
    const auto invalid = [this](QString what) { return fail(ErrorKind::Invalid, std::move(what), where()); };
    if (db < 0)
        return invalid(QStringLiteral("the database number is negative"));
    if (sentinel) {
        if (sentinel->addresses.isEmpty() || sentinel->masterName.isEmpty())
            return invalid(QStringLiteral("a sentinel needs addresses and a master name"));
        for (const HostPort &each : sentinel->addresses) {
            if (auto plain = checkPlain(tls, route, each.host, where()); !plain)
                return plain;
        }
        return {};
    }
    if (host.isEmpty() || host.contains(QLatin1Char(' ')) || host.startsWith(QLatin1Char('-')))
        return invalid(QStringLiteral("the host name is empty or malformed"));
    if (port == 0)
        return invalid(QStringLiteral("the port is missing"));
    return checkPlain(tls, route, host, where());
}

QString Endpoint::where() const
{
    const QString address = sentinel      ? QStringLiteral("sentinel:%1").arg(sentinel->masterName)
        : host.contains(QLatin1Char(':')) ? QStringLiteral("[%1]:%2").arg(host).arg(port)
                                          : QStringLiteral("%1:%2").arg(host).arg(port);
    return QStringLiteral("%1 %2/%3").arg(label.isEmpty() ? QStringLiteral("Redis") : label, address).arg(db);
}

} // namespace ph::transport::redis
