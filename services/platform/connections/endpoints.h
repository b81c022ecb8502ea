// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/profile.h"
#include "services/transport/http/client.h"
#include "services/transport/postgres/endpoint.h"
#include "services/transport/redis/endpoint.h"
#include "services/transport/route/sshhost.h"
#include "services/transport/websocket/socket.h"

namespace ph::platform {

/// From a profile's link to what a transport dials. Invalid names the field.
[[nodiscard]] Result<transport::redis::Endpoint> redisEndpoint(const Profile &profile, const Link &link);
[[nodiscard]] transport::http::BaseEndpoint httpEndpoint(const Profile &profile, const Link &link);
[[nodiscard]] transport::postgres::Endpoint postgresEndpoint(const Profile &profile, const Link &link);
/// Realtime: the socket below the link's address.
[[nodiscard]] transport::websocket::Endpoint websocketEndpoint(const Profile &profile, const Link &link);
[[nodiscard]] transport::TlsPolicy tlsPolicy(const Link &link);
/// The address's port, or the usual one of its scheme.
[[nodiscard]] quint16 portOf(const Link &link);

/// An SSH link as OpenSSH is asked for it. Its known hosts are ours alone (<config>/known_hosts).
[[nodiscard]] transport::SshHost sshHost(const Link &link);
/// The SSH link that this link's route names, by id, role or label; null when it names none or one that is not there.
[[nodiscard]] const Link *sshHostOf(const Profile &profile, const Link &link);

} // namespace ph::platform
