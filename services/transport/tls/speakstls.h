// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"

#include <QString>

namespace ph::transport {

/// Does a TLS server listen there? Asked when a server hung up on a connection without TLS before it said a word: the
/// first bytes of a handshake are answered by TLS (with an alert) and by nothing else. Proves nothing about who it is,
/// and sends nothing that matters. False also when nobody answers within `deadline`.
[[nodiscard]] Task<bool> speaksTls(QString host, quint16 port, std::stop_token stop, Deadline deadline);

} // namespace ph::transport
