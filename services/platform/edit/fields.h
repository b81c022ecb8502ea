// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/profile.h"

namespace ph::platform {

/// One field of a profile as text: what the form shows and `env edit --set FIELD=VALUE` takes. Names are those of the
/// profile's file: "colour", "read_only", "redis-broker.user", "redis-broker.route.ssh_host".
enum class FieldType { Text, Flag, List, Numbers, Pem };
struct FieldSpec {
    const char *name;
    FieldType type;
};
[[nodiscard]] const std::vector<FieldSpec> &profileFields();
/// Fields that links of this kind have, "url" first.
[[nodiscard]] std::vector<FieldSpec> linkFields(LinkKind kind);

/// Roles that links of this kind can have; empty: the kind has none.
[[nodiscard]] QStringList linkRoles(LinkKind kind);

/// Lists are separated by commas. Empty text for what is not set. `field` as in FieldSpec, or "LINK.FIELD".
[[nodiscard]] QString fieldText(const Profile &profile, const QString &field);
/// Invalid: no such field or link (the hint lists those there are), a flag that is neither yes nor no, a number that is
/// none. What the value means is validate()'s matter. "kind" takes along what follows from it: withKind().
[[nodiscard]] Result<Profile> withField(const Profile &profile, const QString &field, const QString &value);

/// validate() counts links: "links[2].url" becomes "redis-broker.url", which is what people and withField() call it.
[[nodiscard]] QString fieldName(const Profile &profile, const QString &where);

/// Fields whose values differ, as withField() calls them ("name", "redis-broker.url"); a link that only one of them has
/// by its id alone ("redis-broker").
[[nodiscard]] QStringList differingFields(const Profile &one, const Profile &other);

/// A new link of an id such as "redis-broker", "auth" or "alertmanager-2": kind and role are read from it.
[[nodiscard]] Result<Link> newLink(const QString &id, const QString &url);
/// "Redis broker" for the kinds and roles there are.
[[nodiscard]] QString defaultLabel(LinkKind kind, const QString &role);

} // namespace ph::platform
