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

/// Some of them, and how many more.
QString someOf(const QStringList &names)
{
    constexpr qsizetype shown = 3;
    QString text = names.mid(0, shown).join(QStringLiteral(", "));
    if (names.size() > shown)
        text += tr(" and %1 more").arg(number(qint64(names.size() - shown)));
    return text;
}

/// Of ids that nobody knows: what was done to find them.
QString unknownEvidence(const RevokeCounts &counts)
{
    const QString said
        = counts.all() == 1 ? tr("nothing was heard of it") : tr("%1 unknown").arg(number(qint64(counts.unknown)));
    return counts.search ? said + QStringLiteral("; ") + notFoundWaiting(*counts.search, counts.unknown) : said;
}

/// Of tasks whose stored result says “revoked”: an order noted is stored so too.
QString endedEvidence(const RevokeCounts &counts)
{
    if (!counts.search || counts.search->isWhole || counts.unknown > 0)
        return tr("it has ended");
    return tr("it has ended, as far as is known") + QStringLiteral("; ") + notFoundWaiting(*counts.search);
}

/// What it means that nobody takes from a queue: workers keep the order in memory, and who starts later may never hear
/// of it.
QString servedEvidence(const RevokeCounts &counts)
{
    QStringList parts;
    if (counts.unservedTasks > 0)
        //: %1 is a queue, or some; %2 is "3 tasks"
        parts << tr("no worker takes from %1 (%2): a worker that starts later skips them only if it asks the others "
                    "at its start (mingle), and as long as one of these lives")
                     .arg(someOf(counts.unserved), counted(counts.unservedTasks, Noun::Task));
    if (counts.unplaced > 0)
        //: %1 is "3 tasks"
        parts << tr("the queue of %1 is not known").arg(counted(counts.unplaced, Noun::Task));
    if (counts.silentWorkers > 0)
        //: %1 is "1 worker"
        parts << tr("%1 did not say what it takes from").arg(counted(counts.silentWorkers, Noun::Worker));
    return parts.isEmpty() ? tr("each of them") : parts.join(QStringLiteral("; "));
}

/// How far the order came with what was known. Only what an event or a worker's result says is called revoked.
QStringList knownEvidence(const RevokeOutcome &outcome)
{
    const auto of
        = [&outcome](int part) { return tr("%1 of %2").arg(number(qint64(part)), number(qint64(outcome.known))); };
    QStringList parts;
    if (outcome.revoked > 0)
        //: %1 is "1 of 3"
        parts << tr("%1 revoked: their results or events say so.").arg(of(outcome.revoked));
    if (outcome.running > 0)
        //: %1 is "1 of 3"
        parts << tr("%1 running: they go on to their end.").arg(of(outcome.running));
    if (outcome.noted > 0 && outcome.notedBy > 0)
        //: %1 is "3 of 3", %2 is "2 of 2 workers"
        parts << tr("%1 noted by %2: skipped when their turn comes.")
                     .arg(of(outcome.noted),
                         tr("%1 of %2").arg(number(qint64(outcome.notedBy)), counted(outcome.workers, Noun::Worker)));
    else if (outcome.noted > 0)
        //: %1 is "3 of 3"
        parts << tr("%1 noted by some workers: those skip them when their turn comes.").arg(of(outcome.noted));
    if (const int rest = outcome.known - outcome.revoked - outcome.running - outcome.noted; rest > 0)
        //: %1 is "3 of 3"
        parts << tr("%1 not confirmed by anybody.").arg(of(rest));
    if (!outcome.unserved.isEmpty())
        //: %1 is a queue, or some
        parts << tr("No worker takes from %1: one that starts later runs them unless it learns of the order from a "
                    "worker that still lives.")
                     .arg(someOf(outcome.unserved));
    return parts;
}

/// Nothing was done to them: what they answered, and what is known of their events now.
QString unchangedText(bool enable, const EventsOutcome &outcome)
{
    //: %1 is the name of a worker, or some; %2 what it answered, in its own English words
    const QString said
        = tr("%1 answered “%2”: nothing was changed.").arg(someOf(outcome.unchanged), outcome.unchangedAnswer);
    if (enable)
        return said + QLatin1Char(' ') + tr("Events are on.");
    return said + QLatin1Char(' ')
        + tr("Whether they are off is not known: one that was started with events on (-E) answers so too, and goes on "
             "sending. The next task will show it.");
}

} // namespace

