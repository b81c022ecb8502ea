// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/edit/fields.h"

#include "services/platform/edit/kindchange.h"
#include "services/wording/checktexts.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>
#include <algorithm>

namespace ph::platform {

namespace {

QJsonValue valueAt(const QJsonObject &json, const QString &path)
{
    const qsizetype dot = path.indexOf(QLatin1Char('.'));
    return dot < 0 ? json.value(path) : valueAt(json.value(path.left(dot)).toObject(), path.mid(dot + 1));
}

void setAt(QJsonObject &json, const QString &path, const QJsonValue &value)
{
    const qsizetype dot = path.indexOf(QLatin1Char('.'));
    if (dot >= 0) {
        QJsonObject inner = json.value(path.left(dot)).toObject();
        setAt(inner, path.mid(dot + 1), value);
        json.insert(path.left(dot), inner);
    } else if (value.isNull()) {
        json.remove(path);
    } else {
        json.insert(path, value);
    }
}

QString textOf(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? QStringLiteral("yes") : QStringLiteral("no");
    if (value.isDouble())
        return QString::number(value.toInt());
    if (!value.isArray())
        return value.toString();
    QStringList items;
    for (const QJsonValue &item : value.toArray())
        items << textOf(item);
    return items.join(QStringLiteral(", "));
}

std::optional<bool> flagOf(const QString &text)
{
    const QString word = text.trimmed().toLower();
    if (word == QLatin1String("yes") || word == QLatin1String("true") || word == QLatin1String("on")
        || word == QLatin1String("1"))
        return true;
    if (word == QLatin1String("no") || word == QLatin1String("false") || word == QLatin1String("off")
        || word == QLatin1String("0"))
        return false;
    return std::nullopt;
}

Result<QJsonValue> valueOf(FieldType type, const QString &field, const QString &text)
{
    const auto items = text.split(QLatin1Char(','), Qt::SkipEmptyParts);
    switch (type) {
    case FieldType::Flag:
        if (const auto flag = flagOf(text))
            return QJsonValue(*flag);
        return fail(ErrorKind::Invalid, QStringLiteral("“%1” is neither yes nor no").arg(text.left(40)), field);
    case FieldType::Numbers: {
        QJsonArray numbers;
        for (const QString &item : items) {
            bool isNumber = false;
            const int number = item.trimmed().toInt(&isNumber);
            if (!isNumber || number < 0 || number > 255)
                return fail(ErrorKind::Invalid,
                    QStringLiteral("“%1” is no number from 0 to 255").arg(item.trimmed().left(40)), field,
                    QStringLiteral("for example 0, 3, 6, 9"));
            numbers.append(number);
        }
        return QJsonValue(numbers);
    }
    case FieldType::List: {
        QJsonArray list;
        for (const QString &item : items)
            list.append(item.trimmed());
        return QJsonValue(list);
    }
    default: return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text.trimmed());
    }
}

QString namesOf(const std::vector<FieldSpec> &fields)
{
    QStringList names;
    for (const FieldSpec &field : fields)
        names << QLatin1String(field.name);
    return names.join(QStringLiteral(", "));
}

Result<FieldSpec> specOf(const std::vector<FieldSpec> &fields, const QString &name, const QString &field)
{
    const auto it
        = std::ranges::find_if(fields, [&](const FieldSpec &each) { return name == QLatin1String(each.name); });
    if (it == fields.end())
        return fail(ErrorKind::Invalid, QStringLiteral("there is no field “%1”").arg(field.left(80)), field.left(80),
            QStringLiteral("there are: ") + namesOf(fields));
    return *it;
}

/// Position of the link whose id begins the field; ids hold no dots.
qsizetype linkOf(const Profile &profile, const QString &field)
{
    const QString id = field.section(QLatin1Char('.'), 0, 0);
    const auto it = std::ranges::find(profile.links, id, &Link::id);
    return it == profile.links.end() ? -1 : it - profile.links.begin();
}

} // namespace

const std::vector<FieldSpec> &profileFields()
{
    static const std::vector<FieldSpec> s_fields {{"name", FieldType::Text}, {"kind", FieldType::Text},
        {"colour", FieldType::Text}, {"label", FieldType::Text}, {"shape", FieldType::Text},
        {"protected", FieldType::Flag}, {"read_only", FieldType::Flag}, {"silent", FieldType::Flag},
        {"second_factor", FieldType::Flag}, {"strict_lock", FieldType::Flag}, {"role_claims", FieldType::List},
        {"task_tenant", FieldType::Text}};
    return s_fields;
}

