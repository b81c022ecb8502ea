// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to http/: Qt tells an answer that is no HTTP and a connection that just ended apart from nothing. Where a
// read ended so, one more connection is opened to look at the first bytes.

#include "services/base/async.h"
#include "services/transport/http/exchange.h"
#include "services/transport/route/dial.h"

#include <QNetworkProxy>
#include <QSslConfiguration>
#include <optional>

namespace ph::transport::http {

/// (A struct of its own: libstdc++ 12 can't compare the coroutine handle of an expected<QByteArray>.)
struct FirstBytes {
    QByteArray bytes;
};

/// Connects, sends a harmless question, returns what comes first (at most 256 bytes; empty if nothing comes).
[[nodiscard]] Task<FirstBytes> firstBytes(QString host, quint16 port, std::optional<QSslConfiguration> tls,
    QString peerName, QNetworkProxy proxy, QByteArray question, std::stop_token stop);

/// A better error for first bytes that are not HTTP's: "not-http" or "needs-tls", naming the service where it is known.
[[nodiscard]] std::optional<Error> errorOfFirstBytes(const QByteArray &bytes, const QString &where);

/// What stands there in place of an HTTP server, where a request ended without a byte of an answer; empty: not known.
[[nodiscard]] Task<std::optional<Error>> strangerAt(DialTarget target, std::optional<QSslConfiguration> tls,
    QString peerName, QNetworkProxy proxy, QString where, std::stop_token stop);

/// Servers that read lines wait for ever for the end of a TLS handshake's first: when there is no TLS after a second,
/// asks without it, and ends the exchange where another kind of service answers. `exchange` outlives the task.
[[nodiscard]] Task<void> lookPastTls(
    const Exchange *exchange, DialTarget target, QNetworkProxy proxy, QString where, std::stop_token stop);

} // namespace ph::transport::http
