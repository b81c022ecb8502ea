// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Part of the redactor; not for others: use redact.h.

#include <QString>

namespace ph::redaction {

/// user:password@ in addresses of any scheme.
[[nodiscard]] QString removeUserInfo(const QString &text);
/// PASSWORD '…', AUTH …, ACL SETUSER … >…, requirepass …, redis-cli -a …, curl -u user:…
[[nodiscard]] QString removeCommandSecrets(const QString &text);
/// What is secret by its look: JWTs, keys with a known prefix, password hashes, private keys, bearer tokens.
[[nodiscard]] QString removeShapedSecrets(const QString &text);

} // namespace ph::redaction
