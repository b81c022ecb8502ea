// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/rights.h"

#include <vector>

namespace ph::auth {

namespace {

struct Role {
    RoleScope scope;
    QString name;
    QStringList permissions;
};

QStringList words(const char *text) { return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts); }

const QStringList &platformRights()
{
    static const QStringList rights
        = words("platform.tenants platform.quotas platform.roles platform.audit platform.restore "
                "platform.queues platform.redis platform.limits platform.alerts platform.backups "
                "platform.database");
    return rights;
}

/// Each tenant role has what the one before it has, and more.
const std::vector<Role> &roles()
{
    static const std::vector<Role> table = [] {
        const QStringList viewer = words("tenant.read data.read jobs.read quotas.read limits.read members.read");
        const QStringList member = viewer + words("data.write jobs.manage");
        const QStringList admin = member
            + words("tenant.update limits.manage members.manage keys.read keys.manage backups.read backups.manage "
                    "audit.read");
        const QStringList owner = admin + words("tenant.delete");
        return std::vector<Role> {
            {RoleScope::Platform, QStringLiteral("user"), {}},
            {RoleScope::Platform, QStringLiteral("agent"), {}},
            // No silent right to tenants' data: to read it an administrator becomes a member, which is audited.
            {RoleScope::Platform, QStringLiteral("admin"), platformRights()},
            {RoleScope::Tenant, QStringLiteral("viewer"), viewer},
            {RoleScope::Tenant, QStringLiteral("member"), member},
            {RoleScope::Tenant, QStringLiteral("tenant_admin"), admin},
            {RoleScope::Tenant, QStringLiteral("owner"), owner},
        };
    }();
    return table;
}

const Role *find(RoleScope scope, QStringView name)
{
    for (const Role &role : roles()) {
        if (role.scope == scope && role.name == name)
            return &role;
    }
    return nullptr;
}

} // namespace

QStringList permissionsOf(RoleScope scope, QStringView role)
{
    const Role *found = find(scope, role);
    return found ? found->permissions : QStringList {};
}

bool isKnownRole(RoleScope scope, QStringView role) { return find(scope, role) != nullptr; }

QStringList allPlatformRights() { return platformRights(); }

QStringList allTenantRights() { return permissionsOf(RoleScope::Tenant, u"owner"); }

QStringList rolesWith(RoleScope scope, QStringView permission)
{
    QStringList names;
    for (const Role &role : roles()) {
        if (role.scope == scope && role.permissions.contains(permission))
            names << role.name;
    }
    return names;
}

} // namespace ph::auth
