// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"

#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QString>

namespace ph::transport {

/// Does a TLS server listen there? Asked when a server hung up on a connection without TLS before it said a word: the
/// first bytes of a handshake are answered by TLS (with an alert) and by nothing else. Proves nothing about who it is,
/// and sends nothing that matters. False also when nobody answers within `deadline`.
[[nodiscard]] Task<bool> speaksTls(QString host, quint16 port, std::stop_token stop, Deadline deadline);

/// What TLS says to a client that has shaken hands and says nothing itself: a server that wants a client certificate
/// refuses only then (TLS 1.3), and a client that has already sent something loses that with the connection. The TLS
/// library's text; empty: it says nothing within `deadline`.
[[nodiscard]] Task<QString> alertAfterHandshake(QSslConfiguration configuration, QNetworkProxy proxy, QString host,
    quint16 port, QString peerName, std::stop_token stop, Deadline deadline);

} // namespace ph::transport
