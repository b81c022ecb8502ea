// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/verb.h"

namespace ph::ctl::local {

/// local up|down|status|logs|profile|accounts|hold|release|reset, and the hidden `local supervise`.
[[nodiscard]] Verbs verbs();

} // namespace ph::ctl::local
