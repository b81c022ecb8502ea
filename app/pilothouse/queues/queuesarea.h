// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothouse/windowarea.h"

namespace ph::app {

/// Celery in the window: its service, the page Queues, and its panels of the Overview.
[[nodiscard]] WindowArea queuesArea();

} // namespace ph::app
