// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace ph::queues::celery {

/// Bytes that decodeBase64 may write for `encoded` bytes of input.
[[nodiscard]] constexpr std::size_t base64Capacity(std::size_t encoded) { return encoded / 4 * 3 + 3; }

/// Decodes padded or unpadded base64 (RFC 4648 §4, no line breaks) into `out`, which must hold
/// base64Capacity(in.size()). Returns the number of bytes written, nothing if a character is outside the alphabet. An
/// own decoder because neither Qt's nor OpenSSL's is near it: a third of the event path's time was
/// QByteArray::fromBase64.
[[nodiscard]] std::optional<std::size_t> decodeBase64(std::string_view in, char *out);

} // namespace ph::queues::celery
