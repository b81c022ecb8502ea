// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/verb.h"
#include "services/platform/session/platformsession.h"

namespace ph::ctl::status {

/// `status`: is everything all right, and if not, where? `areas` makes the services whose verdicts it tells.
[[nodiscard]] Verbs verbs(std::function<std::vector<platform::AreaFactory>()> areas);

} // namespace ph::ctl::status
