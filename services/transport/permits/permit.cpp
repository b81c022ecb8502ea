// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/permits/permit.h"

namespace ph::transport {

Result<void> Permit::redeem(const QString &environment)
{
    const auto authority = std::exchange(m_authority, nullptr);
    const QString where = m_scope.operationId + QLatin1Char('/') + m_scope.step;
    if (!authority)
        return fail(
            ErrorKind::Refused, QStringLiteral("the permit was used before"), where, {}, QStringLiteral("permit-used"));
    if (environment != m_scope.environment)
        return fail(ErrorKind::Refused,
            QStringLiteral("the permit belongs to environment %1, not %2").arg(m_scope.environment, environment), where,
            {}, QStringLiteral("permit-environment"));
    if (authority->now() > m_scope.expires)
        return fail(ErrorKind::Refused, QStringLiteral("the permit expired before it was used"), where, {},
            QStringLiteral("permit-expired"));
    return authority->stillAllows(m_scope);
}

} // namespace ph::transport
