// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/pkce.h"

#include "services/auth/base64url.h"

#include <QCryptographicHash>

namespace ph::auth {

PkceFlow::PkceFlow()
    : m_verifier(Secret::random(32))
    , m_state(Secret::random(24).reveal().toByteArray())
{
}

QByteArray PkceFlow::challenge() const { return pkceChallenge(m_verifier.reveal()); }

QByteArray pkceChallenge(QByteArrayView verifier)
{
    return encodeBase64Url(QCryptographicHash::hash(verifier.toByteArray(), QCryptographicHash::Sha256));
}

} // namespace ph::auth
