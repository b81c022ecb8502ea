// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Internal: from an endpoint to a connected session.

#include "services/transport/link/credentials.h"
#include "services/transport/postgres/session.h"
#include "services/transport/route/dial.h"

namespace ph::transport::postgres {

struct Access {
    Endpoint endpoint;
    CredentialSource credentials {};
    Dial dial {};
};

struct Opened {
    std::shared_ptr<Session> session;
};

/// Asks for the credentials and the near end here, connects on a worker within `limit`. Looking for the reason of a
/// failure takes longer than that: the call as a whole ends after `patience`.
[[nodiscard]] Task<Opened> openSession(Access access, std::stop_token stop, Deadline limit, Deadline patience);

} // namespace ph::transport::postgres
