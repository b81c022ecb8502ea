// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

#include <QStringList>

namespace ph::wording {

/// What a verdict says of one queue or worker: sentence without a full stop, details as sentences, a button's text.
/// Names of more than 48 characters are shortened in the middle.
struct FindingWords {
    QString sentence; ///< "agents.high has not drained since 13:58"
    QString detail; ///< "1 284 tasks wait there."
    QString next; ///< "Open agents.high"
};

/// The worker that took from a queue last.
struct FormerTaker {
    QString name; ///< empty: nobody known ever did
    bool isLost = false; ///< else it said good-bye
    WallTime since {};
};
/// No worker takes from the queue, whether or not messages wait.
[[nodiscard]] FindingWords queueWithoutWorkers(const QString &queue, qint64 ready, const FormerTaker &former);
/// The oldest message waits since that moment, `waited` ago; `isAtLeast`: it may wait for longer.
[[nodiscard]] FindingWords queueNotDraining(
    const QString &queue, qint64 ready, WallTime since, Milliseconds waited, bool isAtLeast);
/// Many wait; for how long is not known, only that it is `watched` or longer.
[[nodiscard]] FindingWords queueLong(const QString &queue, qint64 ready, Milliseconds watched);
/// A key of the queue could not be read.
[[nodiscard]] FindingWords queueNotRead(const QString &queue, const QString &reason);
/// A key holds something else than Celery keeps there; `expected` is Redis's name of the type.
[[nodiscard]] FindingWords keyNotRead(const QString &key, const QString &expected);
/// Messages that a worker took and does not acknowledge are soon delivered a second time.
[[nodiscard]] FindingWords visibilityTimeoutNears(Milliseconds left);
/// Messages that were taken, and that no worker has: they come back when the visibility time-out is over.
[[nodiscard]] FindingWords tasksHeldByNobody(qint64 tasks, WallTime since, Milliseconds left);
/// Of the `ended` tasks of the last `within`, so many failed; most of one name (may be empty).
[[nodiscard]] FindingWords tasksFail(
    qint64 failed, qint64 ended, Milliseconds within, const QString &worst, qint64 worstFailed);
/// No heartbeat of these since then (of the first of them); they held `held` tasks together. Not empty, the longest
/// silent first.
[[nodiscard]] FindingWords workersLost(const QStringList &workers, WallTime since, qint64 held);
[[nodiscard]] FindingWords workerLate(const QString &worker, Milliseconds silence);
/// "1 of 3 workers did not answer within 2 s: worker-2@host": of `all` that are heard, these are silent. No full stop.
[[nodiscard]] QString workersNotAnswering(const QStringList &silent, qsizetype all, Milliseconds within);
/// So many more listen for remote control than are heard; `nodes`: who they may be, some perhaps gone for good.
[[nodiscard]] QString workersUnheard(int unheard, const QStringList &nodes);
/// Not one worker is alive.
[[nodiscard]] FindingWords noWorkerAlive();
/// So many events could not be read since then; `example` is what was wrong with the first (may be empty).
[[nodiscard]] FindingWords eventsUnreadable(qint64 events, WallTime since, WallTime last, const QString &example);

/// "1 595 waiting, 37 running". Without `running` workers did not say: "1 595 waiting, running not known".
[[nodiscard]] QString queuesSummary(qint64 waiting, std::optional<qint64> running);
/// What is not seen while a link is down; the link's own line says why.
[[nodiscard]] QString eventsNotSeen(); ///< "task events"
[[nodiscard]] QString lengthsNotSeen(); ///< "queue lengths"
[[nodiscard]] QString queuesTitle();

} // namespace ph::wording
