// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/profile.h"

namespace ph::platform {

/// What a changed profile no longer guards, one sentence each: protection, read-only, the second factor, the kind, TLS
/// pins, another CA, another host under the same name. Empty: nothing got laxer. Such changes need the environment's
/// name typed, and are written to the local audit.
[[nodiscard]] QStringList relaxedGuards(const Profile &before, const Profile &after);

/// What a new environment does not guard though its kind begins with it: protection, read-only.
[[nodiscard]] QStringList relaxedAtStart(const Profile &profile);

/// They differ in guards at most: what is connected stays as it is.
[[nodiscard]] bool isSameButGuards(const Profile &before, const Profile &after);

} // namespace ph::platform
