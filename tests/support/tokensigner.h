// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <memory>

namespace ph::test {

/// Makes tokens as an auth server does, with a throw-away key of its own; for tests of the verifier and of attacks on
/// it.
class TokenSigner final {
public:
    enum class Kind { Es256, Rs256 };
    explicit TokenSigner(Kind kind = Kind::Es256, QString keyId = QStringLiteral("key-1"), int rsaBits = 2048);
    ~TokenSigner();
    TokenSigner(TokenSigner &&) noexcept;

    [[nodiscard]] QJsonObject publicJwk() const;
    [[nodiscard]] QByteArray publicPem() const;
    [[nodiscard]] QByteArray jwks() const;
    /// Header {alg, kid, typ} with `headerExtra` laid over it.
    [[nodiscard]] QByteArray sign(const QJsonObject &claims, const QJsonObject &headerExtra = {}) const;
    /// HMAC-SHA256 over {alg:"HS256"} with `headerExtra`.
    [[nodiscard]] static QByteArray signHs256(
        const QJsonObject &claims, const QByteArray &secret, const QJsonObject &headerExtra = {});
    [[nodiscard]] static QByteArray encode(const QByteArray &bytes);

    /// Good claims for issuer "https://auth.test/auth/v1", issued at `now` (seconds) for an hour.
    [[nodiscard]] static QJsonObject goodClaims(qint64 now);

private:
    struct Key;
    Kind m_kind;
    QString m_id;
    std::unique_ptr<Key> m_key;
};

} // namespace ph::test
