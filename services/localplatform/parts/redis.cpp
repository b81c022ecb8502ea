// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/parts/table.h"

#include <QDir>

namespace ph::localplatform {

std::vector<Part> redisParts(const Layout &layout)
{
    Part part;
    part.name = QStringLiteral("redis");
    part.title = QStringLiteral("Redis");
    part.endpoint = QStringLiteral("rediss://127.0.0.1:%1/0").arg(layout.port("redis_tls"));
    part.command = {layout.programs.redisServer, {layout.folder.config() + QStringLiteral("/redis.conf")}};
    part.probe.kind = Probe::Kind::Redis;
    part.probe.url.setHost(QStringLiteral("127.0.0.1"));
    part.probe.url.setPort(layout.ports.value(QStringLiteral("redis_tls")));
    part.probe.user = QStringLiteral("pilothouse_reader");
    part.probe.secret = QStringLiteral("redis.reader");
    part.listens = {QStringLiteral("redis"), QStringLiteral("redis_tls")};
    part.grace = Milliseconds {6000};
    return {part};
}

Result<void> configureRedis(const Layout &layout, const SecretStore &secrets, QHash<QString, QString> values)
{
    for (const char *user : {"platform", "reader", "silent", "operator", "exporter"}) {
        const auto hash = secrets.sha256Hex(QStringLiteral("redis.") + QLatin1String(user));
        if (!hash)
            return fail(hash.error());
        values.insert(QStringLiteral("redis.%1.sha256").arg(QLatin1String(user)), QString::fromLatin1(*hash));
    }
    if (!QDir().mkpath(layout.folder.of("redis")))
        return fail(ErrorKind::Unavailable, QStringLiteral("the folder cannot be made"), layout.folder.of("redis"));
    return writeTemplates(layout, {QStringLiteral("redis.conf.in"), QStringLiteral("users.acl.in")}, values);
}

} // namespace ph::localplatform
