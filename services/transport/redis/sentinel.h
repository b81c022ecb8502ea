// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/redis/connection.h"

namespace ph::transport::redis {

/// Asks the sentinels in turn for the master's address. Sentinels are spoken to with the endpoint's TLS policy, without
/// a password.
[[nodiscard]] Task<HostPort> findMaster(Access access, std::stop_token stop, Deadline deadline);

/// INFO of a Sentinel, not of a data server.
[[nodiscard]] bool isOfSentinel(const QByteArray &info);
/// What to say where a data server was expected.
[[nodiscard]] Error sentinelAnswers(const QString &where);

} // namespace ph::transport::redis
