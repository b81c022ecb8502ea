// SPDX-License-Identifier: GPL-3.0-or-later
// What comes from an auth server or from somebody who poses as one: tokens, key sets, sessions, errors. The first byte
// picks.
#include "services/auth/autherrors.h"
#include "services/auth/authtypes.h"
#include "services/auth/claims.h"
#include "services/auth/jwt.h"
#include "services/platform/servicekey.h"

#include <QJsonDocument>
#include <cstdint>
#include <cstdlib>

using namespace ph;
using namespace ph::auth;

namespace {

const KeySet &keys()
{
    static const KeySet s_keys = *KeySet::parse(
        R"({"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"k","x":"6dS2jyF2WcXsz__Pc4i3wfzQCz-7z4GoDIS2T3bVTzk","y":"hcSIlo1G1ccRT94SwMEDZeIAkJ7SyYkzKnNFGgtq8Fs"}]})");
    return s_keys;
}

/// No bytes made by a fuzzer carry a valid signature: nothing may ever be proven.
void token(QByteArrayView bytes)
{
    TokenRules rules;
    rules.issuer = QStringLiteral("i");
    const auto verified = verifyToken(bytes, keys(), rules, WallTime {Milliseconds {1'800'000'000'000}});
    if (!verified)
        return;
    if (verified->proof == TokenProof::Signature)
        std::abort();
    (void)readIdentity(*verified, {});
}

void claims(QByteArrayView bytes)
{
    const auto object = QJsonDocument::fromJson(bytes.toByteArray()).object();
    const auto identity = readIdentity({object, TokenProof::Signature, {}, {}}, {});
    if (!identity)
        return;
    for (const operations::GrantedRight &right : identity->rights) {
        const bool isOfPlatform = right.key.startsWith(u"platform.");
        if (isOfPlatform != right.tenant.isEmpty())
            std::abort(); // a tenant's right on the whole platform, or the other way round
    }
    if (object[u"user_metadata"].isObject() && !object.contains(u"app_metadata") && !object.contains(u"user_role")
        && identity->platformRole != u"user")
        std::abort();
}

/// A secret that was taken out is nowhere in the rest.
void secrets(QByteArrayView bytes)
{
    auto object = SecretObject::parse(Secret(bytes), {"refresh_token"}, {});
    if (!object)
        return;
    const Secret secret = object->take("refresh_token");
    if (secret.size() < 8)
        return;
    const QString rest = object->rest()[u"refresh_token"].toString();
    if (!rest.isEmpty() && secret.equals(rest.toUtf8()) && !rest.contains(QString(rest.size(), u'*')))
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView bytes(data + 1, qsizetype(size - 1));
    switch (data[0] % 7) {
    case 0: token(bytes); break;
    case 1: claims(bytes); break;
    case 2: secrets(bytes); break;
    case 3: (void)KeySet::parse(bytes.toByteArray()); break;
    case 4: (void)readSession(Secret(bytes)); break;
    case 5: (void)readFailure(400, bytes.toByteArray(), {}); break;
    default: (void)platform::refuseServiceKey(bytes); break;
    }
    return 0;
}
