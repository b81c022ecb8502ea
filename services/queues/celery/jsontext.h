// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <simdjson.h>
#include <string>
#include <string_view>

namespace ph::queues::celery {

/// The text of a JSON string token (with or without its quotes), as UTF-8. Forgiving where the strict parser refuses:
/// a lone surrogate (Python writes them) becomes U+FFFD, an unknown escape stays as it is.
[[nodiscard]] std::string unescapeLossy(std::string_view token);

/// `text` as a JSON string with quotes; input that is not UTF-8 is replaced by U+FFFD.
[[nodiscard]] std::string quoted(std::string_view text);

/// The string in `value`, or the JSON text of whatever else it is; empty for null. Copies.
[[nodiscard]] std::string textOf(simdjson::ondemand::value value);

/// The JSON text of `value` as it stands in the document.
[[nodiscard]] std::string rawOf(simdjson::ondemand::value value);

/// True if the raw key (pointing behind its opening quote, in a padded buffer) is exactly `name`.
template <std::size_t N>
[[nodiscard]] bool keyIs(const char *raw, const char (&name)[N])
{
    return __builtin_memcmp(raw, name, N - 1) == 0 && raw[N - 1] == '"';
}

} // namespace ph::queues::celery
