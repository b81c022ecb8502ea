// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/link/linkstate.h"

#include <QAbstractSocket>

namespace ph::transport {

/// A socket's error as ours: Network with code "dns", "refused", "closed", "unreachable", "proxy"; Timeout with code
/// "timeout". TLS refusals are explained by tls.h instead.
[[nodiscard]] Error explainSocket(QAbstractSocket::SocketError error, const QString &text, const QString &where);

/// Refuses plain connections to anything but loopback (one through an SSH host is encrypted on its way): Error{Invalid,
/// code "plain-refused"}.
[[nodiscard]] Result<void> checkPlain(
    const TlsPolicy &tls, const Route &route, const QString &host, const QString &where);

} // namespace ph::transport
