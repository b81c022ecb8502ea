// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/queues/workerlistmodel.h"

#include "models/queues/taskstatus.h"
#include "services/wording/numbers.h"
#include "services/wording/times.h"

#include <QCoreApplication>

namespace ph::models {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("queues", text); }

QString numberOrDash(qint64 value) { return value < 0 ? QStringLiteral("–") : wording::number(value); }

QString busyText(const WorkerRow &row)
{
    if (row.busy < 0)
        return QStringLiteral("–");
    //: Busy slots of a worker: "3 of 4".
    return row.slotCount < 0 ? wording::number(qint64(row.busy)) : tr("%1 of %2").arg(row.busy).arg(row.slotCount);
}

/// Cells that show what a worker said, not what it is: pale, with the age of it, once it does not answer any more.
void setSaid(Column<WorkerRow> &column)
{
    column.isStale = [](const WorkerRow &r) { return r.saidSeconds >= 0; };
    column.toolTip = [](const WorkerRow &r) {
        //: %1 is a duration
        return r.saidSeconds < 0
            ? QString()
            : tr("As it was %1 ago, when it was heard last").arg(wording::age(Milliseconds {r.saidSeconds * 1000LL}));
    };
}

/// All of them fit into a window of 1440 px, the remark with them: why a worker is lost is read without scrolling.
QList<Column<WorkerRow>> workerColumns()
{
    QList<Column<WorkerRow>> columns;
    const auto add = [&](const char *key, const QString &title, ColumnKind kind, int width, auto text,
                         std::function<SortKey(const WorkerRow &)> sort, const QString &why = {}) {
        Column<WorkerRow> column;
        column.info = {QLatin1String(key), title, kind, width, true, false, kind == ColumnKind::Number, why};
        column.text = text;
        column.sort = std::move(sort);
        columns.append(std::move(column));
    };
    const auto key = [](qint64 value) { return value < 0 ? SortKey {} : SortKey {value}; };
    add(
        "state", tr("State"), ColumnKind::Pill, 84, [](const WorkerRow &r) { return workerHealthWord(r.health); },
        [](const WorkerRow &r) { return SortKey {-qint64(r.health)}; });
    columns.last().status = [](const WorkerRow &r) { return workerStatus(r.health); };
    columns.last().toolTip = [](const WorkerRow &r) { return workerHealthText(r); };
    add("worker", tr("Worker"), ColumnKind::Strong, 196, [](const WorkerRow &r) { return r.name; }, {});
    add(
        "heard", tr("Last heard"), ColumnKind::Number, 88, [](const WorkerRow &r) { return wording::age(r.silence); },
        [](const WorkerRow &r) { return SortKey {qint64(r.silence.count())}; },
        tr("A worker sends a heartbeat every 2 s"));
    add(
        "busy", tr("Busy"), ColumnKind::Meter, 104, busyText, [key](const WorkerRow &r) { return key(r.busy); },
        tr("Tasks running, of the pool's size"));
    columns.last().extra = [](const WorkerRow &r) {
        return r.busy < 0 || r.slotCount <= 0 ? QVariant() : QVariant(double(r.busy) / r.slotCount);
    };
    setSaid(columns.last());
    add(
        "reserved", tr("Prefetched"), ColumnKind::Number, 100,
        [](const WorkerRow &r) { return numberOrDash(r.reserved); },
        [key](const WorkerRow &r) { return key(r.reserved); }, tr("Taken from the queues, not yet running"));
    setSaid(columns.last());
    add(
        "processed", tr("Processed"), ColumnKind::Number, 96,
        [](const WorkerRow &r) { return numberOrDash(r.processed); },
        [key](const WorkerRow &r) { return key(r.processed); }, tr("Since it started"));
    setSaid(columns.last());
    columns.last().info.yields = true;
    add(
        "load", tr("Load"), ColumnKind::Number, 72,
        [](const WorkerRow &r) { return r.load < 0 ? QStringLiteral("–") : QString::number(r.load, 'f', 2); },
        [](const WorkerRow &r) { return r.load < 0 ? SortKey {} : SortKey {r.load}; },
        tr("Of its machine, over one minute"));
    setSaid(columns.last());
    columns.last().info.yields = true;
    add(
        "uptime", tr("Up"), ColumnKind::Number, 84,
        [](const WorkerRow &r) {
            return r.uptimeSeconds < 0 ? QStringLiteral("–") : wording::age(Milliseconds {r.uptimeSeconds * 1000});
        },
        [key](const WorkerRow &r) { return key(r.uptimeSeconds); });
    setSaid(columns.last());
    columns.last().info.yields = true;
    add("queues", tr("Queues"), ColumnKind::Text, 160, [](const WorkerRow &r) { return r.queues; }, {});
    setSaid(columns.last());
    add("software", tr("Software"), ColumnKind::Muted, 124, [](const WorkerRow &r) { return r.software; }, {});
    columns.last().info.yields = true;
    add("remark", tr("Remark"), ColumnKind::Muted, 200, [](const WorkerRow &r) { return r.warning; }, {});
    columns.last().status = [](const WorkerRow &r) { return r.warning.isEmpty() ? Status::None : Status::Warning; };
    columns.last().info.stretches = true;
    return columns;
}

} // namespace

