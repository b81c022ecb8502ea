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

/// How far the first reading came.
struct FirstReading {
    bool isPolled = false; ///< queues were read at least once
    bool isWhole = false; ///< queues polled, workers asked, and what was asked for of the rest read
    std::uint64_t steps = 0; ///< grows while it goes on
    qint64 results = 0; ///< stored results read until now
    std::optional<Error> pollError;
    QString broker; ///< "Redis broker HOST:PORT/DB"

    /// Redis answers, and not with what the reader asks for: waiting would change nothing.
    [[nodiscard]] bool isRefused() const;
    /// Why it is not whole, when nothing more came for `silence`.
    [[nodiscard]] Error standstill(Deadline silence) const;
};
[[nodiscard]] Task<FirstReading> firstReading(const QueueSession *session, std::stop_token stop);

/// Until the service knows everything once. Fails with the link's reason when the server does not answer, and when
/// nothing more came for `silence`, or no reading of the queues succeeded in it; as long as answers come that can be
/// used it may take its time.
[[nodiscard]] Task<void> waitForSnapshot(Context *ctx, const QueueSession *session, Deadline silence);

/// Why the first Redis link that is down is so.
[[nodiscard]] std::optional<Error> redisDown(platform::PlatformSession &session);

} // namespace ph::ctl::queues