std::vector<FieldSpec> linkFields(LinkKind kind)
{
    std::vector<FieldSpec> fields {{"url", FieldType::Text}, {"label", FieldType::Text}};
    const auto add = [&](std::initializer_list<FieldSpec> more) { fields.insert(fields.end(), more); };
    switch (kind) {
    case LinkKind::Auth: add({{"issuer", FieldType::Text}, {"publishable_key", FieldType::Text}}); break;
    case LinkKind::Rest:
    case LinkKind::Realtime: add({{"publishable_key", FieldType::Text}}); break;
    case LinkKind::Redis:
        add({{"user", FieldType::Text}, {"operator_user", FieldType::Text}, {"key_prefix", FieldType::Text},
            {"sentinel_master", FieldType::Text}, {"priority_steps", FieldType::Numbers}, {"queues", FieldType::List}});
        break;
    case LinkKind::Postgres: add({{"user", FieldType::Text}, {"operator_user", FieldType::Text}}); break;
    case LinkKind::Admin: break;
    default: add({{"user", FieldType::Text}}); break;
    }
    if (kind != LinkKind::Ssh)
        add({{"ca_pem", FieldType::Pem}, {"peer_name", FieldType::Text}, {"spki_pins", FieldType::List},
            {"route.ssh_host", FieldType::Text}, {"route.proxy", FieldType::Text},
            {"route.proxy_host", FieldType::Text}, {"route.proxy_port", FieldType::Numbers}});
    return fields;
}

QStringList linkRoles(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Redis:
        return {QStringLiteral("broker"), QStringLiteral("results"), QStringLiteral("limits"), QStringLiteral("cache")};
    case LinkKind::Postgres: return {QStringLiteral("primary"), QStringLiteral("replica")};
    default: return {};
    }
}

QString fieldText(const Profile &profile, const QString &field)
{
    const QJsonObject json = profileToJson(profile);
    const qsizetype at = linkOf(profile, field);
    if (at >= 0 && field.contains(QLatin1Char('.')))
        return textOf(valueAt(
            json.value(QLatin1String("links")).toArray().at(at).toObject(), field.section(QLatin1Char('.'), 1)));
    return textOf(json.value(field));
}

Result<Profile> withField(const Profile &profile, const QString &field, const QString &value)
{
    QJsonObject json = profileToJson(profile);
    const qsizetype at = field.contains(QLatin1Char('.')) ? linkOf(profile, field) : -1;
    if (at < 0 && field.contains(QLatin1Char('.'))) {
        QStringList ids;
        for (const Link &link : profile.links)
            ids << link.id;
        return fail(ErrorKind::Invalid,
            QStringLiteral("there is no link “%1”").arg(field.section(QLatin1Char('.'), 0, 0).left(60)), field.left(80),
            ids.isEmpty() ? QStringLiteral("add one with --link ID=ADDRESS")
                          : QStringLiteral("there are: ") + ids.join(QStringLiteral(", ")));
    }
    const QString name = at < 0 ? field : field.section(QLatin1Char('.'), 1);
    const auto spec = specOf(at < 0 ? profileFields() : linkFields(profile.links[size_t(at)].kind), name, field);
    if (!spec)
        return fail(spec.error());
    auto parsed = valueOf(spec->type, field, value);
    if (!parsed)
        return fail(parsed.error());
    if (name == QLatin1String("route.proxy_port")) // the one number that is no list
        parsed = QJsonValue(value.toInt());
    if (at < 0) {
        json.insert(name, parsed->isNull() ? QJsonValue(QString()) : *parsed);
    } else {
        QJsonArray links = json.value(QLatin1String("links")).toArray();
        QJsonObject link = links.at(at).toObject();
        setAt(link, name, *parsed);
        links[at] = link;
        json.insert(QLatin1String("links"), links);
    }
    auto changed = profileFromJson(json);
    if (changed) {
        changed->localFolder = profile.localFolder;
        if (changed->kind != profile.kind)
            return withKind(profile, changed->kind); // what is the former kind's own goes with it
        return changed;
    }
    // "links[3].url" says little to a person who wrote "redis-broker.url".
    changed.error().where = field;
    return changed;
}

