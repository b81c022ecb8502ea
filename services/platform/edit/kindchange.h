// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/profile.h"

namespace ph::platform {

enum class Beginning {
    Existing, ///< the kind raises guards, and never lowers one
    New, ///< not saved yet: guards are those that the kind begins with
};

/// The same environment as one of another kind. Its colour, label and shape follow where they were the former kind's
/// own; what a person chose stays.
[[nodiscard]] Profile withKind(Profile profile, EnvironmentKind kind, Beginning beginning = Beginning::Existing);

/// "LOCAL, green, circle": the banner by which people know where they are.
[[nodiscard]] QString bannerWords(const Profile &profile);
/// The banner is not the kind's own.
[[nodiscard]] bool hasOwnBanner(const Profile &profile);

} // namespace ph::platform
