// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/redis/connection.h"

#include <optional>

namespace ph::transport::redis {

/// What the server would say to each command: nothing where it would run it, else its refusal (Forbidden NOPERM, Server
/// READONLY …).
using DryAnswers = std::vector<std::optional<Error>>;

/// Asks a Redis which commands a user may run, without running any.
///
/// On a connection that has subscribed, Redis (RESP2) checks the ACL of a command first and then refuses everything but
/// pub/sub commands: the kind of refusal is the answer, and nothing can take effect. `channel` must be one that the
/// user may subscribe to and that nobody publishes to. Before the commands, reads are tried the same way; a server that
/// runs those (it is not quite a Redis) is asked nothing more: Unavailable, code "no-dry-run". Invalid: a command that
/// a subscribed connection may run (PING, QUIT, RESET, …SUBSCRIBE).
[[nodiscard]] Task<DryAnswers> dryRun(
    Access access, QByteArray channel, std::vector<Command> commands, std::stop_token stop, Deadline deadline);

} // namespace ph::transport::redis
