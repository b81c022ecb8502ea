// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/secret.h"

namespace ph::auth {

/// One sign-in through the browser (RFC 7636, S256). The verifier stays in memory of the process that opened the
/// browser. The server returns no state of ours, so a random one stands in the path of redirect_to.
class PkceFlow final {
public:
    PkceFlow();

    [[nodiscard]] const Secret &verifier() const { return m_verifier; } ///< 43 characters
    [[nodiscard]] QByteArray challenge() const; ///< base64url(SHA-256(verifier))
    [[nodiscard]] QByteArray state() const { return m_state; } ///< 32 characters, not secret to the browser
    /// "/callback/<state>"
    [[nodiscard]] QByteArray path() const { return "/callback/" + m_state; }

private:
    Secret m_verifier;
    QByteArray m_state;
};

/// BASE64URL(SHA256(ASCII(verifier))).
[[nodiscard]] QByteArray pkceChallenge(QByteArrayView verifier);

} // namespace ph::auth
