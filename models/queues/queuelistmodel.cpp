// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/queues/queuelistmodel.h"

#include "services/queues/queueverdict.h"
#include "services/wording/errors.h"
#include "services/wording/numbers.h"
#include "services/wording/queuefindings.h"
#include "services/wording/times.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace ph::models {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("queues", text); }

SortKey known(double value) { return value < 0 ? SortKey {} : SortKey {value}; }

QString count(qint64 value) { return wording::number(value); }

QString rateText(double perSecond) { return perSecond < 0 ? QStringLiteral("–") : wording::rate(perSecond); }

/// Of what workers took: a number that could not be read is none, not zero.
QString takenText(const QueueRow &row, qint64 taken)
{
    return row.unackedUnknown.isEmpty() ? count(taken) : QStringLiteral("–");
}

SortKey takenKey(const QueueRow &row, qint64 taken)
{
    return row.unackedUnknown.isEmpty() ? SortKey {taken} : SortKey {};
}

/// Why the unacknowledged are not known; empty: they are.
QString unackedUnknown(const queues::QueueListing &listing)
{
    if (listing.isUnackedKnown)
        return {};
    for (const queues::UnreadableKey &key : listing.unreadable)
        if (key.key.endsWith("unacked")) {
            const auto words = wording::keyNotRead(key.displayName(), key.expected);
            //: why a number is not known; %1 is a sentence
            return tr("Not known: %1").arg(words.sentence + QStringLiteral(". ") + words.detail);
        }
    return tr("Not known: it could not be read.");
}

QString oldestText(const QueueRow &row)
{
    if (row.oldestSeconds < 0)
        return QStringLiteral("–");
    const QString age = wording::age(Milliseconds {qint64(row.oldestSeconds * 1000)});
    return row.oldestIsAtLeast ? QStringLiteral("≥ ") + age : age;
}

QString stepsText(const QList<int> &steps, const QList<qint64> &ready)
{
    QStringList parts;
    for (qsizetype i = 0; i < std::min(steps.size(), ready.size()); ++i)
        if (ready[i] > 0)
            parts << QStringLiteral("%1: %2").arg(steps[i]).arg(wording::number(ready[i]));
    return parts.size() > 1 || (parts.size() == 1 && ready.value(0) == 0) ? parts.join(QStringLiteral(" · "))
                                                                          : QString();
}

QList<Column<QueueRow>> queueColumns()
{
    QList<Column<QueueRow>> columns;
    const auto add = [&](const char *key, const QString &title, ColumnKind kind, int width, auto text,
                         std::function<SortKey(const QueueRow &)> sort, const QString &why = {}) {
        Column<QueueRow> column;
        column.info = {QLatin1String(key), title, kind, width, true, false, kind == ColumnKind::Number, why};
        column.text = text;
        column.sort = std::move(sort);
        columns.append(std::move(column));
    };
    add("queue", tr("Queue"), ColumnKind::Strong, 170, [](const QueueRow &r) { return r.name; }, {});
    columns.last().status = queueStatus;
    columns.last().toolTip = [](const QueueRow &r) { return r.error.isEmpty() ? r.steps : r.error; };
    add(
        "ready", tr("Ready"), ColumnKind::Number, 84,
        [](const QueueRow &r) { return r.error.isEmpty() ? count(r.ready) : QStringLiteral("–"); },
        [](const QueueRow &r) { return SortKey {r.ready}; }, tr("Messages that wait, over all priority steps"));
    columns.last().status = queueStatus;
    columns.last().toolTip
        = [](const QueueRow &r) { return r.steps.isEmpty() ? QString() : tr("By priority step: %1").arg(r.steps); };
    add(
        "oldest", tr("Oldest"), ColumnKind::Number, 96, oldestText,
        [](const QueueRow &r) { return known(r.oldestSeconds); }, tr("Since when the oldest waiting message waits"));
    columns.last().status = queueStatus;
    add(
        "unacked", tr("Unacked"), ColumnKind::Number, 88, [](const QueueRow &r) { return takenText(r, r.unacked); },
        [](const QueueRow &r) { return takenKey(r, r.unacked); },
        tr("Taken by a worker and not acknowledged: prefetched, waiting for their time, or running"));
    columns.last().toolTip = [](const QueueRow &r) { return r.unackedUnknown; };
    add(
        "scheduled", tr("Scheduled"), ColumnKind::Number, 92,
        [](const QueueRow &r) { return takenText(r, r.scheduled); },
        [](const QueueRow &r) { return takenKey(r, r.scheduled); },
        tr("Of the unacknowledged: those whose time is ahead"));
    columns.last().toolTip = [](const QueueRow &r) { return r.unackedUnknown; };
    columns.last().info.yields = true;
    add(
        "arrivals", tr("Arriving"), ColumnKind::Number, 92, [](const QueueRow &r) { return rateText(r.arrivals); },
        [](const QueueRow &r) { return known(r.arrivals); }, tr("Over the last 10 s, of tasks whose queue is known"));
    add(
        "completions", tr("Completing"), ColumnKind::Number, 96,
        [](const QueueRow &r) { return rateText(r.completions); },
        [](const QueueRow &r) { return known(r.completions); },
        tr("Over the last 10 s, of tasks whose queue is known"));
    add(
        "history", tr("Last minute"), ColumnKind::Sparkline, 140, [](const QueueRow &) { return QString(); },
        [](const QueueRow &r) { return known(r.arrivals); }, tr("Arrivals a second"));
    columns.last().extra = [](const QueueRow &r) { return QVariant::fromValue(r.history); };
    columns.last().info.yields = true;
    add(
        "consumers", tr("Workers"), ColumnKind::Muted, 200, [](const QueueRow &r) { return r.consumers; }, {},
        tr("Who takes from it, as the workers said"));
    columns.last().status = [](const QueueRow &r) {
        return r.hasNoConsumer ? (r.ready > 0 ? Status::Failed : Status::Warning) : Status::None;
    };
    columns.last().info.stretches = true;
    return columns;
}

} // namespace

