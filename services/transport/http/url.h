// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to http/: builds the URL of a request from declared parts and encoded values.

#include "services/transport/http/message.h"

#include <QUrl>

namespace ph::transport::http {

/// https anywhere, http to loopback only; no user, query or fragment in it. Errors: Invalid, or Tls code "plain-http".
[[nodiscard]] Result<void> checkBaseUrl(const QUrl &base, const QString &where);

/// Base, path template with its placeholders filled, query. Values can never change the shape of the URL.
[[nodiscard]] Result<QUrl> buildUrl(
    const QUrl &base, std::string_view path, const Request &request, const QString &where);

/// Scheme, host and port are the same.
[[nodiscard]] bool isSameOrigin(const QUrl &a, const QUrl &b);

/// Where an answer 301, 302, 303, 307 or 308 to a read may be followed to: the same origin only.
/// Errors: Tls "redirect-downgrade", Protocol "redirect-origin", "redirect-broken".
[[nodiscard]] Result<QUrl> redirectTarget(const QUrl &from, const QByteArray &location, const QString &where);

/// Header names and values that would break the header block are refused (Invalid).
[[nodiscard]] Result<void> checkHeader(QByteArrayView name, QByteArrayView value, const QString &where);

} // namespace ph::transport::http
