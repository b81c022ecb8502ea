// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/certificates.h"
#include "services/localplatform/localplatform.h"
#include "services/localplatform/statefile.h"

#include <QFile>

namespace ph::localplatform {

namespace {

using platform::Link;
using platform::LinkKind;

QString reader() { return QStringLiteral("pilothouse_reader"); }

QString operatorLogin() { return QStringLiteral("pilothouse_operator"); }

Link redisLink(const Ports &ports, const QString &role, const QString &label, int db, const QByteArray &ca)
{
    Link link;
    link.id = QStringLiteral("redis-") + role;
    link.kind = LinkKind::Redis;
    link.role = role;
    link.label = label;
    link.url = QUrl(QStringLiteral("rediss://127.0.0.1:%1/%2").arg(ports.value(QStringLiteral("redis_tls"))).arg(db));
    link.user = reader();
    link.operatorUser = operatorLogin();
    link.caPem = ca;
    return link;
}

Link authLink(const Ports &ports, const QString &publishableKey, const QByteArray &ca)
{
    Link link;
    link.id = QStringLiteral("auth");
    link.kind = LinkKind::Auth;
    link.label = QStringLiteral("Supabase Auth");
    link.url = QUrl(QStringLiteral("https://127.0.0.1:%1/auth/v1").arg(ports.value(QStringLiteral("gateway"))));
    link.issuer = link.url.toString();
    link.publishableKey = publishableKey;
    link.caPem = ca;
    return link;
}

Link postgresLink(const Ports &ports, const QByteArray &ca)
{
    Link link;
    link.id = QStringLiteral("postgres-primary");
    link.kind = LinkKind::Postgres;
    link.role = QStringLiteral("primary");
    link.label = QStringLiteral("PostgreSQL");
    link.url = QUrl(QStringLiteral("postgresql://127.0.0.1:%1/postgres").arg(ports.value(QStringLiteral("postgres"))));
    link.user = reader();
    link.operatorUser = operatorLogin();
    link.caPem = ca;
    return link;
}

Link prometheusLink(const Ports &ports)
{
    Link link;
    link.id = QStringLiteral("prometheus");
    link.kind = LinkKind::Prometheus;
    link.label = QStringLiteral("Prometheus");
    link.url = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(ports.value(QStringLiteral("prometheus"))));
    return link;
}

} // namespace

Result<platform::Profile> LocalPlatform::profile() const
{
    QFile caPem(caFile(m_folder));
    const auto state = loadState(m_folder.stateFile());
    const bool isThere = state || state.error().kind != ErrorKind::NotFound;
    if (!isThere || !caPem.open(QIODevice::ReadOnly))
        return fail(ErrorKind::NotFound, QStringLiteral("it was never started"), m_folder.path(),
            QStringLiteral("start it with %1").arg(m_folder.command(QStringLiteral("up"))));
    const QByteArray ca = caPem.readAll();
    if (!state)
        return fail(state.error());
    const auto key = SecretStore(m_folder.secrets()).existing(QStringLiteral("gateway.publishable"));
    if (!key)
        return fail(key.error());
    const Ports &ports = state->ports;
    const QString name = m_folder.name() == QLatin1String("default")
        ? QStringLiteral("Local platform")
        : QStringLiteral("Local platform %1").arg(m_folder.name());
    auto profile = platform::Profile::make(name, platform::EnvironmentKind::Local);
    profile.id = state->profileId;
    profile.links = {authLink(ports, QStringLiteral("sb_publishable_") + QString::fromLatin1(key->reveal()), ca),
        postgresLink(ports, ca), redisLink(ports, QStringLiteral("broker"), QStringLiteral("Redis broker"), 0, ca),
        redisLink(ports, QStringLiteral("results"), QStringLiteral("Redis results"), 0, ca),
        redisLink(ports, QStringLiteral("limits"), QStringLiteral("Redis limits"), 1, ca),
        redisLink(ports, QStringLiteral("cache"), QStringLiteral("Redis cache"), 0, ca), prometheusLink(ports)};
    return profile;
}

Result<Secret> LocalPlatform::password(const platform::Link &link, const QString &user) const
{
    const QString half = user == reader() ? QStringLiteral("reader")
        : user == operatorLogin()         ? QStringLiteral("operator")
                                          : QString();
    const bool isKnown = !half.isEmpty() && (link.kind == LinkKind::Redis || link.kind == LinkKind::Postgres);
    if (!isKnown)
        return fail(ErrorKind::NotFound, QStringLiteral("no such user"), link.id);
    const QString prefix = link.kind == LinkKind::Redis ? QStringLiteral("redis.") : QStringLiteral("pg.");
    return SecretStore(m_folder.secrets()).existing(prefix + half);
}

Result<std::vector<DemoAccount>> LocalPlatform::accounts() const
{
    const SecretStore secrets(m_folder.secrets());
    if (auto there = secrets.existing(QStringLiteral("demo-accounts.json")); !there)
        return fail(there.error());
    return demoAccounts(secrets);
}

} // namespace ph::localplatform
