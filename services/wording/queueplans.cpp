// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/queueplans.h"

#include "services/wording/numbers.h"

#include <QCoreApplication>

namespace ph::wording {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("wording", text); }

} // namespace

RevokePlanWords revokePlanWords(const RevokeCounts &counts, bool terminate, const QString &name, const QString &shortId)
{
    const QString tasks = counted(counts.all(), Noun::Task);
    const QString object = counts.all() == 1 ? (name.isEmpty() ? shortId : name + QLatin1Char(' ') + shortId) : tasks;
    RevokePlanWords words;
    words.title = terminate ? tr("Terminate %1").arg(object) : tr("Revoke %1").arg(object);
    words.verb = terminate ? tr("Terminate %1").arg(tasks) : tr("Revoke %1").arg(tasks);
    words.step = terminate ? tr("Tell all workers to skip the task, and to kill the process that runs it")
                           : tr("Tell all workers to skip the task");
    words.touchWaiting = tr("tasks that wait: they will not start");
    words.touchRunning = terminate ? tr("tasks that run: their process is killed, their work so far is lost")
                                   : tr("tasks that run: they go on to their end");
    words.touchUnknown = tr("tasks nobody knows: a result “revoked” may be made for them");
    words.touchOver = tr("tasks that are over: nothing happens to them");
    words.gentler
        = terminate ? tr("Revoking without terminating lets running tasks end and stops those that wait.") : QString();
    words.workersHear = tr("Workers hear it");
    words.workersEvidence = counts.workers == 0
        ? tr("no heartbeat is heard: nobody would get the message")
        : tr("%1 by their heartbeats").arg(counted(counts.workers, Noun::Worker));
    words.stillOpen = tr("Not over yet");
    words.stillOpenEvidence
        = tr("%1 of %2").arg(number(qint64(counts.all() - counts.over)), number(qint64(counts.all())));
    words.known = tr("The tasks are known");
    words.knownEvidence
        = counts.unknown == 0 ? tr("all of them") : tr("%1 unknown").arg(number(qint64(counts.unknown)));
    words.memoryOnly = tr("Workers remember it in memory only: one that restarts runs the task after all.");
    return words;
}

QString revokeSent(qint64 receivers)
{
    return tr("the message reached %1 subscriptions (workers and watchers)").arg(number(receivers));
}

QString revokeEvidence(int confirmed, int all, int silentWorkers)
{
    QString text = tr("%1 of %2 confirmed by workers or results.").arg(number(qint64(confirmed)), number(qint64(all)));
    if (silentWorkers > 0)
        text += QLatin1Char(' ') + tr("%1 did not answer.").arg(counted(silentWorkers, Noun::Worker));
    return text;
}

} // namespace ph::wording
