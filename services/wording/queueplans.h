// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace ph::wording {

/// What the plan of revoking tasks says, in window and companion alike.
struct RevokePlanWords {
    QString title; ///< "Revoke agents.run_session 91b3…17c8"; counts what has not ended yet
    QString verb; ///< "Revoke 1 task"; likewise
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
    QString mayWrite; ///< "Redis takes commands from here"
    QString mayWriteEvidence;
    QString memoryOnly; ///< what revoking does not do
};

struct RevokeCounts {
    int waiting = 0;
    int running = 0;
    int over = 0;
    int unknown = 0;
    int workers = 0;
    bool hasOperator = false; ///< a Redis user that may write is known
    [[nodiscard]] int all() const { return known() + unknown; }
    [[nodiscard]] int known() const { return waiting + running + over; }
};

/// `name` and `shortId` of the task when it is one; `signal` as SIGTERM.
[[nodiscard]] RevokePlanWords revokePlanWords(
    const RevokeCounts &counts, bool terminate, const QString &signal, const QString &name, const QString &shortId);
/// What the read-back found.
struct RevokeOutcome {
    int known = 0; ///< tasks that somebody knew before
    int confirmed = 0; ///< of these
    int unknown = 0; ///< ids that nobody knew
    int rememberedBy = 0; ///< workers that keep all of these in mind
    int silentWorkers = 0;
};
[[nodiscard]] QString revokeEvidence(const RevokeOutcome &outcome);

/// What the plan of switching task events on or off says.
struct EventsPlanWords {
    QString title; ///< "Turn on task events of 2 workers"
    QString verb;
    QString step;
    QString undo; ///< "disable_events"
    QString touched; ///< "workers"
    QString workersHear;
    QString workersEvidence;
    QString mayWrite;
    QString mayWriteEvidence;
    QString estimate; ///< what it costs, or what it cannot do
};
[[nodiscard]] EventsPlanWords eventsPlanWords(bool enable, const QStringList &nodes, int alive, bool hasOperator);
[[nodiscard]] QString eventsEvidence(bool enable, int agreed, int all);

/// How a remote-control command ended: "2 of 2 workers answered ok", with who refused and who was silent.
[[nodiscard]] QString commandAnswers(int agreed, const QStringList &refusals, const QStringList &silent);
/// Nobody was asked to answer: "sent to 4 subscriptions (workers and watchers); no answer was asked for".
[[nodiscard]] QString commandCast(qint64 receivers);

} // namespace ph::wording
