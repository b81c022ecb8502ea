// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"

namespace ph::ctl {

/// What to do, as it is done here: "sign in" is a command, and a read-only environment is unlocked elsewhere. Other
/// errors stay as they are.
[[nodiscard]] Error withCompanionAdvice(Error error);

} // namespace ph::ctl
