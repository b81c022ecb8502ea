// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/linkboard.h"
#include "services/platform/verdicts.h"

namespace ph::overview {

/// What the links themselves say: down, degraded, silent, a clock that is off; and what cannot be seen without them.
/// Links that lead to one server and are silent together are one finding.
[[nodiscard]] platform::AreaVerdict judgeLinks(
    const std::vector<platform::LinkInfo> &links, MonoTime now, WallTime wallNow);

/// "live", "degraded", "down", "connecting", "idle": stable, for --json.
[[nodiscard]] QString phaseName(transport::LinkPhase phase);

} // namespace ph::overview
