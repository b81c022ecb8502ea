// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"
#include "services/base/secret.h"

#include <optional>

namespace ph::ctl {

/// Asks on the terminal and reads a line that is not shown. Nothing when standard input is no terminal. Cancelled:
/// Ctrl+C, SIGTERM or the terminal's end. Blocks; call it before anything is under way.
[[nodiscard]] std::optional<Result<Secret>> askedSecret(const char *question);

} // namespace ph::ctl
