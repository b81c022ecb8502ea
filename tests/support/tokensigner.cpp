// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tokensigner.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QMessageAuthenticationCode>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace ph::test {

namespace {

QByteArray numberParam(EVP_PKEY *key, const char *name, int pad = 0)
{
    BIGNUM *value = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &value) != 1)
        qFatal("no %s", name);
    QByteArray bytes(pad > 0 ? pad : BN_num_bytes(value), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char *>(bytes.data()), int(bytes.size()));
    BN_free(value);
    return bytes;
}

QByteArray rawSignature(const QByteArray &der)
{
    const auto *position = reinterpret_cast<const unsigned char *>(der.constData());
    ECDSA_SIG *signature = d2i_ECDSA_SIG(nullptr, &position, der.size());
    QByteArray raw(64, '\0');
    auto *out = reinterpret_cast<unsigned char *>(raw.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + 32, 32);
    ECDSA_SIG_free(signature);
    return raw;
}

QByteArray json(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

QJsonObject merged(QJsonObject base, const QJsonObject &extra)
{
    for (auto it = extra.begin(); it != extra.end(); ++it) {
        if (it.value().isNull())
            base.remove(it.key());
        else
            base[it.key()] = it.value();
    }
    return base;
}

} // namespace

struct TokenSigner::Key {
    EVP_PKEY *key = nullptr;
    ~Key() { EVP_PKEY_free(key); }
};

TokenSigner::TokenSigner(Kind kind, QString keyId, int rsaBits)
    : m_kind(kind)
    , m_id(std::move(keyId))
    , m_key(std::make_unique<Key>())
{
    m_key->key = kind == Kind::Es256 ? EVP_EC_gen("P-256") : EVP_RSA_gen(unsigned(rsaBits));
}

TokenSigner::~TokenSigner() = default;
TokenSigner::TokenSigner(TokenSigner &&) noexcept = default;

QByteArray TokenSigner::encode(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QJsonObject TokenSigner::publicJwk() const
{
    QJsonObject jwk {{QStringLiteral("kid"), m_id}, {QStringLiteral("use"), QStringLiteral("sig")}};
    const auto put
        = [&](const char *name, const QByteArray &value) { jwk[QLatin1String(name)] = QString::fromLatin1(value); };
    if (m_kind == Kind::Es256) {
        put("kty", "EC");
        put("crv", "P-256");
        put("alg", "ES256");
        put("x", encode(numberParam(m_key->key, OSSL_PKEY_PARAM_EC_PUB_X, 32)));
        put("y", encode(numberParam(m_key->key, OSSL_PKEY_PARAM_EC_PUB_Y, 32)));
    } else {
        put("kty", "RSA");
        put("alg", "RS256");
        put("n", encode(numberParam(m_key->key, OSSL_PKEY_PARAM_RSA_N)));
        put("e", encode(numberParam(m_key->key, OSSL_PKEY_PARAM_RSA_E)));
    }
    return jwk;
}

QByteArray TokenSigner::publicPem() const
{
    BIO *memory = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(memory, m_key->key);
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    QByteArray pem(data, size);
    BIO_free(memory);
    return pem;
}

QByteArray TokenSigner::jwks() const { return json({{QStringLiteral("keys"), QJsonArray {publicJwk()}}}); }

QByteArray TokenSigner::sign(const QJsonObject &claims, const QJsonObject &headerExtra) const
{
    const QString algorithm = m_kind == Kind::Es256 ? QStringLiteral("ES256") : QStringLiteral("RS256");
    const QJsonObject header = merged({{QStringLiteral("alg"), algorithm}, {QStringLiteral("kid"), m_id},
                                          {QStringLiteral("typ"), QStringLiteral("JWT")}},
        headerExtra);
    const QByteArray text = encode(json(header)) + '.' + encode(json(claims));
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t size = 0;
    const auto *data = reinterpret_cast<const unsigned char *>(text.constData());
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, m_key->key);
    EVP_DigestSign(context, nullptr, &size, data, size_t(text.size()));
    QByteArray signature(qsizetype(size), '\0');
    EVP_DigestSign(context, reinterpret_cast<unsigned char *>(signature.data()), &size, data, size_t(text.size()));
    EVP_MD_CTX_free(context);
    signature.resize(qsizetype(size));
    return text + '.' + encode(m_kind == Kind::Es256 ? rawSignature(signature) : signature);
}

QByteArray TokenSigner::signHs256(const QJsonObject &claims, const QByteArray &secret, const QJsonObject &headerExtra)
{
    const QJsonObject header
        = merged({{QStringLiteral("alg"), QStringLiteral("HS256")}, {QStringLiteral("typ"), QStringLiteral("JWT")}},
            headerExtra);
    const QByteArray text = encode(json(header)) + '.' + encode(json(claims));
    return text + '.' + encode(QMessageAuthenticationCode::hash(text, secret, QCryptographicHash::Sha256));
}

QJsonObject TokenSigner::goodClaims(qint64 now)
{
    return {{QStringLiteral("iss"), QStringLiteral("https://auth.test/auth/v1")},
        {QStringLiteral("aud"), QStringLiteral("authenticated")},
        {QStringLiteral("sub"), QStringLiteral("0886c930-2781-41fd-a404-0aea8181ce1d")},
        {QStringLiteral("session_id"), QStringLiteral("2a5cc81b-0c27-4a5f-a87f-573dd95b44fa")},
        {QStringLiteral("email"), QStringLiteral("oncall@pilothouse.test")},
        {QStringLiteral("role"), QStringLiteral("authenticated")}, {QStringLiteral("aal"), QStringLiteral("aal1")},
        {QStringLiteral("iat"), now}, {QStringLiteral("exp"), now + 3600}, {QStringLiteral("is_anonymous"), false},
        {QStringLiteral("app_metadata"), QJsonObject {{QStringLiteral("role"), QStringLiteral("admin")}}},
        {QStringLiteral("user_metadata"), QJsonObject {}}};
}

} // namespace ph::test
