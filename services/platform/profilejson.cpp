// SPDX-License-Identifier: GPL-3.0-or-later
// A profile as its file holds it.
#include "services/platform/profile.h"

#include <QJsonArray>

namespace ph::platform {

namespace {

QJsonObject routeToJson(const transport::Route &route)
{
    using transport::ProxyKind;
    QJsonObject json;
    static const std::array names {"system", "none", "socks5", "http"};
    if (route.proxy != ProxyKind::System)
        json.insert(QLatin1String("proxy"), QLatin1String(names[size_t(route.proxy)]));
    if (!route.proxyHost.isEmpty()) {
        json.insert(QLatin1String("proxy_host"), route.proxyHost);
        json.insert(QLatin1String("proxy_port"), route.proxyPort);
    }
    if (!route.sshHost.isEmpty())
        json.insert(QLatin1String("ssh_host"), route.sshHost);
    return json;
}

transport::Route routeFromJson(const QJsonObject &json)
{
    using transport::ProxyKind;
    transport::Route route;
    const QString proxy = json.value(QLatin1String("proxy")).toString();
    if (proxy == QLatin1String("none"))
        route.proxy = ProxyKind::None;
    else if (proxy == QLatin1String("socks5"))
        route.proxy = ProxyKind::Socks5;
    else if (proxy == QLatin1String("http"))
        route.proxy = ProxyKind::Http;
    route.proxyHost = json.value(QLatin1String("proxy_host")).toString();
    route.proxyPort = quint16(json.value(QLatin1String("proxy_port")).toInt());
    route.sshHost = json.value(QLatin1String("ssh_host")).toString();
    return route;
}

void insertText(QJsonObject &json, const char *key, const QString &text)
{
    if (!text.isEmpty())
        json.insert(QLatin1String(key), text);
}

QJsonObject linkToJson(const Link &link)
{
    QJsonObject json {{QStringLiteral("id"), link.id}, {QStringLiteral("kind"), linkKindName(link.kind)},
        {QStringLiteral("url"), link.url.toString(QUrl::RemoveUserInfo)}};
    insertText(json, "role", link.role);
    insertText(json, "label", link.label);
    insertText(json, "user", link.user);
    insertText(json, "operator_user", link.operatorUser);
    insertText(json, "ca_pem", QString::fromLatin1(link.caPem));
    insertText(json, "peer_name", link.peerName);
    insertText(json, "publishable_key", link.publishableKey);
    insertText(json, "issuer", link.issuer);
    insertText(json, "key_prefix", link.keyPrefix);
    insertText(json, "sentinel_master", link.sentinelMaster);
    if (!link.spkiPins.isEmpty()) {
        QJsonArray pins;
        for (const QByteArray &pin : link.spkiPins)
            pins.append(QString::fromLatin1(pin));
        json.insert(QLatin1String("spki_pins"), pins);
    }
    if (const QJsonObject route = routeToJson(link.route); !route.isEmpty())
        json.insert(QLatin1String("route"), route);
    if (link.prioritySteps != Link {}.prioritySteps) {
        QJsonArray steps;
        for (const int step : link.prioritySteps)
            steps.append(step);
        json.insert(QLatin1String("priority_steps"), steps);
    }
    if (!link.queues.isEmpty())
        json.insert(QLatin1String("queues"), QJsonArray::fromStringList(link.queues));
    return json;
}

Result<Link> linkFromJson(const QJsonObject &json, const QString &where)
{
    const auto text = [&](const char *key) { return json.value(QLatin1String(key)).toString(); };
    Link link;
    const auto kind = linkKindOf(text("kind"));
    if (!kind)
        return fail(ErrorKind::Invalid, QStringLiteral("unknown kind of link “%1”").arg(text("kind")),
            where + QStringLiteral(".kind"));
    link.kind = *kind;
    link.role = text("role");
    link.id = text("id");
    if (link.id.isEmpty())
        link.id
            = link.role.isEmpty() ? linkKindName(link.kind) : linkKindName(link.kind) + QLatin1Char('-') + link.role;
    link.label = text("label");
    link.url = QUrl(text("url"), QUrl::StrictMode);
    if (!link.url.userInfo().isEmpty())
        return fail(ErrorKind::Invalid, QStringLiteral("the address holds a user or password"),
            where + QStringLiteral(".url"), QStringLiteral("give the user in `user`; the password goes to the keyring"),
            QStringLiteral("secret"));
    link.user = text("user");
    link.operatorUser = text("operator_user");
    link.caPem = text("ca_pem").toLatin1();
    link.peerName = text("peer_name");
    link.publishableKey = text("publishable_key");
    link.issuer = text("issuer");
    link.keyPrefix = text("key_prefix");
    link.sentinelMaster = text("sentinel_master");
    for (const QJsonValue &pin : json.value(QLatin1String("spki_pins")).toArray())
        link.spkiPins.append(pin.toString().toLatin1());
    link.route = routeFromJson(json.value(QLatin1String("route")).toObject());
    if (const QJsonValue steps = json.value(QLatin1String("priority_steps")); steps.isArray()) {
        link.prioritySteps.clear();
        for (const QJsonValue &step : steps.toArray())
            link.prioritySteps.append(step.toInt());
    }
    for (const QJsonValue &queue : json.value(QLatin1String("queues")).toArray())
        link.queues.append(queue.toString());
    return link;
}

const QStringList &knownFields()
{
    static const QStringList s_fields {QStringLiteral("version"), QStringLiteral("id"), QStringLiteral("name"),
        QStringLiteral("kind"), QStringLiteral("colour"), QStringLiteral("label"), QStringLiteral("shape"),
        QStringLiteral("protected"), QStringLiteral("read_only"), QStringLiteral("silent"),
        QStringLiteral("second_factor"), QStringLiteral("strict_lock"), QStringLiteral("role_claims"),
        QStringLiteral("task_tenant"), QStringLiteral("links"), QStringLiteral("local_folder")};
    return s_fields;
}

} // namespace

bool Link::operator==(const Link &other) const { return linkToJson(*this) == linkToJson(other); }

Result<Profile> profileFromJson(const QJsonObject &json)
{
    const int version = json.value(QLatin1String("version")).toInt(0);
    if (version < 1)
        return fail(ErrorKind::Invalid, QStringLiteral("this is no environment file: it has no version"),
            QStringLiteral("version"));
    if (version > Profile::currentVersion)
        return fail(ErrorKind::Invalid,
            QStringLiteral("the file is of version %1, this Pilothouse knows up to %2")
                .arg(version)
                .arg(Profile::currentVersion),
            QStringLiteral("version"), QStringLiteral("update Pilothouse"), QStringLiteral("newer-version"));
    Profile profile;
    const auto text = [&](const char *key) { return json.value(QLatin1String(key)).toString(); };
    const auto kind = environmentKindOf(text("kind"));
    if (!kind)
        return fail(ErrorKind::Invalid, QStringLiteral("unknown kind of environment “%1”").arg(text("kind")),
            QStringLiteral("kind"), QStringLiteral("local, development, staging or production"));
    profile = Profile::make(text("name"), *kind);
    if (const QString id = text("id"); !id.isEmpty())
        profile.id = id;
    for (const auto &[key, target] :
        {std::pair {"colour", &profile.colour}, {"label", &profile.label}, {"shape", &profile.shape}})
        if (const QString value = text(key); !value.isEmpty())
            *target = value;
    const auto flag = [&](const char *key, bool &target) { target = json.value(QLatin1String(key)).toBool(target); };
    flag("protected", profile.isProtected);
    flag("read_only", profile.isReadOnly);
    flag("silent", profile.isSilent);
    flag("second_factor", profile.needsSecondFactor);
    flag("strict_lock", profile.isStrictLock);
    if (const QJsonValue paths = json.value(QLatin1String("role_claims")); paths.isArray()) {
        profile.claims.rolePaths.clear();
        for (const QJsonValue &path : paths.toArray())
            profile.claims.rolePaths.append(path.toString());
    }
    if (const QJsonValue argument = json.value(QLatin1String("task_tenant")); argument.isString())
        profile.taskTenant = argument.toString(); // an empty one means that no argument tells
    if (profile.kind == EnvironmentKind::Local)
        profile.localFolder = text("local_folder");
    const QJsonArray links = json.value(QLatin1String("links")).toArray();
    for (qsizetype i = 0; i < links.size(); ++i) {
        auto link = linkFromJson(links.at(i).toObject(), QStringLiteral("links[%1]").arg(i));
        if (!link)
            return fail(link.error());
        profile.links.push_back(std::move(*link));
    }
    for (auto it = json.begin(); it != json.end(); ++it)
        if (!knownFields().contains(it.key()))
            profile.unknown.insert(it.key(), it.value());
    return profile;
}

QJsonObject profileToJson(const Profile &profile)
{
    QJsonObject json = profile.unknown;
    json.insert(QLatin1String("version"), Profile::currentVersion);
    json.insert(QLatin1String("id"), profile.id);
    json.insert(QLatin1String("name"), profile.name);
    json.insert(QLatin1String("kind"), environmentKindName(profile.kind));
    json.insert(QLatin1String("colour"), profile.colour);
    json.insert(QLatin1String("label"), profile.label);
    json.insert(QLatin1String("shape"), profile.shape);
    json.insert(QLatin1String("protected"), profile.isProtected);
    json.insert(QLatin1String("read_only"), profile.isReadOnly);
    json.insert(QLatin1String("silent"), profile.isSilent);
    json.insert(QLatin1String("second_factor"), profile.needsSecondFactor);
    json.insert(QLatin1String("strict_lock"), profile.isStrictLock);
    json.insert(QLatin1String("role_claims"), QJsonArray::fromStringList(profile.claims.rolePaths));
    json.insert(QLatin1String("task_tenant"), profile.taskTenant);
    insertText(json, "local_folder", profile.localFolder);
    QJsonArray links;
    for (const Link &link : profile.links)
        links.append(linkToJson(link));
    json.insert(QLatin1String("links"), links);
    return json;
}

} // namespace ph::platform
