// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

#include <QString>

namespace ph::wording {

/// How far a server's clock is certainly off: zero when the difference that was measured lies within its doubt.
[[nodiscard]] Milliseconds certainOffset(const ServerOffset &clock);

/// "in step" (within a second), "+41 s", "−1.40 s": the server's clock against this computer's.
[[nodiscard]] QString clockOffset(const ServerOffset &clock);

} // namespace ph::wording
