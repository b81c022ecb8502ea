// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothouse/areas.h"

#include "app/pilothouse/queues/queuesarea.h"

namespace ph::app {

std::vector<WindowArea> windowAreas()
{
    return {
        queuesArea(),
    };
}

} // namespace ph::app
