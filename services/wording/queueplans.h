// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ph::wording {

/// What the plan of revoking tasks says, in window and companion alike.
struct RevokePlanWords {
    QString title; ///< "Revoke agents.run_session 91b3…17c8"
    QString verb; ///< "Revoke 1 task"
    QString step; ///< "Tell 2 workers to skip the task"
    QString touchWaiting;
    QString touchRunning;
    QString touchUnknown;
    QString touchOver;
    QString gentler; ///< only where tasks are terminated
    QString workersHear; ///< "Workers hear it"
    QString workersEvidence;
    QString stillOpen; ///< "Not over yet"
    QString stillOpenEvidence;
    QString known; ///< "Pilothouse knows the tasks"
    QString knownEvidence;
    QString memoryOnly; ///< what revoking does not do
};

struct RevokeCounts {
    int waiting = 0;
    int running = 0;
    int over = 0;
    int unknown = 0;
    int workers = 0;
    [[nodiscard]] int all() const { return waiting + running + over + unknown; }
};

/// `name` and `shortId` of the task when it is one.
[[nodiscard]] RevokePlanWords revokePlanWords(
    const RevokeCounts &counts, bool terminate, const QString &name, const QString &shortId);
/// "Told 2 workers; revoked: 3 of 4 tasks are confirmed".
[[nodiscard]] QString revokeSent(qint64 receivers);
[[nodiscard]] QString revokeEvidence(int confirmed, int all, int silentWorkers);

} // namespace ph::wording
