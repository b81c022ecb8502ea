// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/statewords.h"

#include "app/pilothousectl/companion/nearest.h"
#include "app/pilothousectl/queues/formats.h"

namespace ph::ctl::queues {

using ph::queues::TaskState;

namespace {

struct StateWord {
    const char *word;
    const char *names; ///< Celery's
};

/// The first eight are the words of models/queues/taskstatus; a test compares them.
constexpr StateWord kWords[] = {{"failed", "FAILURE"}, {"retrying", "RETRY"}, {"running", "STARTED"},
    {"received", "RECEIVED"}, {"queued", "PENDING"}, {"succeeded", "SUCCESS"}, {"revoked", "REVOKED"},
    {"rejected", "REJECTED"}, {"waiting", "PENDING,RECEIVED"}, {"ended", "SUCCESS,FAILURE,REVOKED"}};

/// Of a task whose process is gone, whatever its events say: no state of Celery's, found with the workers.
QString interrupted() { return QStringLiteral("interrupted"); }

/// Of a task that a worker holds until its ETA: received, by Celery's own states.
QString scheduled() { return QStringLiteral("scheduled"); }

QStringList celeryNames()
{
    QStringList names;
    for (const StateWord &each : kWords)
        if (const QString name = QLatin1String(each.names); !name.contains(QLatin1Char(',')))
            names << name;
    return names;
}

QString allowed()
{
    return StateFilter::words().join(QStringLiteral(", ")) + QStringLiteral(", or Celery's own names");
}

Failure noSuchState(const QString &word, const QString &more = {})
{
    QString nearest;
    int least = 3;
    for (const QString &each : StateFilter::words() + celeryNames()) {
        if (const int d = distance(each.toLower(), word.toLower()); d < least) {
            least = d;
            nearest = each;
        }
    }
    return fail(ErrorKind::Invalid, QStringLiteral("there is no task state “%1”").arg(word.left(40)),
        QStringLiteral("--state"),
        (nearest.isEmpty() ? QString() : QStringLiteral("did you mean %1? ").arg(nearest))
            + QStringLiteral("There are ") + allowed() + more);
}

/// Platforms write their own states as Celery does: "PROGRESS".
bool looksLikeOwnState(const QString &word)
{
    if (word != word.toUpper())
        return false;
    for (const QString &name : celeryNames())
        if (distance(name, word) <= 2)
            return false; // a slip of the hand
    return true;
}

} // namespace

QStringList StateFilter::words()
{
    QStringList words;
    for (const StateWord &each : kWords)
        words << QLatin1String(each.word);
    words << interrupted() << scheduled();
    return words;
}

Result<StateFilter> StateFilter::of(const QString &given)
{
    StateFilter filter;
    for (const QString &part : given.split(QLatin1Char(','))) {
        const QString word = part.trimmed();
        if (word.isEmpty() && given.isEmpty())
            break; // not given
        const auto known = std::ranges::find_if(kWords,
            [&](const StateWord &each) { return word.compare(QLatin1String(each.word), Qt::CaseInsensitive) == 0; });
        if (known != std::end(kWords)) {
            filter.m_names += QString::fromLatin1(known->names).split(QLatin1Char(','));
            filter.m_isAnyOwn |= word.compare(QLatin1String("running"), Qt::CaseInsensitive) == 0;
        } else if (word.compare(interrupted(), Qt::CaseInsensitive) == 0) {
            filter.m_isInterrupted = true;
        } else if (word.compare(scheduled(), Qt::CaseInsensitive) == 0) {
            filter.m_isScheduled = true;
        } else if (celeryNames().contains(word.toUpper())) {
            filter.m_names << word.toUpper();
        } else if (word.isEmpty()) {
            return noSuchState(word);
        } else {
            filter.m_own << word;
        }
    }
    return filter;
}

bool StateFilter::passes(TaskState state, std::string_view name) const
{
    if (isAll())
        return true;
    const QString given = text(name);
    return m_names.contains(given) || (m_isAnyOwn && state >= TaskState::FirstCustom)
        || m_own.contains(given, Qt::CaseInsensitive);
}

Result<QString> StateFilter::checkOwn(const ph::queues::StoreCounts &counts) const
{
    QStringList here;
    for (const auto &[state, count] : counts.byState)
        if (const QString name = text(state); count > 0 && !celeryNames().contains(name))
            here << name;
    QStringList unseen;
    for (const QString &word : m_own) {
        if (here.contains(word, Qt::CaseInsensitive))
            continue;
        if (!looksLikeOwnState(word))
            return noSuchState(
                word, here.isEmpty() ? QString() : QStringLiteral(", or here ") + here.join(QStringLiteral(", ")));
        unseen << word;
    }
    return unseen.isEmpty() ? QString()
                            : QStringLiteral("No task is in state %1 now. States are %2; a platform may have its own.")
                                  .arg(unseen.join(QStringLiteral(", ")), allowed());
}

} // namespace ph::ctl::queues
