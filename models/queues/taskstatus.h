// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/column.h"
#include "services/queues/taskstate.h"
#include "services/queues/workertable.h"

#include <QHash>
#include <QStringList>

namespace ph::models {

/// The word a person reads for a task's state ("failed"); custom states in their own lower-case word ("progress").
[[nodiscard]] QString taskStateWord(queues::TaskState state, std::string_view name);
/// Of a task that ran in a process that is gone: Celery tells no end of it.
[[nodiscard]] QString interruptedWord();
/// Of a task that a worker took and keeps until its time.
[[nodiscard]] QString scheduledWord();
[[nodiscard]] Status taskStatus(queues::TaskState state);
/// Words of Celery's own states, for the filter.
[[nodiscard]] QStringList taskStateWords();
/// Celery's own names of them in lower case, as the companion prints them: "pending" is "queued".
[[nodiscard]] QHash<QString, QString> taskStateAliases();

[[nodiscard]] QString workerHealthWord(queues::WorkerHealth health);
[[nodiscard]] Status workerStatus(queues::WorkerHealth health);

} // namespace ph::models
