// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/secret.h"

#include <QString>
#include <memory>

namespace ph {

/// What stands in a secret's place.
inline constexpr QLatin1String redactedMark("[redacted]");

/// The one redactor: everything that is logged, copied as details, or kept as evidence goes through it.
/// Removes what looks like a secret: values of authorization, apikey and cookie headers and of keys named like secrets
/// (in text, JSON, JSON inside strings at any depth, Python and shell spelling), JWTs, keys with a known prefix (phk_,
/// sb_secret_ …; sb_publishable_ is public and stays), URL user information and secret query values, SQL PASSWORD '…',
/// conninfo and Redis AUTH passwords, password hashes, private keys; and every registered secret, also as base64, hex
/// and percent-encoded. In doubt it removes too much. Applying it twice changes nothing more. Any thread; linear in the
/// text's length.
[[nodiscard]] QString redact(const QString &text);
/// The same for bytes that are meant as UTF-8.
[[nodiscard]] QByteArray redact(const QByteArray &text);

/// While it lives, the redactor also removes this very secret wherever it appears, in plain and in the usual encodings.
/// Whoever holds a secret for longer than one call keeps one beside it. Secrets of less than 4 bytes are not searched
/// for: they would blank out ordinary text.
class KnownSecret final {
public:
    KnownSecret() = default;
    explicit KnownSecret(const Secret &secret);
    ~KnownSecret();
    KnownSecret(KnownSecret &&other) noexcept;
    KnownSecret &operator=(KnownSecret &&other) noexcept;
    KnownSecret(const KnownSecret &) = delete;
    KnownSecret &operator=(const KnownSecret &) = delete;

private:
    void forget();
    quint64 m_id = 0;
};

} // namespace ph
