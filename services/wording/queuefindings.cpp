// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/queuefindings.h"

#include "services/base/text.h"
#include "services/wording/numbers.h"
#include "services/wording/times.h"

#include <QCoreApplication>

namespace ph::wording {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("wording", text); }

/// A name in a sentence: whoever needs all of it finds it at the object itself.
QString named(const QString &name)
{
    constexpr int longest = 48;
    return elidedMiddle(name, longest);
}

/// "a and b", "a, b and 3 more".
QString namedTogether(const QStringList &names)
{
    if (names.size() == 2)
        //: two names
        return tr("%1 and %2").arg(named(names[0]), named(names[1]));
    //: two names, and how many more there are
    return tr("%1, %2 and %3 more").arg(named(names[0]), named(names[1]), number(qint64(names.size() - 2)));
}

/// Some names as they are, and how many more.
QString someNamed(const QStringList &names)
{
    constexpr qsizetype most = 5;
    QStringList shown;
    for (const QString &name : names.mid(0, most))
        shown << named(visible(name));
    const QString text = shown.join(QStringLiteral(", "));
    //: names, and how many more there are
    return names.size() <= most ? text : tr("%1 and %2 more").arg(text, number(qint64(names.size() - most)));
}

QString openText(const QString &name)
{
    //: %1 is the name of a queue or worker
    return tr("Open %1").arg(name);
}

QString waitThere(qint64 ready)
{
    //: %1 is "1 task" or "12 tasks"
    return (ready == 1 ? tr("%1 waits there.") : tr("%1 wait there.")).arg(counted(ready, Noun::Task));
}

} // namespace

FindingWords queueWithoutWorkers(const QString &queue, qint64 ready, const FormerTaker &former)
{
    const QString waiting = ready > 0 ? waitThere(ready) : tr("Nothing waits there yet.");
    const QString starts = ready > 1 ? tr("They start when a worker consumes that queue.")
                                     : tr("It starts when a worker consumes that queue.");
    //: %1 is the name of a worker, %2 a time of day
    const QString gone = (former.isLost ? tr("%1 took from it; it was heard last at %2.")
                                        : tr("%1 took from it until it stopped at %2."))
                             .arg(named(former.name), clockTime(former.since));
    const QString rest = !former.name.isEmpty() ? gone : ready > 0 ? starts : QString();
    //: %1 is the name of a queue
    return {tr("no worker takes from %1").arg(named(queue)), (waiting + QLatin1Char(' ') + rest).trimmed(),
        openText(named(queue))};
}

FindingWords queueNotDraining(const QString &queue, qint64 ready, WallTime since, Milliseconds waited, bool isAtLeast)
{
    //: %1 is the name of a queue, %2 a time of day
    return {tr("%1 has not drained since %2").arg(named(queue), clockTime(since)),
        waitThere(ready)
            + QLatin1Char(' ')
            //: %1 is a duration
            + (isAtLeast ? tr("The oldest waits for at least %1.") : tr("The oldest waits for %1.")).arg(age(waited)),
        openText(named(queue))};
}

FindingWords queueLong(const QString &queue, qint64 ready, Milliseconds watched)
{
    //: %1 is "1 948 tasks", %2 the name of a queue
    return {tr("%1 wait in %2").arg(counted(ready, Noun::Task), named(queue)),
        //: %1 is a duration
        tr("For how long is not known: they were there when this began to look, %1 ago.").arg(age(watched)),
        openText(named(queue))};
}

FindingWords queueNotRead(const QString &queue, const QString &reason)
{
    //: %1 is the name of a queue
    return {tr("%1 could not be read").arg(named(queue)), reason, openText(named(queue))};
}

FindingWords keyNotRead(const QString &key, const QString &expected)
{
    //: %1 is the name of a key in Redis
    return {tr("the key %1 could not be read").arg(named(key)),
        //: %1 is a type of Redis: set, hash, list, zset
        tr("It holds another type than the %1 that Celery keeps there. What it would tell is missing; the rest is "
           "read.")
            .arg(expected),
        tr("Open the queues")};
}

FindingWords visibilityTimeoutNears(Milliseconds left)
{
    return {tr("unacknowledged tasks are about to be delivered twice"),
        //: %1 is a duration
        tr("The oldest reaches the visibility time-out in %1; Redis then hands it to another worker.").arg(age(left)),
        tr("Open the workers")};
}

FindingWords tasksHeldByNobody(qint64 tasks, WallTime since, Milliseconds left)
{
    //: %1 is "1 task" or "12 tasks"
    const QString sentence
        = (tasks == 1 ? tr("%1 was taken, but no worker has it") : tr("%1 were taken, but no worker has them"))
              .arg(counted(tasks, Noun::Task));
    //: %1 is a time of day
    const QString taken = tr("Taken since %1, by a worker that is gone.").arg(clockTime(since));
    //: %1 is a duration
    const QString again = left.count() > 0
        ? tr("Redis hands out what is not acknowledged again after its time-out: by default in %1.").arg(age(left))
        : tr("Redis hands out what is not acknowledged again after its time-out.");
    return {sentence, taken + QLatin1Char(' ') + again, tr("Open the tasks")};
}

