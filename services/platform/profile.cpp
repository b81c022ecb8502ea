// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/profile.h"

#include "services/transport/tls/tls.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUuid>
#include <algorithm>
#include <array>

namespace ph::platform {

namespace {

template <class E>
struct Name {
    E value;
    const char *name;
};

constexpr std::array s_linkKinds {Name {LinkKind::Auth, "auth"}, Name {LinkKind::Rest, "rest"},
    Name {LinkKind::Realtime, "realtime"}, Name {LinkKind::Admin, "admin"}, Name {LinkKind::Postgres, "postgres"},
    Name {LinkKind::Redis, "redis"}, Name {LinkKind::Prometheus, "prometheus"},
    Name {LinkKind::Alertmanager, "alertmanager"}, Name {LinkKind::Ssh, "ssh"},
    Name {LinkKind::SecretStore, "secret-store"}};

constexpr std::array s_environmentKinds {Name {EnvironmentKind::Local, "local"},
    Name {EnvironmentKind::Development, "development"}, Name {EnvironmentKind::Staging, "staging"},
    Name {EnvironmentKind::Production, "production"}};

template <class Table, class E>
QString nameIn(const Table &table, E value)
{
    for (const auto &each : table)
        if (each.value == value)
            return QString::fromLatin1(each.name);
    return {};
}

template <class E, class Table>
std::optional<E> valueIn(const Table &table, const QString &name)
{
    for (const auto &each : table)
        if (name == QLatin1String(each.name))
            return each.value;
    return std::nullopt;
}

const QStringList &colours()
{
    static const QStringList s_colours {QStringLiteral("red"), QStringLiteral("amber"), QStringLiteral("blue"),
        QStringLiteral("green"), QStringLiteral("violet"), QStringLiteral("grey")};
    return s_colours;
}

const QStringList &shapes()
{
    static const QStringList s_shapes {
        QStringLiteral("shield"), QStringLiteral("triangle"), QStringLiteral("circle"), QStringLiteral("square")};
    return s_shapes;
}

/// What a name may not hold: lines, controls, direction overrides. It stands in titles, logs and file lists.
bool hasHidden(const QString &text)
{
    return std::ranges::any_of(text, [](QChar c) {
        return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format
            || c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph;
    });
}

bool isPin(const QByteArray &pin)
{
    const auto bytes = QByteArray::fromBase64Encoding(pin, QByteArray::AbortOnBase64DecodingErrors);
    return bytes && bytes.decoded.size() == 32;
}

QStringList schemesOf(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Postgres: return {QStringLiteral("postgresql"), QStringLiteral("postgres")};
    case LinkKind::Redis: return {QStringLiteral("rediss"), QStringLiteral("redis")};
    case LinkKind::Realtime: return {QStringLiteral("wss"), QStringLiteral("ws")};
    case LinkKind::Ssh: return {QStringLiteral("ssh")};
    default: return {QStringLiteral("https"), QStringLiteral("http")};
    }
}

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
            where + QStringLiteral(".url"),
            QStringLiteral("give the user in `user`; the password goes to the keychain"), QStringLiteral("secret"));
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
        QStringLiteral("links"), QStringLiteral("local_folder")};
    return s_fields;
}

Result<void> refuseSecrets(const QJsonValue &value, const QString &where)
{
    static const QRegularExpression s_secretName(
        QStringLiteral("pass(word|phrase)?$|secret(_key)?$|token$|service_role|private_key"),
        QRegularExpression::CaseInsensitiveOption);
    if (value.isString() && isServiceKey(value.toString()))
        return fail(ErrorKind::Invalid, QStringLiteral("a service key must not reach a desktop"), where,
            QStringLiteral(
                "use the publishable key; acts that need the service key go through the platform's admin service"),
            QStringLiteral("service-key"));
    if (value.isString() && value.toString().contains(QLatin1String("PRIVATE KEY-----")))
        return fail(ErrorKind::Invalid, QStringLiteral("the file holds a private key"), where,
            QStringLiteral("remove it; a CA is given by its certificate"), QStringLiteral("secret"));
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            const QString field = where.isEmpty() ? it.key() : where + QLatin1Char('.') + it.key();
            if (s_secretName.match(it.key()).hasMatch() && it.value().isString() && !it.value().toString().isEmpty())
                return fail(ErrorKind::Invalid, QStringLiteral("the file holds a secret"), field,
                    QStringLiteral("remove it; secrets are entered once and kept in the keychain"),
                    QStringLiteral("secret"));
            if (auto inner = refuseSecrets(it.value(), field); !inner)
                return inner;
        }
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            if (auto inner = refuseSecrets(array.at(i), QStringLiteral("%1[%2]").arg(where).arg(i)); !inner)
                return inner;
    }
    return {};
}

