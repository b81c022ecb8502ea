// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <memory>
#include <vector>

namespace ph::auth {

enum class SignatureAlgorithm { Es256, Rs256 };

/// One public key of the project, pinned to one algorithm.
class VerificationKey final {
public:
    struct Handle; ///< OpenSSL's key; known to jwks.cpp alone

    VerificationKey(QString id, SignatureAlgorithm algorithm, std::shared_ptr<const Handle> handle);

    [[nodiscard]] const QString &id() const { return m_id; }
    [[nodiscard]] SignatureAlgorithm algorithm() const { return m_algorithm; }
    /// `signature` as in a JWS: for ES256 raw r‖s of 64 bytes, for RS256 the modulus' length. False for anything else.
    [[nodiscard]] bool verify(QByteArrayView message, QByteArrayView signature) const;

private:
    QString m_id;
    SignatureAlgorithm m_algorithm;
    std::shared_ptr<const Handle> m_handle;
};

/// The published keys (GET /.well-known/jwks.json). Empty when the server signs with a shared secret (HS256).
/// Immutable after parsing; may be copied and read from any thread.
class KeySet final {
public:
    /// Keys of other kinds, for other uses, without `kid`, or with private parts are left out. At most 64 KiB and 32
    /// keys. Protocol error when it is not a JWKS, or when two keys share a `kid`.
    [[nodiscard]] static Result<KeySet> parse(const QByteArray &json);

    [[nodiscard]] const VerificationKey *find(QStringView id) const;
    [[nodiscard]] bool isEmpty() const { return m_keys.empty(); }
    [[nodiscard]] qsizetype size() const { return qsizetype(m_keys.size()); }

private:
    std::vector<VerificationKey> m_keys;
};

/// When the key set may be fetched again because a token names an unknown key. Two rules hold together: after a fetch
/// that answered, the next one waits 5 min (a flood of tokens with invented kids reaches the server once); after one
/// that failed, 30 s. Keys that are in use are renewed every 10 min besides (the server's max-age).
class KeyRefetchPolicy final {
public:
    static constexpr Milliseconds afterAnswer {300'000};
    static constexpr Milliseconds afterFailure {30'000};
    static constexpr Milliseconds maxAge {600'000};

    [[nodiscard]] bool mayFetchForUnknownKey(MonoTime now) const { return !m_nextAllowed || now >= *m_nextAllowed; }
    [[nodiscard]] bool isStale(MonoTime now) const { return !m_fetchedAt || now - *m_fetchedAt >= maxAge; }
    void onFirstLoad(MonoTime now) { m_fetchedAt = now; }
    void onRefetched(MonoTime now)
    {
        m_fetchedAt = now;
        m_nextAllowed = now + afterAnswer;
    }
    void onFailed(MonoTime now) { m_nextAllowed = now + afterFailure; }

private:
    std::optional<MonoTime> m_fetchedAt;
    std::optional<MonoTime> m_nextAllowed;
};

} // namespace ph::auth
