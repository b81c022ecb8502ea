// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Internal: is the server at the other end of a session alive?

#include "services/base/async.h"
#include "services/transport/postgres/session.h"

namespace ph::transport::postgres {

struct Heartbeat {
    static constexpr Milliseconds interval {2000};
    static constexpr Milliseconds patience {2500}; ///< then `onSilent` is called: Degraded
    static constexpr Milliseconds silenceLimit {10'000}; ///< then it ends with Timeout, code "silent"
};

/// One round trip on a worker. Waits beyond the patience: a server that was stopped and goes on answers late, but it
/// answers.
[[nodiscard]] Task<HeartbeatAnswer> heartbeat(
    std::shared_ptr<Session> session, std::function<void(Error)> onSilent, QString where, std::stop_token stop);

} // namespace ph::transport::postgres