QString fieldName(const Profile &profile, const QString &where)
{
    static const QRegularExpression s_counted(QStringLiteral("^links\\[(\\d+)\\]"));
    const auto match = s_counted.match(where);
    const size_t at = match.captured(1).toULongLong();
    return match.hasMatch() && at < profile.links.size() ? profile.links[at].id + where.mid(match.capturedLength())
                                                         : where;
}

QStringList differingFields(const Profile &one, const Profile &other)
{
    QStringList differing;
    const auto compare = [&](const QString &field) {
        if (fieldText(one, field) != fieldText(other, field))
            differing << field;
    };
    for (const FieldSpec &field : profileFields())
        compare(QLatin1String(field.name));
    for (const Link &link : one.links) {
        const Link *same = other.find(link.id);
        if (same == nullptr || same->kind != link.kind) {
            differing << link.id;
            continue;
        }
        for (const FieldSpec &field : linkFields(link.kind))
            compare(link.id + QLatin1Char('.') + QLatin1String(field.name));
    }
    for (const Link &link : other.links)
        if (one.find(link.id) == nullptr)
            differing << link.id;
    return differing;
}

QString defaultLabel(LinkKind kind, const QString &role)
{
    using wording::LinkNoun;
    const auto named = [&role](LinkNoun noun) { return wording::linkLabel(noun, role); };
    switch (kind) {
    case LinkKind::Auth: return named(LinkNoun::Auth);
    case LinkKind::Rest: return named(LinkNoun::Rest);
    case LinkKind::Realtime: return named(LinkNoun::Realtime);
    case LinkKind::Admin: return named(LinkNoun::Admin);
    case LinkKind::Postgres: return named(LinkNoun::Postgres);
    case LinkKind::Redis: return named(LinkNoun::Redis);
    case LinkKind::Prometheus: return named(LinkNoun::Prometheus);
    case LinkKind::Alertmanager: return named(LinkNoun::Alertmanager);
    case LinkKind::Ssh: return named(LinkNoun::Ssh);
    case LinkKind::SecretStore: return named(LinkNoun::SecretStore);
    }
    return {};
}

Result<Link> newLink(const QString &id, const QString &url)
{
    static const QRegularExpression s_id(QStringLiteral("^[a-z0-9][a-z0-9-]{0,40}$"));
    static const QList<LinkKind> s_kinds {LinkKind::Auth, LinkKind::Rest, LinkKind::Realtime, LinkKind::Admin,
        LinkKind::Postgres, LinkKind::Redis, LinkKind::Prometheus, LinkKind::Alertmanager, LinkKind::Ssh,
        LinkKind::SecretStore};
    Link link;
    for (const LinkKind kind : s_kinds) {
        const QString name = linkKindName(kind);
        if (id != name && !id.startsWith(name + QLatin1Char('-')))
            continue;
        link.kind = kind;
        link.role = id.mid(name.size() + 1);
        const QStringList roles = linkRoles(kind);
        if (!s_id.match(id).hasMatch() || (!roles.isEmpty() && !roles.contains(link.role)))
            return fail(ErrorKind::Invalid, QStringLiteral("“%1” is no %2 link").arg(id.left(60), name),
                QStringLiteral("--link"),
                roles.isEmpty()
                    ? QStringLiteral("letters, digits and -")
                    : QStringLiteral("there are: %1-%2").arg(name, roles.join(QStringLiteral(", %1-").arg(name))));
        link.id = id;
        link.label = defaultLabel(kind, link.role);
        link.url = QUrl(url, QUrl::StrictMode);
        if (!link.url.userInfo().isEmpty())
            return fail(ErrorKind::Invalid, QStringLiteral("the address holds a user or password"), id,
                QStringLiteral(
                    "name the user with --set %1.user=NAME and give the password to `pilothousectl env set-secret`")
                    .arg(id),
                QStringLiteral("secret"));
        if (kind == LinkKind::Auth)
            link.issuer = url;
        return link;
    }
    QStringList names;
    for (const LinkKind kind : s_kinds)
        names << linkKindName(kind);
    return fail(ErrorKind::Invalid, QStringLiteral("“%1” begins with no kind of link").arg(id.left(60)),
        QStringLiteral("--link"), QStringLiteral("there are: ") + names.join(QStringLiteral(", ")));
}

} // namespace ph::platform
