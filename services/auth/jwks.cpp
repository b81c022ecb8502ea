// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/jwks.h"

#include "services/auth/base64url.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

namespace ph::auth {

namespace {

template <auto function>
struct Free {
    template <class T>
    void operator()(T *object) const
    {
        function(object);
    }
};
using KeyPointer = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;
using BigNumber = std::unique_ptr<BIGNUM, Free<BN_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

constexpr qsizetype coordinateSize = 32;
constexpr int minRsaBits = 2048;
constexpr int maxRsaBits = 8192;

const unsigned char *bytesOf(QByteArrayView view) { return reinterpret_cast<const unsigned char *>(view.data()); }

BigNumber number(QByteArrayView bytes) { return BigNumber(BN_bin2bn(bytesOf(bytes), int(bytes.size()), nullptr)); }

KeyPointer publicKey(const char *type, OSSL_PARAM *params)
{
    const KeyContext make(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY *raw = nullptr;
    if (!make || EVP_PKEY_fromdata_init(make.get()) <= 0
        || EVP_PKEY_fromdata(make.get(), &raw, EVP_PKEY_PUBLIC_KEY, params) <= 0)
        return {};
    KeyPointer key(raw);
    const KeyContext check(EVP_PKEY_CTX_new(key.get(), nullptr));
    return check && EVP_PKEY_public_check(check.get()) > 0 ? std::move(key) : KeyPointer {};
}

KeyPointer ellipticKey(const QJsonObject &jwk)
{
    const auto x = decodeBase64Url(jwk[u"x"].toString().toLatin1());
    const auto y = decodeBase64Url(jwk[u"y"].toString().toLatin1());
    if (!x || !y || x->size() != coordinateSize || y->size() != coordinateSize)
        return {};
    const QByteArray point = QByteArray(1, '\x04') + *x + *y;
    const ParamBuilder build(OSSL_PARAM_BLD_new());
    if (!build || !OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0)
        || !OSSL_PARAM_BLD_push_octet_string(
            build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.constData(), size_t(point.size())))
        return {};
    const Params params(OSSL_PARAM_BLD_to_param(build.get()));
    return params ? publicKey("EC", params.get()) : KeyPointer {};
}

KeyPointer rsaKey(const QJsonObject &jwk)
{
    const auto n = decodeBase64Url(jwk[u"n"].toString().toLatin1());
    const auto e = decodeBase64Url(jwk[u"e"].toString().toLatin1());
    if (!n || !e || n->isEmpty() || e->isEmpty() || e->size() > 8 || n->size() > maxRsaBits / 8)
        return {};
    const BigNumber modulus = number(*n);
    const BigNumber exponent = number(*e);
    if (!modulus || !exponent || BN_num_bits(modulus.get()) < minRsaBits || !BN_is_odd(exponent.get())
        || BN_is_one(exponent.get()))
        return {};
    const ParamBuilder build(OSSL_PARAM_BLD_new());
    if (!build || !OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get())
        || !OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()))
        return {};
    const Params params(OSSL_PARAM_BLD_to_param(build.get()));
    return params ? publicKey("RSA", params.get()) : KeyPointer {};
}

/// ECDSA in a JWS is r‖s; OpenSSL wants an ASN.1 sequence.
QByteArray derSignature(QByteArrayView raw)
{
    if (raw.size() != 2 * coordinateSize)
        return {};
    const EcSignature signature(ECDSA_SIG_new());
    BigNumber r = number(raw.first(coordinateSize));
    BigNumber s = number(raw.last(coordinateSize));
    if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1)
        return {};
    [[maybe_unused]] const auto *const ownedR = r.release(); // by the signature now
    [[maybe_unused]] const auto *const ownedS = s.release();
    unsigned char *encoded = nullptr;
    const int size = i2d_ECDSA_SIG(signature.get(), &encoded);
    if (size <= 0)
        return {};
    QByteArray der(reinterpret_cast<const char *>(encoded), size);
    OPENSSL_free(encoded);
    return der;
}

