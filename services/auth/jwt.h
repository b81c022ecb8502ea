// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/auth/jwks.h"

#include <QJsonObject>

namespace ph::auth {

/// What a token must say. All of it is configuration: the issuer is never derived from the server's address.
struct TokenRules {
    QString issuer;
    QString audience = QStringLiteral("authenticated");
    bool allowRs256 = false;
    Milliseconds leeway {60'000};
};

enum class TokenProof {
    Signature, ///< verified against a published key
    DisplayOnly, ///< HS256: a desktop holds no secret and cannot check it; ask GET /user before believing anything
};

struct VerifiedToken {
    QJsonObject claims;
    TokenProof proof = TokenProof::DisplayOnly;
    WallTime issuedAt {}; ///< the server's clock
    WallTime expiresAt {}; ///< the server's clock
};

/// Codes of a refusal (Error::code, kind Auth).
namespace refusal {
inline constexpr auto form = "jwt-form";
inline constexpr auto tooLong = "jwt-too-long";
inline constexpr auto header = "jwt-header"; ///< `crit`, an embedded key, an unknown type
inline constexpr auto algorithm = "jwt-algorithm";
inline constexpr auto unknownKey = "jwt-unknown-key"; ///< fetch the key set once (KeyRefetchPolicy), then refuse
inline constexpr auto signature = "jwt-signature";
inline constexpr auto issuer = "jwt-issuer";
inline constexpr auto audience = "jwt-audience";
inline constexpr auto expired = "jwt-expired";
inline constexpr auto notYetValid = "jwt-not-yet-valid";
inline constexpr auto claims = "jwt-claims"; ///< a claim is missing or of the wrong type
inline constexpr auto serviceKey = "jwt-service-role";
} // namespace refusal

/// Longer tokens are refused unread: no server takes such a header.
inline constexpr qsizetype maxTokenSize = 64 * 1024;

/// Checks form, algorithm, key, signature, issuer, audience, times, and identity, in this order (Supabase Auth's own
/// check is weaker: it looks at neither issuer nor audience). `serverNow` is the wall clock corrected by the measured
/// offset. No token text ever stands in an error. Pure; any thread.
[[nodiscard]] Result<VerifiedToken> verifyToken(
    QByteArrayView token, const KeySet &keys, const TokenRules &rules, WallTime serverNow);

/// The payload of anything that has the shape of a token, unverified. For recognising keys that must not be here, and
/// for showing; never for deciding.
[[nodiscard]] std::optional<QJsonObject> peekClaims(QByteArrayView token);

} // namespace ph::auth
