// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/platform/fieldtexts.h"

#include <QCoreApplication>

namespace ph::ui {

using platform::LinkKind;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("environments", text); }

QString addressHint(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Auth: return QStringLiteral("https://project.supabase.co/auth/v1");
    case LinkKind::Rest: return QStringLiteral("https://project.supabase.co/rest/v1");
    case LinkKind::Realtime: return QStringLiteral("wss://project.supabase.co/realtime/v1");
    case LinkKind::Postgres: return QStringLiteral("postgresql://db.example:5432/postgres");
    case LinkKind::Redis: return QStringLiteral("rediss://redis.example:6380/0");
    case LinkKind::Prometheus: return QStringLiteral("https://prometheus.example");
    case LinkKind::Alertmanager: return QStringLiteral("https://alerts.example");
    case LinkKind::Ssh: return QStringLiteral("ssh://db-1.example:22");
    case LinkKind::SecretStore: return QStringLiteral("https://vault.example:8200");
    case LinkKind::Admin: return QStringLiteral("https://admin.example");
    }
    return {};
}

FieldText userText(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Redis:
        return {tr("Reading user"), QStringLiteral("pilothouse_reader"),
            tr("A Redis ACL user that can change nothing. Empty: no sign-in."), true};
    case LinkKind::Postgres:
        return {
            tr("Reading login"), QStringLiteral("pilothouse_reader"), tr("Few rights: pg_monitor is enough."), true};
    case LinkKind::Ssh: return {tr("Account"), {}, tr("Empty: as OpenSSH decides."), true};
    default: return {tr("User"), {}, tr("Empty: no sign-in."), true};
    }
}

} // namespace

FieldText linkFieldText(LinkKind kind, const QString &field)
{
    if (field == QLatin1String("url"))
        return {tr("Address"), addressHint(kind), {}, true};
    if (field == QLatin1String("user"))
        return userText(kind);
    if (field == QLatin1String("operator_user"))
        return {tr("Operator user"), QStringLiteral("pilothouse_operator"),
            tr("Used for changes alone. Empty: nothing can be changed through this link."), true};
    if (field == QLatin1String("issuer"))
        return {tr("Issuer"), QStringLiteral("https://project.supabase.co/auth/v1"),
            tr("What stands as “iss” in its tokens."), true};
    if (field == QLatin1String("publishable_key"))
        return {tr("Publishable key"), QStringLiteral("sb_publishable_…"),
            tr("The publishable (anon) key, never a service key."), true};
    if (field == QLatin1String("key_prefix"))
        return {tr("Key prefix"), {}, tr("Celery's global_keyprefix, if one is set."), true, false, true};
    if (field == QLatin1String("sentinel_master"))
        return {tr("Sentinel master"), QStringLiteral("mymaster"), tr("Set it when the address is a Sentinel's."), true,
            false, true};
    if (field == QLatin1String("priority_steps"))
        return {tr("Priority steps"), QStringLiteral("0, 3, 6, 9"), tr("As in Celery's broker_transport_options."),
            true, false, true};
    if (field == QLatin1String("queues"))
        return {tr("Queues"), QStringLiteral("celery, agents"),
            tr("Shown even when Redis does not know them (empty queues have no key)."), true, false, true};
    if (field == QLatin1String("label"))
        return {tr("Shown as"), {}, {}, false, false, true};
    if (field == QLatin1String("ca_pem"))
        return {tr("Private CA"), QStringLiteral("-----BEGIN CERTIFICATE-----"),
            tr("In addition to the system's authorities."), true, true, true};
    if (field == QLatin1String("peer_name"))
        return {tr("Certificate name"), {}, tr("Verified in place of the host."), true, false, true};
    if (field == QLatin1String("spki_pins"))
        return {tr("Pinned keys"), {}, tr("SHA-256 of the public key, base64; two at least."), true, false, true};
    if (field == QLatin1String("route.ssh_host"))
        return {tr("Through SSH host"), {}, {}, true, false, true};
    if (field == QLatin1String("route.proxy"))
        return {tr("Proxy"), QStringLiteral("system"), tr("system, none, socks5 or http."), true, false, true};
    if (field == QLatin1String("route.proxy_host"))
        return {tr("Proxy host"), {}, {}, true, false, true};
    if (field == QLatin1String("route.proxy_port"))
        return {tr("Proxy port"), {}, {}, true, false, true};
    return {field};
}