bool isForVerifying(const QJsonObject &jwk)
{
    if (jwk.contains(u"use") && jwk[u"use"].toString() != u"sig")
        return false;
    const QJsonValue operations = jwk[u"key_ops"];
    return operations.isUndefined() || operations.toArray().contains(QStringLiteral("verify"));
}

} // namespace

struct VerificationKey::Handle {
    KeyPointer key;
};

VerificationKey::VerificationKey(QString id, SignatureAlgorithm algorithm, std::shared_ptr<const Handle> handle)
    : m_id(std::move(id))
    , m_algorithm(algorithm)
    , m_handle(std::move(handle))
{
}

bool VerificationKey::verify(QByteArrayView message, QByteArrayView signature) const
{
    const QByteArray encoded
        = m_algorithm == SignatureAlgorithm::Es256 ? derSignature(signature) : signature.toByteArray();
    const DigestContext context(EVP_MD_CTX_new());
    if (encoded.isEmpty() || !context
        || EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, m_handle->key.get()) != 1)
        return false;
    return EVP_DigestVerify(
               context.get(), bytesOf(encoded), size_t(encoded.size()), bytesOf(message), size_t(message.size()))
        == 1;
}

namespace {

std::optional<VerificationKey> keyFrom(const QJsonObject &jwk)
{
    const QString id = jwk[u"kid"].toString();
    // A published private key is a broken set up; it is not ours to use.
    if (id.isEmpty() || id.size() > 256 || jwk.contains(u"d") || !isForVerifying(jwk))
        return std::nullopt;
    const QString type = jwk[u"kty"].toString();
    const QString algorithm = jwk[u"alg"].toString();
    auto handle = std::make_shared<VerificationKey::Handle>();
    const bool isElliptic
        = type == u"EC" && jwk[u"crv"].toString() == u"P-256" && (algorithm.isEmpty() || algorithm == u"ES256");
    const bool isRsa = type == u"RSA" && algorithm == u"RS256";
    if (isElliptic)
        handle->key = ellipticKey(jwk);
    else if (isRsa)
        handle->key = rsaKey(jwk);
    if (!handle->key)
        return std::nullopt;
    return VerificationKey(id, isElliptic ? SignatureAlgorithm::Es256 : SignatureAlgorithm::Rs256, std::move(handle));
}

} // namespace

Result<KeySet> KeySet::parse(const QByteArray &json)
{
    constexpr qsizetype maxSize = 64 * 1024;
    constexpr qsizetype maxKeys = 32;
    const QString where = QStringLiteral("jwks.json");
    if (json.size() > maxSize)
        return fail(ErrorKind::TooLarge, QStringLiteral("the key set has %1 bytes").arg(json.size()), where);
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError || !document.object()[u"keys"].isArray())
        return fail(ErrorKind::Protocol, QStringLiteral("not a key set"), where,
            QStringLiteral("check the address of the auth server"));
    const QJsonArray keys = document.object()[u"keys"].toArray();
    if (keys.size() > maxKeys)
        return fail(ErrorKind::TooLarge, QStringLiteral("the key set has %1 keys").arg(keys.size()), where);
    KeySet set;
    QSet<QString> seen;
    for (const QJsonValue &value : keys) {
        auto key = keyFrom(value.toObject());
        if (!key)
            continue;
        if (seen.contains(key->id()))
            return fail(ErrorKind::Protocol, QStringLiteral("two keys share one kid"), where);
        seen.insert(key->id());
        set.m_keys.push_back(std::move(*key));
    }
    return set;
}

const VerificationKey *KeySet::find(QStringView id) const
{
    for (const VerificationKey &key : m_keys) {
        if (key.id() == id)
            return &key;
    }
    return nullptr;
}

} // namespace ph::auth
