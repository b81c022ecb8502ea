// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/queueplans.h"

#include "services/wording/numbers.h"

#include <QCoreApplication>

namespace ph::wording {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("wording", text); }

QString mayWrite() { return tr("Redis takes commands from here"); }

QString mayWriteEvidence(bool hasOperator)
{
    return hasOperator ? tr("by the operator user of the environment")
                       : tr("the environment has no operator user for this Redis: it is read only");
}

QString workersHear() { return tr("Workers hear it"); }

QString workersEvidence(int workers)
{
    return workers == 0 ? tr("no heartbeat is heard: nobody would get the message")
                        : tr("%1 by their heartbeats").arg(counted(workers, Noun::Worker));
}

} // namespace

RevokePlanWords revokePlanWords(
    const RevokeCounts &counts, bool terminate, const QString &signal, const QString &name, const QString &shortId)
{
    // What has ended is not touched; a plan of nothing else is refused, and names what was asked for.
    const int open = counts.all() - counts.over > 0 ? counts.all() - counts.over : counts.all();
    const QString tasks = counted(open, Noun::Task);
    const QString object = open == 1 ? (name.isEmpty() ? shortId : name + QLatin1Char(' ') + shortId) : tasks;
    RevokePlanWords words;
    words.title = terminate ? tr("Terminate %1").arg(object) : tr("Revoke %1").arg(object);
    words.verb = terminate ? tr("Terminate %1").arg(tasks) : tr("Revoke %1").arg(tasks);
    if (terminate)
        words.step = open == 1
            ? tr("Tell all workers to skip the task, and to end the process that runs it with %1").arg(signal)
            : tr("Tell all workers to skip the tasks, and to end the processes that run them with %1").arg(signal);
    else
        words.step = open == 1 ? tr("Tell all workers to skip the task") : tr("Tell all workers to skip the tasks");
    // The number stands before each of them.
    words.touchWaiting
        = counts.waiting == 1 ? tr("task that waits: it will not start") : tr("tasks that wait: they will not start");
    const QString ends = counts.running == 1 ? tr("task that runs: it goes on to its end")
                                             : tr("tasks that run: they go on to their end");
    const QString killed = counts.running == 1
        ? tr("task that runs: its process is killed, its work so far is lost")
        : tr("tasks that run: their processes are killed, their work so far is lost");
    words.touchRunning = terminate ? killed : ends;
    words.touchUnknown = counts.unknown == 1 ? tr("task nobody knows: a result “revoked” may be made for it")
                                             : tr("tasks nobody knows: a result “revoked” may be made for them");
    words.touchOver = counts.over == 1 ? tr("task had already ended: nothing is sent for it")
                                       : tr("tasks had already ended: nothing is sent for them");
    words.gentler
        = terminate ? tr("Revoking without terminating lets running tasks end and stops those that wait.") : QString();
    words.workersHear = workersHear();
    words.workersEvidence = workersEvidence(counts.workers);
    words.stillOpen = tr("Not over yet");
    // Of what nobody knows it cannot be said.
    words.stillOpenEvidence = counts.known() == 0
        ? tr("nobody knows them")
        : tr("%1 of %2 that are known")
              .arg(number(qint64(counts.waiting) + counts.running), number(qint64(counts.known())));
    words.known = tr("The tasks are known");
    words.knownEvidence
        = counts.unknown == 0 ? tr("all of them") : tr("%1 unknown").arg(number(qint64(counts.unknown)));
    words.mayWrite = mayWrite();
    words.mayWriteEvidence = mayWriteEvidence(counts.hasOperator);
    words.memoryOnly = open == 1
        ? tr("Workers remember it in memory only: one that restarts runs the task after all.")
        : tr("Workers remember it in memory only: one that restarts runs the tasks after all.");
    return words;
}

QString revokeEvidence(const RevokeOutcome &outcome)
{
    QStringList parts;
    if (outcome.known > 0)
        parts << tr("%1 of %2 confirmed by workers or results.")
                     .arg(number(qint64(outcome.confirmed)), number(qint64(outcome.known)));
    if (outcome.unknown > 0) {
        const QString who = outcome.unknown == 1 && outcome.known == 0
            ? tr("Nobody knows this id.")
            : tr("Nobody knows %1 of these ids.").arg(number(qint64(outcome.unknown)));
        const QString what = outcome.rememberedBy == 0
            ? tr("No worker said that it would refuse it.")
            //: %1 is "1 worker" or "2 workers"
            : tr("The order reached %1, which will refuse it should it come.")
                  .arg(counted(outcome.rememberedBy, Noun::Worker));
        parts << who << what;
    }
    QString text = parts.join(QLatin1Char(' '));
    const int silentWorkers = outcome.silentWorkers;
    if (silentWorkers > 0)
        text += QLatin1Char(' ') + tr("%1 did not answer.").arg(counted(silentWorkers, Noun::Worker));
    return text;
}

EventsPlanWords eventsPlanWords(bool enable, const QStringList &nodes, int alive, bool hasOperator)
{
    const QString object = nodes.size() == 1 ? nodes.first()
        : nodes.isEmpty()                    ? tr("all workers")
                                             : counted(nodes.size(), Noun::Worker);
    EventsPlanWords words;
    words.title = enable ? tr("Turn on task events of %1").arg(object) : tr("Turn off task events of %1").arg(object);
    words.verb = enable ? tr("Turn on") : tr("Turn off");
    words.step
        = enable ? tr("Ask %1 to send task events").arg(object) : tr("Ask %1 to send no task events").arg(object);
    words.undo = enable ? QStringLiteral("disable_events") : QStringLiteral("enable_events");
    words.touched = tr("workers");
    words.workersHear = workersHear();
    words.workersEvidence = workersEvidence(alive);
    words.mayWrite = mayWrite();
    words.mayWriteEvidence = mayWriteEvidence(hasOperator);
    words.estimate = enable
        ? tr("Each task then costs a few small messages on Redis. A worker that restarts forgets it.")
        : tr("A worker that was started with events on keeps sending them, whatever it answers.");
    return words;
}

QString eventsEvidence(bool enable, int agreed, int all)
{
    return enable ? tr("%1 of %2 agreed; events come with their next task").arg(agreed).arg(all)
                  : tr("%1 of %2 agreed").arg(agreed).arg(all);
}

QString commandAnswers(int agreed, const QStringList &refusals, const QStringList &silent)
{
    QString text = tr("%1 of %2 answered ok")
                       .arg(number(qint64(agreed)), counted(agreed + refusals.size() + silent.size(), Noun::Worker));
    if (!refusals.isEmpty())
        text += tr("; refused: %1").arg(refusals.join(QStringLiteral(", ")));
    if (!silent.isEmpty())
        text += tr("; no answer from %1").arg(silent.join(QStringLiteral(", ")));
    return text;
}

QString commandCast(qint64 receivers)
{
    return tr("sent to %1 subscriptions (workers and watchers); no answer could be asked for").arg(number(receivers));
}

} // namespace ph::wording
