// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/jwt.h"
#include "services/auth/rights.h"
#include "services/operations/identity.h"
#include "services/platform/claimsmapping.h"

#include <QUuid>

namespace ph::auth {

using platform::ClaimsMapping;

struct TenantMembership {
    QString id;
    QString slug;
    QString role;
};

enum class AssuranceLevel { Aal1, Aal2 };

struct AuthMethod {
    QString method; ///< password, totp, oauth, otp …
    WallTime at {}; ///< the server's clock
};

/// Who the token says it is, and what follows from it.
struct IdentityClaims {
    QUuid subject;
    QUuid sessionId;
    QString email;
    QString platformRole; ///< "user" when the platform names none
    QString roleSource; ///< the path it came from; empty for the default
    QList<TenantMembership> tenants;
    AssuranceLevel aal = AssuranceLevel::Aal1;
    QList<AuthMethod> methods;
    bool isAnonymous = false;
    WallTime issuedAt {};
    WallTime expiresAt {};
    std::vector<operations::GrantedRight> rights; ///< what the window offers; the servers decide what happens
    bool isVerifiedBySignature = true; ///< false: HS256, confirmed by the server alone
    QStringList remarks; ///< what was not understood: "role auditor is not known"

    /// Empty when this person may use the window; else the reason ("agents act through the API, not through the
    /// window").
    [[nodiscard]] QString whyNotInWindow() const;
};

/// The platform role is the first that the mapping finds, then the token hook's own claim `user_role`.
/// From verified claims, or from GET /user's answer laid over unverifiable ones. Text is data: trimmed to 256
/// characters. At most 1 000 memberships are read.
[[nodiscard]] Result<IdentityClaims> readIdentity(const VerifiedToken &token, const ClaimsMapping &mapping);

/// HS256: what GET /user says replaces what the token says, since the server checked the token and we could not.
/// Error when the answer is about another person.
[[nodiscard]] Result<QJsonObject> claimsVouchedBy(const QJsonObject &tokenClaims, const QJsonObject &user);

} // namespace ph::auth