QString profileFieldLabel(const QString &field)
{
    static const QHash<QString, QString> s_labels {{QStringLiteral("name"), tr("Name")},
        {QStringLiteral("kind"), tr("Kind")}, {QStringLiteral("colour"), tr("Colour of its banner")},
        {QStringLiteral("label"), tr("Word in its banner")}, {QStringLiteral("shape"), tr("Shape in its banner")},
        {QStringLiteral("protected"), tr("Protected")}, {QStringLiteral("read_only"), tr("Read-only")},
        {QStringLiteral("silent"), tr("Silent")}, {QStringLiteral("second_factor"), tr("Second factor for every act")},
        {QStringLiteral("strict_lock"), tr("Locked strictly")}, {QStringLiteral("role_claims"), tr("Rights from")},
        {QStringLiteral("task_tenant"), tr("Tenant of a task")}};
    return s_labels.value(field, field);
}

QStringList fieldLabels(const platform::Profile &profile, const QStringList &fields)
{
    const auto lower = [](QString text) {
        if (text.size() > 1 && !text[1].isUpper()) // not "SSH"
            text[0] = text[0].toLower();
        return text;
    };
    QStringList labels;
    for (const QString &field : fields) {
        const QString id = field.section(QLatin1Char('.'), 0, 0);
        const platform::Link *link = profile.find(id);
        const QString name = link == nullptr || link->label.isEmpty() ? id : link->label;
        if (field.contains(QLatin1Char('.')))
            labels << QStringLiteral("%1: %2").arg(name,
                lower(link == nullptr ? field.section(QLatin1Char('.'), 1)
                                      : linkFieldText(link->kind, field.section(QLatin1Char('.'), 1)).label));
        else
            labels << (link != nullptr ? name : lower(profileFieldLabel(field)));
    }
    return labels;
}

QString linkPurpose(LinkKind kind, const QString &role)
{
    if (kind == LinkKind::Redis) {
        if (role == QLatin1String("broker"))
            return tr("Queues and task events of Celery");
        if (role == QLatin1String("results"))
            return tr("Results of tasks");
        if (role == QLatin1String("limits"))
            return tr("Counters of rate limits");
        return tr("Response cache");
    }
    switch (kind) {
    case LinkKind::Auth: return tr("Sign-in and rights");
    case LinkKind::Rest: return tr("Data of tenants, as the person signed in");
    case LinkKind::Realtime: return tr("Changes as they happen");
    case LinkKind::Admin: return tr("Acts that need the service key, made by the platform itself");
    case LinkKind::Postgres: return tr("Health of the database");
    case LinkKind::Prometheus: return tr("Metrics, targets and rules");
    case LinkKind::Alertmanager: return tr("Alerts and silences");
    case LinkKind::Ssh: return tr("Backups, and the way to servers behind it");
    default: return tr("Secrets of the platform");
    }
}

QString linkIcon(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Auth: return QStringLiteral("key-round");
    case LinkKind::Rest:
    case LinkKind::Admin: return QStringLiteral("globe");
    case LinkKind::Realtime: return QStringLiteral("activity");
    case LinkKind::Postgres: return QStringLiteral("database");
    case LinkKind::Redis: return QStringLiteral("layers");
    case LinkKind::Prometheus: return QStringLiteral("chart-line");
    case LinkKind::Alertmanager: return QStringLiteral("siren");
    case LinkKind::Ssh: return QStringLiteral("terminal");
    case LinkKind::SecretStore: return QStringLiteral("lock");
    }
    return {};
}

} // namespace ph::ui