QString notFoundWaiting(const WaitingSearch &search, int tasks)
{
    const QString all = number(search.waiting);
    if (search.isWhole && search.waiting == 0)
        return tr("no message waits in a known queue");
    if (search.isWhole)
        return tasks == 1 ? tr("not among %1 waiting messages").arg(all)
                          : tr("none of them is among %1 waiting messages").arg(all);
    if (search.looked == 0)
        return tr("the waiting messages could not be searched");
    //: numbers of messages: those that were searched, and all that wait
    return tr("searched %1 of %2 waiting messages").arg(number(search.looked), all);
}

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
    words.touchWaiting = counts.waiting == 1
        ? tr("task that waits: workers that note the order skip it when its turn comes")
        : tr("tasks that wait: workers that note the order skip them when their turn comes");
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
        ? (counts.all() == 1 ? tr("nobody knows it") : tr("nobody knows them"))
        : counts.all() == 1 ? (counts.waiting > 0          ? tr("it waits")
                                      : counts.running > 0 ? tr("it runs")
                                                           : endedEvidence(counts))
                            : tr("%1 of %2 that are known")
                                  .arg(number(qint64(counts.waiting) + counts.running), number(qint64(counts.known())));
    words.served = tr("Workers take from their queues");
    words.servedEvidence = servedEvidence(counts);
    if (counts.all() == 1) {
        words.known = tr("The task is known");
        words.knownEvidence = counts.unknown == 0 ? tr("it is listed") : unknownEvidence(counts);
    } else {
        words.known = tr("The tasks are known");
        words.knownEvidence = counts.unknown == 0 ? tr("all of them") : unknownEvidence(counts);
    }
    words.mayWrite = mayWrite();
    words.mayWriteEvidence = mayWriteEvidence(counts.hasOperator);
    words.memoryOnly = open == 1
        ? tr("Workers remember it in memory only: one that restarts runs the task after all.")
        : tr("Workers remember it in memory only: one that restarts runs the tasks after all.");
    return words;
}

QString tasksHaveEnded(const QMap<QString, int> &states)
{
    QStringList counts;
    int all = 0;
    for (auto it = states.begin(); it != states.end(); ++it) {
        counts << QStringLiteral("%1 %2").arg(number(qint64(it.value())), it.key());
        all += it.value();
    }
    if (all == 1)
        //: %1 is a state: SUCCESS
        return tr("The task has ended (%1): nothing is left to do.").arg(states.firstKey());
    //: %1 is "3 tasks", %2 is "2 SUCCESS, 1 REVOKED"
    return tr("All %1 have ended (%2): nothing is left to do.")
        .arg(counted(all, Noun::Task), counts.join(QStringLiteral(", ")));
}

QString revokeEvidence(const RevokeOutcome &outcome)
{
    QStringList parts = knownEvidence(outcome);
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
    words.touched = alive == 1 ? tr("worker") : tr("workers");
    words.workersHear = workersHear();
    words.workersEvidence = workersEvidence(alive);
    words.mayWrite = mayWrite();
    words.mayWriteEvidence = mayWriteEvidence(hasOperator);
    words.estimate = enable
        ? tr("Each task then costs a few small messages on Redis. A worker that restarts forgets it.")
        : tr("A worker that was started with events on keeps sending them, whatever it answers.");
    return words;
}

QString eventsEvidence(bool enable, const EventsOutcome &outcome)
{
    const auto names = [](const QStringList &nodes) { return someOf(nodes); };
    QStringList parts;
    const bool isToldBelow = outcome.isContradicted(enable) || outcome.unchanged.size() == outcome.agreed;
    if (outcome.agreed < outcome.asked || !isToldBelow)
        parts << tr("%1 of %2 agreed.").arg(outcome.agreed).arg(outcome.asked);
    if (enable && !outcome.sending.isEmpty())
        parts << tr("Events of %1 arrive.").arg(counted(outcome.sending.size(), Noun::Worker));
    if (enable && !outcome.silent.isEmpty())
        parts << tr("No events come though they work: %1.").arg(names(outcome.silent));
    if (!enable && outcome.sending.size() == 1)
        //: %1 is the name of a worker
        parts << tr("%1 goes on sending events: it was started with them on (-E).").arg(outcome.sending.first());
    else if (!enable && !outcome.sending.isEmpty())
        //: %1 is some names of workers
        parts << tr("%1 go on sending events: they were started with them on (-E).").arg(names(outcome.sending));
    if (!outcome.doubtful.isEmpty())
        //: %1 is the name of a worker, or some
        parts << tr("%1: says that they were off already, though events came from it. One that was started with them "
                    "on (-E) goes on sending.")
                     .arg(names(outcome.doubtful));
    if (!outcome.unchanged.isEmpty())
        parts << unchangedText(enable, outcome);
    if (!enable && !outcome.silent.isEmpty())
        //: %1 is "2 workers"
        parts << tr("%1 worked on, and no event came.").arg(counted(outcome.silent.size(), Noun::Worker));
    if (outcome.idle > 0)
        //: %1 is "2 workers"
        parts << tr("%1 ran nothing meanwhile: the next task will show it.").arg(counted(outcome.idle, Noun::Worker));
    return parts.join(QLatin1Char(' '));
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
