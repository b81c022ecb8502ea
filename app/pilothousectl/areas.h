// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/verb.h"
#include "services/platform/session/platformsession.h"

namespace ph::ctl {

/// What the areas attach to a session that looks at everything (`status`).
[[nodiscard]] std::vector<platform::AreaFactory> sessionAreas();

/// The areas whose operations can be resumed (`operations resume`).
[[nodiscard]] std::vector<platform::AreaFactory> actingAreas();

/// Every verb of every area, in the order of --help.
[[nodiscard]] Verbs allVerbs();

} // namespace ph::ctl
