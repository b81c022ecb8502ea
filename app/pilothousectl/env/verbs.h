// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/verb.h"

namespace ph::ctl::env {

/// env list|show|add|edit|remove|check|export|import|set-secret|trust|unlock.
[[nodiscard]] Verbs verbs();

} // namespace ph::ctl::env
