// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/queuesmodel.h"
#include "ui/components/statehost.h"

namespace ph::ui {

/// Where a page of the queues area stands, from readings, stream and links.
/// `isStream`: the page lives on events (tasks); else on readings (queues, workers).
[[nodiscard]] ViewState queuesViewState(models::QueuesModel &model, bool isStream);

/// Who did not answer the last questions, and who listens without a sign of life: what the list of workers cannot show.
/// One line each; none while nobody was asked.
[[nodiscard]] QStringList silentWorkerNotes(const queues::WorkerListing &listing);

/// Of a task that nobody told of: with how far the waiting messages were searched for it.
[[nodiscard]] QString taskNotFoundText(const QString &name, const queues::TaskLook &look);

/// "live, 0.3 s behind", "12 s ago", with the status of its dot.
struct LiveText {
    QString text;
    models::Status status;
};
[[nodiscard]] LiveText queuesLiveText(models::QueuesModel &model, bool isStream);

} // namespace ph::ui
