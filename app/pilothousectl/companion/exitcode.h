// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"

namespace ph::ctl {

/// What the companion ends with; stable, scripts rely on it.
enum class ExitCode {
    Done = 0,
    Failed = 1,
    Usage = 2,
    Identity = 3, ///< not signed in, or a right is missing
    Unreachable = 4, ///< a server did not answer
    Refused = 5, ///< by the environment, or for want of confirmation
    Interrupted = 6, ///< cut; can be resumed
    Warnings = 7, ///< done, with warnings
};

[[nodiscard]] ExitCode exitCodeOf(const Error &error);

} // namespace ph::ctl
