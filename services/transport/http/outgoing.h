// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to http/: the request as Qt gets it.

#include "services/transport/http/message.h"
#include "services/transport/link/linkstate.h"
#include "services/transport/route/dial.h"

#include <QNetworkRequest>
#include <QSslConfiguration>
#include <QUrl>

namespace ph::transport::http {

[[nodiscard]] QByteArray verb(Method method);

/// No redirects, cookies, cache, HTTP/2 or remembered passwords; dialled to the tunnel's end where there is one.
[[nodiscard]] QNetworkRequest makeRequest(
    const QUrl &url, const std::optional<DialTarget> &dial, const QSslConfiguration &ssl, const TlsPolicy &tls);

/// The request's own headers, the provider's, and the request's secret ones over those. Errors: Invalid "bad-header".
[[nodiscard]] Result<void> setHeaders(
    QNetworkRequest &to, const Request &request, const std::vector<SecretHeader> &provided, const QString &where);

} // namespace ph::transport::http