FindingWords tasksFail(qint64 failed, qint64 ended, Milliseconds within, const QString &worst, qint64 worstFailed)
{
    FindingWords words {//: %1 is a number, %2 is "12 tasks"
        tr("%1 of the last %2 failed").arg(number(failed), counted(ended, Noun::Task)),
        //: %1 is a duration
        tr("They ended in the last %1.").arg(age(within)), tr("Open the failed tasks")};
    if (!worst.isEmpty())
        words.detail += QLatin1Char(' ')
            + (worstFailed == failed
                    //: %1 is the name of a task
                    ? tr("All that failed are %1.").arg(named(worst))
                    //: %1 is the name of a task, %2 a number
                    : tr("%1 failed most often (%2).").arg(named(worst), number(worstFailed)));
    return words;
}

FindingWords workersLost(const QStringList &workers, WallTime since, qint64 held)
{
    const QString at = clockTime(since);
    FindingWords words;
    if (workers.size() == 1)
        //: %1 is the name of a worker, %2 a time of day
        words = {tr("%1 has not been heard since %2").arg(named(workers[0]), at), {}, openText(named(workers[0]))};
    else
        //: %1 is a number, %2 a time of day, %3 names of workers
        words = {tr("%1 workers are lost, the first since %2: %3")
                     .arg(number(qint64(workers.size())), at, namedTogether(workers)),
            {}, tr("Open the lost workers")};
    if (held > 0)
        //: %1 is "1 task" or "12 tasks"
        words.detail = (workers.size() == 1 ? tr("It held %1 when it was last heard.")
                                            : tr("They held %1 when they were last heard."))
                           .arg(counted(held, Noun::Task));
    return words;
}

FindingWords workerLate(const QString &worker, Milliseconds silence)
{
    //: %1 is the name of a worker, %2 a duration
    return {tr("%1 is late: last heard %2 ago").arg(named(worker), age(silence)), {}, openText(named(worker))};
}

QString workersNotAnswering(const QStringList &silent, qsizetype all, Milliseconds within)
{
    //: %1 is a number, %2 is "1 worker" or "3 workers", %3 a duration, %4 names of workers
    return tr("%1 of %2 did not answer within %3: %4")
        .arg(number(qint64(silent.size())), counted(all, Noun::Worker), age(within), someNamed(silent));
}

QString workersUnheard(int unheard, const QStringList &nodes)
{
    const QString some = someNamed(nodes);
    const QString who = nodes.isEmpty() ? tr("who it is cannot be told")
        //: some of these workers
        : nodes.size() > unheard ? tr("of %1").arg(some)
                                 : some;
    if (unheard == 1)
        //: a listener of whom nothing is heard; %1 is its name
        return tr(
            "1 more listens for remote control, silent: no heartbeat, no answer (%1); a frozen or hung worker, or "
            "somebody who watches")
            .arg(who);
    //: listeners of whom nothing is heard; %1 is their number, %2 names
    return tr("%1 more listen for remote control, silent: no heartbeat, no answer (%2); frozen or hung workers, or "
              "somebody who watches")
        .arg(number(qint64(unheard)), who);
}

FindingWords noWorkerAlive()
{
    return {tr("no worker is alive"), tr("Nothing takes tasks from any queue."), tr("Open the workers")};
}

FindingWords eventsUnreadable(qint64 events, WallTime since, WallTime last, const QString &example)
{
    FindingWords words {//: %1 is a number of events
        events == 1 ? tr("1 event could not be read") : tr("%1 events could not be read").arg(number(events)),
        tr("Something publishes on the event channel what is no Celery event; what was meant is missing here."),
        tr("Open the tasks")};
    words.detail += QLatin1Char(' ')
        + (events == 1 ? tr("It came at %1.").arg(clockTime(last))
                       //: times of day
                       : tr("They came from %1 to %2.").arg(clockTime(since), clockTime(last)));
    if (!example.isEmpty())
        //: what was wrong with one event
        words.detail += QLatin1Char(' ') + tr("The first: %1").arg(example);
    return words;
}

QString queuesSummary(qint64 waiting, std::optional<qint64> running)
{
    if (!running)
        //: %1 is a number of tasks; workers did not say how many they run
        return tr("%1 waiting, running not known").arg(number(waiting));
    //: %1 and %2 are numbers of tasks
    return tr("%1 waiting, %2 running").arg(number(waiting), number(*running));
}

QString eventsNotSeen() { return tr("task events"); }

QString lengthsNotSeen() { return tr("queue lengths"); }

QString queuesTitle() { return tr("Queues"); }

} // namespace ph::wording
