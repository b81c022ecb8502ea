// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/opensession.h"
#include "services/queues/queueservice.h"

namespace ph::ctl::queues {

/// A session with the queues area in it.
struct QueueSession {
    OpenSession open;
    ph::queues::QueueService *queues = nullptr; ///< lives on the session's I/O thread

    [[nodiscard]] platform::PlatformSession &session() const { return *open.session; }
};

/// Where the queues are: the plain addresses of every verb, and what only queues need to be told with them.
[[nodiscard]] QList<QCommandLineOption> sourceOptions();

/// Of an act: its plan can be looked at on plain addresses too (--dry-run).
[[nodiscard]] QList<QCommandLineOption> planOptions();

/// Opens what the options name (companion/opensession.h). NotFound: no broker.
[[nodiscard]] Task<QueueSession> openQueues(Context *ctx, ph::queues::QueueService::Options options);

/// The same for verbs that change something: who is signed in is known, and so are the workers.
[[nodiscard]] Task<QueueSession> openActingQueues(Context *ctx);

/// Until the service knows everything once: queues polled, workers asked. The link's reason when the server does not
/// answer.
[[nodiscard]] Task<void> waitForSnapshot(Context *ctx, const QueueSession *session, Deadline deadline);

/// Why the first Redis link that is down is so.
[[nodiscard]] std::optional<Error> redisDown(platform::PlatformSession &session);

} // namespace ph::ctl::queues