void validateLink(const Link &link, EnvironmentKind kind, const QString &where, std::vector<Error> &errors)
{
    const auto add = [&](const QString &field, const QString &what, const QString &hint) {
        errors.push_back(Error {ErrorKind::Invalid, what, where + field, hint, {}, {}, {}});
    };
    static const QRegularExpression s_host(QStringLiteral("\\A[A-Za-z0-9]([A-Za-z0-9.-]*)\\z|\\A[0-9a-fA-F:.]+\\z"));
    const QStringList schemes = schemesOf(link.kind);
    if (!link.url.isValid() || link.url.host().isEmpty())
        return add(QStringLiteral(".url"), QStringLiteral("no valid address"),
            QStringLiteral("for example %1://host:port").arg(schemes.first()));
    if (!schemes.contains(link.url.scheme()))
        return add(QStringLiteral(".url"),
            QStringLiteral("“%1” is not an address of this kind of link").arg(link.url.scheme()),
            QStringLiteral("use %1://").arg(schemes.first()));
    if (link.url.hasQuery() || link.url.hasFragment())
        add(QStringLiteral(".url"), QStringLiteral("the address has a query or a fragment"),
            QStringLiteral("give the address alone; everything else has its own field"));
    if (!s_host.match(link.url.host()).hasMatch())
        add(QStringLiteral(".url"), QStringLiteral("the host name holds characters that no host has"),
            QStringLiteral("check the host"));
    const bool plain = link.url.scheme() == QLatin1String("http") || link.url.scheme() == QLatin1String("redis")
        || link.url.scheme() == QLatin1String("ws");
    if (plain && !(kind == EnvironmentKind::Local && transport::isLoopbackHost(link.url.host())))
        add(QStringLiteral(".url"), QStringLiteral("the connection would not be encrypted"),
            QStringLiteral("use %1://").arg(schemes.first()));
    if (isServiceKey(link.publishableKey))
        add(QStringLiteral(".publishable_key"), QStringLiteral("this is a service key, it must not reach a desktop"),
            QStringLiteral("use the publishable (anon) key"));
    if (link.kind == LinkKind::Auth && link.issuer.isEmpty())
        add(QStringLiteral(".issuer"), QStringLiteral("the issuer of the tokens is missing"),
            QStringLiteral("the `iss` claim, usually …/auth/v1"));
    if (!std::ranges::all_of(link.spkiPins, isPin))
        add(QStringLiteral(".spki_pins"), QStringLiteral("a pin is the SHA-256 of a key in base64: 44 characters"),
            QStringLiteral("`env check` shows the pin of a server"));
    if (!link.spkiPins.isEmpty() && link.spkiPins.size() < 2)
        add(QStringLiteral(".spki_pins"), QStringLiteral("a single pin locks you out when the key changes"),
            QStringLiteral("add a spare"));
}

} // namespace

bool Link::operator==(const Link &other) const { return linkToJson(*this) == linkToJson(other); }

QString linkKindName(LinkKind kind) { return nameIn(s_linkKinds, kind); }

std::optional<LinkKind> linkKindOf(const QString &name) { return valueIn<LinkKind>(s_linkKinds, name); }

QString environmentKindName(EnvironmentKind kind) { return nameIn(s_environmentKinds, kind); }

std::optional<EnvironmentKind> environmentKindOf(const QString &name)
{
    return valueIn<EnvironmentKind>(s_environmentKinds, name);
}

Profile Profile::make(const QString &name, EnvironmentKind kind)
{
    Profile profile;
    profile.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    profile.name = name;
    profile.kind = kind;
    profile.isProtected = profile.isReadOnly = kind == EnvironmentKind::Production;
    switch (kind) {
    case EnvironmentKind::Production:
        profile.colour = QStringLiteral("red");
        profile.shape = QStringLiteral("shield");
        break;
    case EnvironmentKind::Staging:
        profile.colour = QStringLiteral("amber");
        profile.shape = QStringLiteral("triangle");
        break;
    case EnvironmentKind::Development:
        profile.colour = QStringLiteral("blue");
        profile.shape = QStringLiteral("square");
        break;
    case EnvironmentKind::Local:
        profile.colour = QStringLiteral("green");
        profile.shape = QStringLiteral("circle");
        break;
    }
    profile.label = environmentKindName(kind).toUpper();
    return profile;
}

const Link *Profile::find(LinkKind linkKind, const QString &role) const
{
    const auto it = std::find_if(links.begin(), links.end(),
        [&](const Link &link) { return link.kind == linkKind && (role.isEmpty() || link.role == role); });
    return it == links.end() ? nullptr : &*it;
}

