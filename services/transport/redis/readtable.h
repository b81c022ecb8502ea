// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"
#include "services/transport/redis/command.h"

namespace ph::transport::redis {

/// Passes commands of the closed table of readtable.cpp: none of them can change data, block the server for long, or
/// change the connection. Refused ones: Error{Refused, code "not-a-read"}. A test compares the table with the real
/// server's flags.
[[nodiscard]] Result<void> checkRead(const Command &command);

/// All commands of the table, "GET", "CONFIG GET" …: for the test and for the ACL lines of the documentation.
[[nodiscard]] std::vector<QByteArray> readCommands();

/// Commands that would break a shared connection (SUBSCRIBE, SELECT, MULTI, MONITOR, blocking pops …): refused
/// everywhere.
[[nodiscard]] Result<void> checkShared(const Command &command);

} // namespace ph::transport::redis
