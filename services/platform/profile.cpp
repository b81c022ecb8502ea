// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/profile.h"

#include "services/platform/servicekey.h"

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

} // namespace

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
    return {
        id, name, kind, isProtected, isReadOnly, isSilent, needsSecondFactor, false, find(LinkKind::Auth) != nullptr};
}

QString keychainKey(const Profile &profile, const Link &link, const QString &user)
{
    return profile.id + QLatin1Char('/') + link.id + QLatin1Char('/') + user;
}

bool isServiceKey(QStringView text) { return !refuseServiceKey(text.toUtf8()); }

} // namespace ph::platform
