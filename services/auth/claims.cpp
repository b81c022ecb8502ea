// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/claims.h"

#include <QJsonArray>
#include <QRegularExpression>

namespace ph::auth {

namespace {

constexpr qsizetype maxText = 256;
constexpr qsizetype maxMemberships = 1000;

QString textOf(const QJsonValue &value) { return value.toString().left(maxText); }

QJsonValue valueAt(const QJsonObject &claims, const QString &path)
{
    QJsonValue value = claims;
    for (const QString &part : path.split(u'.'))
        value = value.toObject()[part];
    return value;
}

QList<TenantMembership> membershipsFrom(const QJsonArray &list)
{
    QList<TenantMembership> memberships;
    for (const QJsonValue &value : list) {
        if (memberships.size() == maxMemberships)
            break;
        const QJsonObject each = value.toObject();
        // Both go into requests and comparisons later on: nothing of another form is taken, above all no empty slug,
        // which would mean the whole platform.
        const QUuid id = QUuid::fromString(each[u"id"].toString());
        static const QRegularExpression slugForm(QStringLiteral("\\A[a-z][a-z0-9-]{1,38}[a-z0-9]\\z"));
        if (!id.isNull() && slugForm.match(each[u"slug"].toString()).hasMatch())
            memberships.push_back({id.toString(QUuid::WithoutBraces), each[u"slug"].toString(), textOf(each[u"role"])});
    }
    return memberships;
}

QList<AuthMethod> methodsFrom(const QJsonArray &list)
{
    QList<AuthMethod> methods;
    for (const QJsonValue &value : list.size() > 32 ? QJsonArray() : list) {
        const QJsonObject each = value.toObject();
        methods.push_back(
            {textOf(each[u"method"]), WallTime {Milliseconds {qint64(each[u"timestamp"].toDouble()) * 1000}}});
    }
    return methods;
}

void findRole(IdentityClaims &identity, const QJsonObject &claims, const ClaimsMapping &mapping)
{
    for (const QString &path : mapping.rolePaths + QStringList(QStringLiteral("user_role"))) {
        const QString role = textOf(valueAt(claims, path));
        if (role.isEmpty())
            continue;
        identity.platformRole = role;
        identity.roleSource = path;
        return;
    }
    identity.platformRole = QStringLiteral("user");
}

/// How a role is called where people read it.
QString shownRole(const QString &role) { return role == u"tenant_admin" ? QStringLiteral("admin") : role; }

void grantPlatform(IdentityClaims &identity)
{
    if (!isKnownRole(RoleScope::Platform, identity.platformRole))
        identity.remarks << QStringLiteral("role %1 is not known: it gives no rights").arg(identity.platformRole);
    for (const QString &permission : permissionsOf(RoleScope::Platform, identity.platformRole))
        identity.rights.push_back({permission, QString(), QStringLiteral("role %1").arg(identity.platformRole)});
}

void grantTenant(IdentityClaims &identity, const TenantMembership &tenant)
{
    if (!isKnownRole(RoleScope::Tenant, tenant.role))
        identity.remarks
            << QStringLiteral("role %1 of %2 is not known: it gives no rights").arg(tenant.role, tenant.slug);
    for (const QString &permission : permissionsOf(RoleScope::Tenant, tenant.role))
        identity.rights.push_back(
            {permission, tenant.slug, QStringLiteral("role %1 of %2").arg(shownRole(tenant.role), tenant.slug)});
}

} // namespace

QString IdentityClaims::whyNotInWindow() const
{
    if (isAnonymous)
        return QStringLiteral("an anonymous sign-in has no rights here");
    if (platformRole == u"agent")
        return QStringLiteral("agents act through the API, not through this program");
    return {};
}

Result<IdentityClaims> readIdentity(const VerifiedToken &token, const ClaimsMapping &mapping)
{
    if (auto checked = mapping.check(); !checked)
        return fail(checked.error());
    const QJsonObject &claims = token.claims;
    IdentityClaims identity;
    identity.subject = QUuid::fromString(claims[u"sub"].toString());
    identity.sessionId = QUuid::fromString(claims[u"session_id"].toString());
    identity.email = textOf(claims[u"email"]);
    identity.aal = claims[u"aal"].toString() == u"aal2" ? AssuranceLevel::Aal2 : AssuranceLevel::Aal1;
    identity.methods = methodsFrom(claims[u"amr"].toArray());
    identity.isAnonymous = claims[u"is_anonymous"].toBool();
    identity.issuedAt = token.issuedAt;
    identity.expiresAt = token.expiresAt;
    findRole(identity, claims, mapping);
    if (!mapping.tenantsPath.isEmpty())
        identity.tenants = membershipsFrom(valueAt(claims, mapping.tenantsPath).toArray());
    if (identity.isAnonymous)
        return identity; // no rights, whatever its claims say
    grantPlatform(identity);
    for (const TenantMembership &tenant : std::as_const(identity.tenants))
        grantTenant(identity, tenant);
    return identity;
}

Result<QJsonObject> claimsVouchedBy(const QJsonObject &tokenClaims, const QJsonObject &user)
{
    if (user[u"id"].toString().isEmpty() || user[u"id"].toString() != tokenClaims[u"sub"].toString())
        return fail(ErrorKind::Protocol, QStringLiteral("the auth server spoke of another person than the token"),
            QStringLiteral("GET /user"), {}, QStringLiteral("user-mismatch"));
    QJsonObject claims = tokenClaims;
    for (const QLatin1String name :
        {QLatin1String("email"), QLatin1String("app_metadata"), QLatin1String("is_anonymous")})
        claims[name] = user[name];
    return claims;
}

} // namespace ph::auth
