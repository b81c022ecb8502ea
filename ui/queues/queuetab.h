// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/queuesmodel.h"
#include "ui/components/resourcedescriptor.h"
#include "ui/queues/workeracts.h"

namespace ph::ui {

/// The table of queues. `model` outlives the page.
[[nodiscard]] ResourceDescriptor queueTab(models::QueuesModel &model);

/// The table of workers. Both outlive the page.
[[nodiscard]] ResourceDescriptor workerTab(models::QueuesModel &model, WorkerActs &acts);

} // namespace ph::ui