const Link *Profile::find(const QString &linkId) const
{
    const auto it = std::find_if(links.begin(), links.end(), [&](const Link &link) { return link.id == linkId; });
    return it == links.end() ? nullptr : &*it;
}

operations::EnvironmentPolicy Profile::policy() const
{
    return {id, name, kind, isProtected, isReadOnly, isSilent, needsSecondFactor, false};
}

QString keychainKey(const Profile &profile, const Link &link, const QString &user)
{
    return profile.id + QLatin1Char('/') + link.id + QLatin1Char('/') + user;
}

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
    insertText(json, "local_folder", profile.localFolder);
    QJsonArray links;
    for (const Link &link : profile.links)
        links.append(linkToJson(link));
    json.insert(QLatin1String("links"), links);
    return json;
}

std::vector<Error> validate(const Profile &profile)
{
    std::vector<Error> errors;
    const auto add = [&](const char *field, const QString &what, const QString &hint) {
        errors.push_back(Error {ErrorKind::Invalid, what, QLatin1String(field), hint, {}, {}, {}});
    };
    static const QRegularExpression s_id(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9_-]{0,63}\\z"));
    if (!s_id.match(profile.id).hasMatch())
        add("id", QStringLiteral("the id is not usable as a folder name"), QStringLiteral("letters, digits, - and _"));
    if (profile.name.trimmed().isEmpty() || profile.name.size() > 64)
        add("name", QStringLiteral("the name is empty or longer than 64 characters"),
            QStringLiteral("for example eu-central"));
    if (hasHidden(profile.name) || hasHidden(profile.label))
        add(hasHidden(profile.name) ? "name" : "label",
            QStringLiteral("it holds line breaks, control characters or direction marks"),
            QStringLiteral("type it again"));
    if (!colours().contains(profile.colour))
        add("colour", QStringLiteral("this colour is not known"), colours().join(QStringLiteral(", ")));
    if (!shapes().contains(profile.shape))
        add("shape", QStringLiteral("this shape is not known"), shapes().join(QStringLiteral(", ")));
    if (auto claims = profile.claims.check(); !claims)
        errors.push_back(claims.error());
    QStringList ids;
    for (size_t i = 0; i < profile.links.size(); ++i) {
        const QString where = QStringLiteral("links[%1]").arg(i);
        if (ids.contains(profile.links[i].id))
            errors.push_back(
                Error {ErrorKind::Invalid, QStringLiteral("two links have the id “%1”").arg(profile.links[i].id),
                    where + QStringLiteral(".id"), QStringLiteral("give one another role or id"), {}, {}, {}});
        ids.append(profile.links[i].id);
        validateLink(profile.links[i], profile.kind, where, errors);
    }
    return errors;
}

Result<Profile> importProfile(const QByteArray &file)
{
    if (file.size() > 1024 * 1024)
        return fail(ErrorKind::TooLarge, QStringLiteral("the file is larger than 1 MiB"), QStringLiteral("import"));
    QJsonParseError parse;
    const QJsonDocument document = QJsonDocument::fromJson(file, &parse);
    if (!document.isObject())
        return fail(ErrorKind::Invalid,
            QStringLiteral("not a JSON object: %1 at byte %2").arg(parse.errorString()).arg(parse.offset),
            QStringLiteral("import"), QStringLiteral("export one with `pilothousectl env export NAME`"));
    if (auto clean = refuseSecrets(document.object(), {}); !clean)
        return fail(clean.error());
    auto profile = profileFromJson(document.object());
    if (!profile)
        return profile;
    const Profile start = Profile::make(profile->name, profile->kind);
    profile->id = start.id;
    profile->isProtected = profile->isProtected || start.isProtected;
    profile->isReadOnly = profile->isReadOnly || start.isReadOnly;
    profile->unknown = {};
    profile->localFolder.clear();
    if (auto errors = validate(*profile); !errors.empty())
        return fail(errors.front());
    return profile;
}

QByteArray exportProfile(const Profile &profile)
{
    QJsonObject json = profileToJson(profile);
    json.remove(QLatin1String("id"));
    json.remove(QLatin1String("local_folder"));
    for (const QString &key : profile.unknown.keys())
        json.remove(key);
    return QJsonDocument(json).toJson(QJsonDocument::Indented);
}

bool isServiceKey(QStringView text)
{
    text = text.trimmed(); // as it is pasted
    if (text.startsWith(u"sb_secret_"))
        return true;
    const auto parts = text.split(u'.');
    if (parts.size() != 3 || text.size() > 1024 * 1024)
        return false;
    const QByteArray payload = QByteArray::fromBase64(
        parts.at(1).toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    return QJsonDocument::fromJson(payload).object().value(QLatin1String("role")).toString()
        == QLatin1String("service_role");
}

} // namespace ph::platform
