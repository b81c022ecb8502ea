// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ph::ui {

/// Makes Inter and JetBrains Mono available: the desktop's own where installed, else the bundled ones. Idempotent.
void loadFonts();

[[nodiscard]] QString textFamily();
[[nodiscard]] QString monoFamily();

} // namespace ph::ui
