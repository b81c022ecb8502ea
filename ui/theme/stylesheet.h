// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ph::ui {

class Theme;

/// The one style sheet of the application, built from the tokens: borders, radii and paddings of the standard controls.
/// Widgets choose a variant by dynamic property `role` (see ui/components/button.h).
[[nodiscard]] QString styleSheet(const Theme &theme);

} // namespace ph::ui