WorkerListModel::WorkerListModel(QObject *parent)
    : RowTableModel<WorkerRow>(workerColumns(), [](const WorkerRow &row) { return row.name; }, parent)
{
}

QString workerHealthText(const WorkerRow &row)
{
    const QString word = workerHealthWord(row.health);
    if (row.isUp() || row.heardAt == WallTime {})
        return word;
    //: %1 is "offline" or "lost", %2 a time of day
    return tr("%1 since %2").arg(word, wording::clockTime(row.heardAt));
}

namespace {

QString goneText(const WorkerRow &row, bool isRecalled)
{
    QString text = workerHealthText(row);
    if (row.health == queues::WorkerHealth::Lost && row.held() > 0)
        //: %1 is "1 task" or "12 tasks", %2 is "lost since 09:41:10 UTC"
        text = tr("held %1, %2").arg(wording::counted(row.held(), wording::Noun::Task), text);
    //: %1 is "lost since 09:41:10 UTC"; another window or program of Pilothouse had seen the worker
    return isRecalled ? tr("%1; seen by an earlier session").arg(text) : text;
}

} // namespace

QList<WorkerRow> workerRows(const queues::WorkerListing &listing)
{
    QList<WorkerRow> rows;
    for (const queues::WorkerStatus &status : listing.workers) {
        WorkerRow row;
        row.name = QString::fromStdString(status.worker.hostname);
        row.health = status.health;
        // Whole seconds: the row changes, and is painted, once a second at most.
        row.silence = Milliseconds {status.silence.count() / 1000 * 1000};
        row.heardAt = WallTime {Milliseconds {status.heardAt.time_since_epoch().count() / 1000 * 1000}};
        if (!status.isUp())
            row.saidSeconds = int(row.silence.count() / 1000);
        else if (listing.silentNodes.contains(row.name) && status.saidAgo)
            row.saidSeconds = int(status.saidAgo->count() / 1000);
        row.busy = int(status.running());
        row.slotCount = status.concurrency;
        row.reserved = status.reserved;
        row.processed = status.worker.processed;
        row.load = status.worker.loadavg[0];
        row.queues = status.queues.join(QStringLiteral(", "));
        row.software = QString::fromStdString(status.worker.software);
        row.pool = status.pool;
        row.uptimeSeconds = status.uptimeSeconds;
        row.sendsNoEvents = status.worker.sendsNoEvents();
        if (!status.isUp())
            row.warning = goneText(row, status.isRecalled);
        else if (!status.error.isEmpty())
            row.warning = status.error;
        else if (listing.silentNodes.contains(row.name))
            row.warning = tr("does not answer questions");
        else if (status.worker.isSkewed())
            row.warning = status.worker.skew.count() > 0
                ? tr("its clock is %1 ahead").arg(wording::age(status.worker.skew))
                : tr("its clock is %1 behind").arg(wording::age(-status.worker.skew));
        else if (row.sendsNoEvents)
            row.warning = tr("sends no task events");
        rows.append(std::move(row));
    }
    return rows;
}

void WorkerListModel::show(const queues::WorkerListing &listing) { update(workerRows(listing)); }

} // namespace ph::models
