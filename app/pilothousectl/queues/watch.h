// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/queues/queuesession.h"

#include <functional>

namespace ph::ctl::queues {

/// What the service knows at one moment.
struct Seen {
    std::optional<ph::queues::QueueReading> queues;
    ph::queues::WorkerReading workers;
    ph::queues::QueueServiceState state;
};

/// Waits until everything is known once and prints; with --watch again every two seconds until Ctrl+C.
[[nodiscard]] Task<ExitCode> showOrWatch(
    Context *ctx, const QueueSession *opened, std::function<ExitCode(const Seen &)> print);

} // namespace ph::ctl::queues
