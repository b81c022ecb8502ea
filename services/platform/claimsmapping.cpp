// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/claimsmapping.h"

namespace ph::platform {

namespace {

Result<void> refuse(const QString &what)
{
    return fail(ErrorKind::Invalid, what, QStringLiteral("role_claims"),
        QStringLiteral("default: app_metadata.platform_role"), QStringLiteral("claims-mapping"));
}

Result<void> checkPath(const QString &path)
{
    const QStringList parts = path.split(u'.');
    if (path.isEmpty() || parts.contains(QString()) || parts.size() > 4)
        return refuse(QStringLiteral("a path has one to four names"));
    if (parts.first() == u"user_metadata" || parts.first() == u"raw_user_meta_data")
        return refuse(QStringLiteral(
            "user_metadata is written by the people themselves and gives no rights: everybody could become admin"));
    return {};
}

} // namespace

Result<void> ClaimsMapping::check() const
{
    if (rolePaths.isEmpty() || rolePaths.size() > 8)
        return refuse(QStringLiteral("one to eight paths for the role"));
    for (const QString &path : rolePaths) {
        if (auto checked = checkPath(path); !checked)
            return checked;
    }
    return tenantsPath.isEmpty() ? Result<void> {} : checkPath(tenantsPath);
}

} // namespace ph::platform
