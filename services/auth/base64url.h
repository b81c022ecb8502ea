// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <optional>

namespace ph::auth {

/// Strict base64url without padding (RFC 7515 §2): only A–Z a–z 0–9 - _, no length of 1 mod 4, and unused trailing bits
/// zero, so that one value has one spelling. Empty text is empty bytes.
[[nodiscard]] std::optional<QByteArray> decodeBase64Url(QByteArrayView text);
[[nodiscard]] QByteArray encodeBase64Url(QByteArrayView bytes);

} // namespace ph::auth
