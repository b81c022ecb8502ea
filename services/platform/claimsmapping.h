// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"

#include <QStringList>

namespace ph::platform {

/// Where the claims of a token carry what gives rights: dotted paths into the verified claims, of one to four names,
/// tried in order; the first that holds text wins. A path into user_metadata is refused: people write that themselves.
struct ClaimsMapping {
    QStringList rolePaths {QStringLiteral("app_metadata.platform_role"), QStringLiteral("app_metadata.role")};
    QString tenantsPath = QStringLiteral("tenants"); ///< array of {id, slug, role}, from the token hook; may be empty

    /// Invalid (code "claims-mapping") for no path or more than eight, an empty one, more than four names, or
    /// user_metadata.
    [[nodiscard]] Result<void> check() const;
    bool operator==(const ClaimsMapping &) const = default;
};

} // namespace ph::platform
