// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"

#include <functional>

namespace ph::transport {

/// Where to open the TCP connection when it is not the server itself: the near end of a tunnel. The server's own name
/// stays what TLS verifies and what HTTP's Host header says.
struct DialTarget {
    QString host;
    quint16 port = 0;
};

/// Asked at each connection attempt, on the transport's thread. Empty function: dial the server directly.
using Dial = std::function<Task<DialTarget>(std::stop_token)>;

} // namespace ph::transport
