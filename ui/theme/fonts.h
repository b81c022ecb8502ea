// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ph::ui {

/// Makes the bundled text font (Inter without alternates that change names) and JetBrains Mono (the desktop's own where
/// installed) available. Idempotent.
void loadFonts();

[[nodiscard]] QString textFamily();
[[nodiscard]] QString monoFamily();

} // namespace ph::ui
