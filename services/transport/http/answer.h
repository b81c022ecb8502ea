// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/http/message.h"

#include <QJsonDocument>

namespace ph::transport::http {

/// Deepest nesting that is parsed.
inline constexpr int maxJsonDepth = 64;

/// Parses JSON from outside. Errors: Protocol, code "bad-json" (with the offset) or "json-depth".
[[nodiscard]] Result<QJsonDocument> parseJson(QByteArrayView text, const QString &where, int maxDepth = maxJsonDepth);

/// The JSON of a successful answer; else statusError() or parseJson()'s error.
[[nodiscard]] Result<QJsonDocument> jsonOf(const Response &response);

/// What an answer of another status than 2xx means: 401 Auth, 403 Forbidden, 404 and 410 NotFound, 409 and 412
/// Conflict, 413 TooLarge, 429 RateLimited, other 4xx Invalid, 5xx Server; with Retry-After, request id and a short
/// plain excerpt.
[[nodiscard]] Error statusError(const Response &response);

/// At most `length` characters of plain text from a body that may be HTML, binary or 10 MB long: no tags, no control
/// characters, no direction overrides, white space folded.
[[nodiscard]] QString plainExcerpt(const QByteArray &body, qsizetype length = 160);

/// Seconds or an HTTP date. `date` is the answer's own Date header, so that a wrong clock here does no harm.
[[nodiscard]] std::optional<Milliseconds> parseRetryAfter(
    const QByteArray &value, const QByteArray &date, WallTime now);

/// RFC 9110 date ("Sun, 06 Nov 1994 08:49:37 GMT").
[[nodiscard]] std::optional<WallTime> parseHttpDate(const QByteArray &text);

} // namespace ph::transport::http
