// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>
#include <optional>

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
    QString served; ///< "Workers take from their queues"
    QString servedEvidence;
    QString known; ///< "Pilothouse knows the tasks"
    QString knownEvidence;
    QString mayWrite; ///< "Redis takes commands from here"
    QString mayWriteEvidence;
    QString memoryOnly; ///< what revoking does not do
};

/// How far waiting messages were searched for tasks that no event told of.
struct WaitingSearch {
    qint64 looked = 0;
    qint64 waiting = 0;
    bool isWhole = false; ///< to the end, or all were found
};

struct RevokeCounts {
    int waiting = 0;
    int running = 0;
    int over = 0;
    int unknown = 0;
    int workers = 0;
    bool hasOperator = false; ///< a Redis user that may write is known
    // Of the tasks that lie in a queue; no worker has them yet.
    QStringList unserved {}; ///< queues that no worker takes from
    int unservedTasks = 0;
    int unplaced = 0; ///< tasks of which nobody told the queue
    int servedTasks = 0;
    int silentWorkers = 0; ///< that did not say which queues they take from
    std::optional<WaitingSearch> search {}; ///< nothing: none was needed
    [[nodiscard]] bool isServed() const { return unservedTasks == 0 && unplaced == 0 && silentWorkers == 0; }
    [[nodiscard]] int all() const { return known() + unknown; }
    [[nodiscard]] int known() const { return waiting + running + over; }
};

/// "not among 300 waiting messages", or how far these tasks were looked for in vain. No sentence: without a stop.
[[nodiscard]] QString notFoundWaiting(const WaitingSearch &search, int tasks = 1);

/// `name` and `shortId` of the task when it is one; `signal` as SIGTERM.
[[nodiscard]] RevokePlanWords revokePlanWords(
    const RevokeCounts &counts, bool terminate, const QString &signal, const QString &name, const QString &shortId);
/// All tasks of a revoke have ended: “… nothing is left to do.” `states` counts them: SUCCESS 2, REVOKED 1.
[[nodiscard]] QString tasksHaveEnded(const QMap<QString, int> &states);
/// What the read-back found.
struct RevokeOutcome {
    int known = 0; ///< tasks that somebody knew before
    int revoked = 0; ///< of these: an event, or the result of what a worker had, says so
    int running = 0; ///< of these: noted, but they run and were not to be ended
    int noted = 0; ///< of these: they wait, and workers keep in mind to skip them
    int notedBy = 0; ///< workers that keep all of these in mind
    int workers = 0; ///< that are alive
    QStringList unserved {}; ///< queues of noted tasks that no worker takes from
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
/// What workers answered, and what the stream told after that.
struct EventsOutcome {
    int agreed = 0;
    int asked = 0;
    QStringList sending {}; ///< workers of which events came
    QStringList silent {}; ///< that worked, and no event came
    QStringList doubtful {}; ///< that say it was off already, though events came before; they ran nothing meanwhile
    QStringList unchanged {}; ///< that answered that it was so already, and ran nothing meanwhile
    QString unchangedAnswer {}; ///< in the words of the first: "task events already disabled"
    int idle = 0; ///< that ran nothing meanwhile
    /// The stream tells the contrary of what was asked for.
    [[nodiscard]] bool isContradicted(bool enable) const
    {
        return enable ? !silent.isEmpty() : !sending.isEmpty() || !doubtful.isEmpty();
    }
    /// Off already, or started with events on: such a worker answers the same, and nothing came that could tell.
    [[nodiscard]] bool isOpen(bool enable) const { return !enable && !unchanged.isEmpty(); }
};
[[nodiscard]] QString eventsEvidence(bool enable, const EventsOutcome &outcome);

/// How a remote-control command ended: "2 of 2 workers answered ok", with who refused and who was silent.
[[nodiscard]] QString commandAnswers(int agreed, const QStringList &refusals, const QStringList &silent);
/// Nobody was asked to answer: "sent to 4 subscriptions (workers and watchers); no answer was asked for".
[[nodiscard]] QString commandCast(qint64 receivers);

} // namespace ph::wording
