// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/queuesmodel.h"
#include "ui/components/resourcedescriptor.h"

namespace ph::ui {

/// "Copy as" of tasks: id, link, JSON (the fields of `pilothousectl tasks show --json`), command. `model` outlives
/// them.
[[nodiscard]] QList<CopyAs> taskCopyForms(models::QueuesModel &model);

/// The same of workers.
[[nodiscard]] QList<CopyAs> workerCopyForms(models::QueuesModel &model);

} // namespace ph::ui
