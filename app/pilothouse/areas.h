// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothouse/windowarea.h"

namespace ph::app {

/// One line an area.
[[nodiscard]] std::vector<WindowArea> windowAreas();

} // namespace ph::app
