// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/redis/connection.h"

namespace ph::transport::redis {

/// Asks the sentinels in turn for the master's address. Sentinels are spoken to with the endpoint's TLS policy, without
/// a password.
[[nodiscard]] Task<HostPort> findMaster(Access access, std::stop_token stop, Deadline deadline);

} // namespace ph::transport::redis
