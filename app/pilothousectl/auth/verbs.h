// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/verb.h"

namespace ph::ctl::auth {

/// auth login|status|logout.
[[nodiscard]] Verbs verbs();

} // namespace ph::ctl::auth
