// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/profile.h"
#include "services/transport/http/client.h"
#include "services/transport/redis/endpoint.h"

namespace ph::platform {

/// From a profile's link to what a transport dials. Invalid names the field.
[[nodiscard]] Result<transport::redis::Endpoint> redisEndpoint(const Profile &profile, const Link &link);
[[nodiscard]] transport::http::BaseEndpoint httpEndpoint(const Profile &profile, const Link &link);
[[nodiscard]] transport::TlsPolicy tlsPolicy(const Link &link);

} // namespace ph::platform
