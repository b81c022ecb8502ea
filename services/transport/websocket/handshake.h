// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to websocket/: the request that opens a connection, and the meaning of its end.

#include "services/transport/websocket/socket.h"

#include <QNetworkRequest>

namespace ph::transport::websocket {

/// wss anywhere, ws to loopback only. Errors: Invalid, Tls "plain-ws".
[[nodiscard]] Result<void> checkUrl(const QUrl &url, const QString &label);

/// With the dialled host in the URL and the server's own in the Host header.
[[nodiscard]] Result<QNetworkRequest> makeRequest(
    const Endpoint &endpoint, const Access &access, const std::optional<DialTarget> &dial);

[[nodiscard]] Error tooLarge(const QString &label);

/// Codes: "dns", "refused", "closed", "proxy", "too-large", "not-websocket", "http-N", "close-N".
[[nodiscard]] Error closeError(const QWebSocket &socket, const QString &label);

} // namespace ph::transport::websocket
