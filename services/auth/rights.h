// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QStringView>

namespace ph::auth {

/// Roles of the platform (one for a person) and of tenants (one for each membership).
enum class RoleScope { Platform, Tenant };

/// The permissions of a role; empty for a role nobody here knows. Lower-case names:
/// platform user, agent, admin; tenant viewer, member, tenant_admin, owner.
[[nodiscard]] QStringList permissionsOf(RoleScope scope, QStringView role);
[[nodiscard]] bool isKnownRole(RoleScope scope, QStringView role);

/// All names of rights, for tests and for the rights page.
[[nodiscard]] QStringList allPlatformRights();
[[nodiscard]] QStringList allTenantRights();

/// The roles that hold a right, for "who can grant it": "owner, tenant_admin".
[[nodiscard]] QStringList rolesWith(RoleScope scope, QStringView permission);

} // namespace ph::auth
