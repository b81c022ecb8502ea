// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/verb.h"
#include "services/platform/session/platformsession.h"

namespace ph::ctl::activity {

/// operations, operations resume, operations abandon. `areas` are those whose operations can be resumed.
[[nodiscard]] Verbs verbs(std::function<std::vector<platform::AreaFactory>()> areas);

} // namespace ph::ctl::activity