QueueListModel::QueueListModel(QObject *parent)
    : RowTableModel<QueueRow>(queueColumns(), [](const QueueRow &row) { return row.name; }, parent)
{
}

Status queueStatus(const QueueRow &row)
{
    const Milliseconds waits {qint64(row.oldestSeconds * 1000)};
    if (!row.error.isEmpty() || (row.hasNoConsumer && row.ready > 0) || waits > queues::stuckQueueAfter)
        return Status::Failed;
    return waits > queues::slowQueueAfter ? Status::Warning : Status::None;
}

bool QueueRow::operator==(const QueueRow &other) const
{
    const auto face = [](const QueueRow &r) {
        return std::tie(r.name, r.ready, r.unacked, r.scheduled, r.unackedUnknown, r.oldestSeconds, r.oldestIsAtLeast,
            r.arrivals, r.completions, r.minute, r.areEndsParts, r.consumers, r.hasNoConsumer, r.steps, r.error);
    };
    return face(*this) == face(other) && std::ranges::equal(history, other.history, [](double a, double b) {
        return a == b || (std::isnan(a) && std::isnan(b));
    });
}

QueueOutlook queueOutlook(const QueueRow &row)
{
    using Kind = QueueOutlook::Kind;
    if (!row.error.isEmpty())
        return {Kind::NotRead};
    if (row.hasNoConsumer)
        return {Kind::NoWorker};
    if (row.ready == 0)
        return {Kind::Empty};
    constexpr int kEnough = 20;
    if (row.minute.seconds < kEnough || row.areEndsParts)
        return {};
    // Of numbers that come by chance the difference is known to about the root of their sum.
    const double net = double(row.minute.completions) - double(row.minute.arrivals);
    const double chance = 1.5 * std::sqrt(double(row.minute.completions + row.minute.arrivals));
    if (row.minute.completions == 0)
        return {Kind::Stuck};
    if (net > chance)
        return {Kind::Draining, Milliseconds {qint64(double(row.ready) * row.minute.seconds * 1000 / net)}};
    return {net < -chance ? Kind::Growing : Kind::Steady};
}

QList<QueueRow> queueRows(const queues::QueueListing &listing)
{
    QList<QueueRow> rows;
    const QString unknown = unackedUnknown(listing);
    for (const queues::QueueStatus &queue : listing.queues) {
        QueueRow row;
        row.name = queue.displayName();
        row.ready = queue.ready;
        row.unacked = queue.unacked;
        row.scheduled = queue.scheduled;
        row.unackedUnknown = unknown;
        if (queue.oldestReadySince != 0)
            row.oldestSeconds = std::max(0.0, double(listing.serverNow - queue.oldestReadySince) / 1e6);
        row.oldestIsAtLeast = queue.oldestIsAtLeast;
        if (queue.hasFlow) {
            row.arrivals = queue.flow.arrivals;
            row.completions = queue.flow.completions;
        }
        row.minute = queue.flow.minute();
        row.areEndsParts = listing.hasUnplacedEnds;
        if (row.minute.seconds > 0)
            for (std::size_t i = 0; i < queue.flow.heard.size(); ++i)
                row.history.append(queue.flow.heard[i] ? double(queue.flow.arrivalHistory[i])
                                                       : std::numeric_limits<double>::quiet_NaN());
        row.hasNoConsumer = queue.areConsumersKnown && queue.consumers.isEmpty();
        row.consumers = row.hasNoConsumer ? tr("nobody") : queue.consumers.join(QStringLiteral(", "));
        row.steps = stepsText(listing.prioritySteps, queue.readyByStep);
        if (queue.error)
            row.error = wording::errorSentence(*queue.error, tr("The queue could not be read")).line();
        rows.append(std::move(row));
    }
    return rows;
}

void QueueListModel::show(const queues::QueueListing &listing) { update(queueRows(listing)); }

} // namespace ph::models
