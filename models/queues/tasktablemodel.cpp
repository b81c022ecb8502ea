// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/queues/tasktablemodel.h"

#include "models/queues/taskstatus.h"
#include "services/wording/numbers.h"
#include "services/wording/times.h"

#include <algorithm>

namespace ph::models {

using queues::kNoSlot;
using queues::Micros;

namespace {

QString qt(std::string_view text) { return QString::fromUtf8(text.data(), qsizetype(text.size())); }

WallTime wallOf(Micros at) { return WallTime {Milliseconds {at / 1000}}; }

QString durationOf(double seconds) { return wording::duration(std::chrono::microseconds(qint64(seconds * 1e6))); }

} // namespace

TaskTableModel::TaskTableModel(queues::TaskStore &store, const Clock &clock, QObject *parent)
    : TableModel(parent)
    , m_store(store)
    , m_clock(clock)
    , m_cursor(store.openCursor())
{
    m_columns = {
        {QStringLiteral("state"), tr("State"), ColumnKind::Pill, 116},
        {QStringLiteral("name"), tr("Task"), ColumnKind::Strong, 200, true, true},
        {QStringLiteral("id"), tr("Task ID"), ColumnKind::Id, 116},
        {QStringLiteral("queue"), tr("Queue"), ColumnKind::Text, 100},
        {QStringLiteral("tenant"), tr("Tenant"), ColumnKind::Text, 100, store.knowsTenants(), false, false,
            tr("Whom it works for, as its arguments tell; empty: they do not, or were not heard")},
        {QStringLiteral("worker"), tr("Worker"), ColumnKind::Muted, 160},
        {QStringLiteral("tried"), tr("Tried"), ColumnKind::Number, 64, true, false, true,
            tr("How often it was started, retries included; shown of what was retried")},
        {QStringLiteral("runtime"), tr("Runtime"), ColumnKind::Number, 96, true, false, true,
            tr("By the worker's clock; of running tasks: so far")},
        {QStringLiteral("age"), tr("Age"), ColumnKind::Number, 98, true, false, true,
            tr("Since it was sent; ≥: since it was first seen, its sending was not heard")},
        {QStringLiteral("changed"), tr("Changed at"), ColumnKind::Time, 120, true, false, true,
            tr("When its present state began, by the sender's clock")},
    };
    for (const auto *key : {"queue", "worker"}) // the details say them
        m_columns[columnOf(QLatin1String(key))].yields = true;
    m_frame.setInterval(frameInterval);
    connect(&m_frame, &QTimer::timeout, this, &TaskTableModel::readChanges);
}

TaskTableModel::~TaskTableModel()
{
    if (m_cursor)
        m_store.closeCursor(*m_cursor);
}

void TaskTableModel::setActive(bool active)
{
    if (active == m_frame.isActive())
        return;
    if (!active) {
        m_frame.stop();
        return;
    }
    m_frame.start();
    readChanges();
}

void TaskTableModel::readAll()
{
    // A slice each frame until everything was read once; later changes come through the cursor.
    std::vector<std::uint32_t> slots;
    const std::uint32_t next = m_store.scan(
        m_scanFrom, [&](std::uint32_t slot, const queues::TaskRecord &, const queues::TaskStore::Access &) {
            slots.push_back(slot);
        });
    m_scanFrom = next;
    take(slots);
}

void TaskTableModel::readChanges()
{
    if (m_scanFrom != kNoSlot)
        readAll();
    if (m_cursor)
        take(m_store.takeChanges(*m_cursor));
    readGaps();
}

void TaskTableModel::take(const std::vector<std::uint32_t> &slots)
{
    if (slots.empty())
        return;
    const std::vector<queues::TaskRow> rows = m_store.rows(slots);
    QList<int> touched;
    QList<int> replaced;
    std::vector<TaskEntry> fresh;
    for (size_t i = 0; i < rows.size(); ++i) {
        const std::uint32_t slot = slots[i];
        if (slot >= m_rowOfSlot.size())
            m_rowOfSlot.resize(std::max<size_t>(size_t(slot) + 1, m_rowOfSlot.size() * 2), -1);
        TaskEntry entry = entryOf(rows[i]);
        entry.slot = slot;
        const int known = m_rowOfSlot[slot];
        if (known < 0) {
            m_rowOfSlot[slot] = int(m_rows.size() + fresh.size());
            fresh.push_back(std::move(entry));
        } else if (size_t(known) >= m_rows.size()) {
            fresh[size_t(known) - m_rows.size()] = std::move(entry);
        } else {
            const bool isOther = m_rows[size_t(known)].serial != entry.serial;
            m_rows[size_t(known)] = std::move(entry);
            (isOther ? replaced : touched).append(known);
        }
    }
    if (!fresh.empty()) {
        const int first = int(m_rows.size());
        beginInsertRows({}, first, first + int(fresh.size()) - 1);
        m_rows.insert(m_rows.end(), std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
        endInsertRows();
    }
    const auto tidy = [](QList<int> &list) {
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
    };
    tidy(replaced);
    replace(replaced);
    if (!touched.isEmpty()) {
        tidy(touched);
        touch(touched);
    }
}

void TaskTableModel::readGaps()
{
    std::vector<queues::Gap> gaps = m_store.gaps();
    QList<int> touched;
    for (const queues::Gap &gap : gaps) {
        const auto known = m_rowOfGap.constFind(gap.id);
        if (known != m_rowOfGap.cend()) {
            const auto before = std::find_if(
                m_gaps.begin(), m_gaps.end(), [&](const queues::Gap &each) { return each.id == gap.id; });
            if (before != m_gaps.end()
                && (before->until != gap.until || before->reread != gap.reread || before->unknown != gap.unknown))
                touched.append(*known);
            continue;
        }
        TaskEntry entry;
        entry.gap = gap.id;
        entry.serial = 1;
        entry.changed = gap.from.time_since_epoch().count() * 1000;
        const int row = int(m_rows.size());
        beginInsertRows({}, row, row);
        m_rows.push_back(std::move(entry));
        m_rowOfGap.insert(gap.id, row);
        endInsertRows();
    }
    m_gaps = std::move(gaps);
    if (!touched.isEmpty()) {
        std::sort(touched.begin(), touched.end());
        touch(touched);
    }
}

TaskEntry TaskTableModel::entryOf(const queues::TaskRow &row)
{
    TaskEntry entry;
    entry.serial = row.serial;
    entry.id = row.id;
    entry.state = row.state;
    entry.name = row.name;
    entry.queue = row.queue;
    entry.tenant = row.tenant;
    entry.worker = row.worker;
    entry.stateCode = row.stateCode;
    entry.retries = row.retries;
    entry.runtime = row.runtime;
    // Of what was found lying there the end alone says nothing of its age.
    entry.firstSeen = row.sent != 0 || row.received != 0 || row.started != 0 || row.retried != 0 ? row.firstSeen() : 0;
    entry.isSentKnown = row.sent != 0;
    entry.started = row.started;
    entry.changed = row.changed;
    entry.revokeNoted = row.revokeNoted;
    entry.eta = row.eta;
    return entry;
}

double TaskTableModel::ageSeconds(const TaskEntry &entry) const
{
    if (entry.firstSeen == 0)
        return -1;
    return std::max(0.0, double((m_clock.wall() - wallOf(entry.firstSeen)).count()) / 1000);
}

double TaskTableModel::runtimeSeconds(const TaskEntry &entry) const
{
    if (entry.runtime >= 0)
        return entry.runtime;
    if (isRuntimeFromEvents(entry))
        return double(entry.changed - entry.started) / 1e6;
    if (entry.stateCode != queues::TaskState::Started || entry.started == 0)
        return -1;
    if (const Micros end = interruptedAt(entry); end != 0)
        return double(std::max<Micros>(0, end - entry.started)) / 1e6;
    return std::max(0.0, double((m_clock.wall() - wallOf(entry.started)).count()) / 1000);
}

int TaskTableModel::starts(const TaskEntry &entry)
{
    using queues::TaskState;
    const bool waits = entry.stateCode == TaskState::Pending || entry.stateCode == TaskState::Received
        || (entry.stateCode == TaskState::Revoked && entry.started == 0);
    return entry.retries + (waits ? 0 : 1);
}

bool TaskTableModel::isScheduled(const TaskEntry &entry) const
{
    return entry.stateCode == queues::TaskState::Received && entry.eta != 0 && wallOf(entry.eta) > m_clock.wall();
}

QString TaskTableModel::stateWord(const TaskEntry &entry) const
{
    return isInterrupted(entry) ? interruptedWord()
        : isScheduled(entry)    ? scheduledWord()
                                : taskStateWord(entry.stateCode, entry.state);
}

bool TaskTableModel::isRuntimeFromEvents(const TaskEntry &entry)
{
    const bool endedOtherwise = entry.stateCode == queues::TaskState::Failure
        || entry.stateCode == queues::TaskState::Retry || entry.stateCode == queues::TaskState::Revoked;
    return entry.runtime < 0 && endedOtherwise && entry.started != 0 && entry.changed > entry.started;
}

QString TaskTableModel::id(int row) const
{
    const TaskEntry &entry = m_rows[size_t(row)];
    return entry.gap >= 0 ? QStringLiteral("gap-%1").arg(entry.gap) : QString::fromStdString(entry.id);
}

QString TaskTableModel::text(int row, int column) const
{
    const TaskEntry &entry = m_rows[size_t(row)];
    if (entry.gap >= 0) {
        if (column != 0)
            return {};
        const auto gap
            = std::find_if(m_gaps.begin(), m_gaps.end(), [&](const queues::Gap &each) { return each.id == entry.gap; });
        if (gap == m_gaps.end())
            return tr("Stream interrupted");
        return gap->until
            ? tr("Stream interrupted %1–%2").arg(wording::clockTime(gap->from), wording::clockTime(*gap->until))
            : tr("Stream interrupted since %1").arg(wording::clockTime(gap->from));
    }
    switch (Column(column)) {
    case State: return stateWord(entry);
    //: In place of a task's name: no event told it yet.
    case Name: return entry.name.empty() ? tr("name not heard yet") : qt(entry.name);
    case Id: return QString::fromStdString(entry.id);
    case Queue: return qt(entry.queue);
    case Tenant: return qt(entry.tenant);
    case Worker: return qt(entry.worker);
    case Tried: return entry.retries > 0 ? wording::number(qint64(starts(entry))) : QString();
    case Runtime: {
        const double seconds = runtimeSeconds(entry);
        if (seconds < 0)
            return QStringLiteral("–");
        if (isInterrupted(entry))
            return QStringLiteral("≤ ") + durationOf(seconds);
        return isRuntimeFromEvents(entry) ? QStringLiteral("≈ ") + durationOf(seconds) : durationOf(seconds);
    }
    case Age: {
        const double seconds = ageSeconds(entry);
        if (seconds < 0)
            return QStringLiteral("–");
        return (entry.isSentKnown ? QString() : QStringLiteral("≥ "))
            + wording::age(Milliseconds {qint64(seconds * 1000)});
    }
    case Changed: return entry.changed == 0 ? QStringLiteral("–") : wording::clockTime(wallOf(entry.changed));
    }
    return {};
}

SortKey TaskTableModel::sortKey(int row, int column) const
{
    const TaskEntry &entry = m_rows[size_t(row)];
    const auto textKey
        = [](std::string_view text) -> SortKey { return text.empty() ? SortKey {} : SortKey {qt(text)}; };
    const auto timeKey = [](Micros at) -> SortKey { return at == 0 ? SortKey {} : SortKey {qint64(at)}; };
    switch (Column(column)) {
    case State: return SortKey {qint64(entry.stateCode)};
    case Name: return textKey(entry.name);
    case Id: return textKey(entry.id);
    case Queue: return textKey(entry.queue);
    case Tenant: return textKey(entry.tenant);
    case Worker: return textKey(entry.worker);
    case Tried: return SortKey {qint64(starts(entry))};
    case Runtime: {
        const double seconds = runtimeSeconds(entry);
        return seconds < 0 ? SortKey {} : SortKey {seconds};
    }
    // Older first seen is a greater age: the negative keeps one order for both.
    case Age: return entry.firstSeen == 0 ? SortKey {} : SortKey {qint64(-entry.firstSeen)};
    case Changed: return timeKey(entry.changed);
    }
    return {};
}

Status TaskTableModel::status(int row, int column) const
{
    const TaskEntry &entry = m_rows[size_t(row)];
    if (column != State || entry.gap >= 0)
        return Status::None;
    return remark(row).isEmpty() ? taskStatus(entry.stateCode) : Status::Warning;
}

QString TaskTableModel::toolTip(int row, int column) const
{
    const TaskEntry &entry = m_rows[size_t(row)];
    if (entry.gap >= 0)
        return {};
    switch (Column(column)) {
    case State: return remark(row);
    case Worker: {
        const QString trouble = workerTrouble(entry);
        return trouble.isEmpty() ? trouble : qt(entry.worker) + QLatin1Char('\n') + trouble;
    }
    case Id: return QString::fromStdString(entry.id);
    case Runtime:
        if (isRuntimeFromEvents(entry))
            return tr("From its start to its end by the worker's events: Celery tells no runtime of what fails");
        if (isInterrupted(entry))
            return tr("At most: %1").arg(workerTrouble(entry));
        return queues::isFinished(entry.stateCode) && entry.runtime < 0
            ? tr("Celery tells a runtime only of what succeeds, and its start was not heard")
            : QString();
    case Age: return entry.firstSeen == 0 ? QString() : wording::dateTime(wallOf(entry.firstSeen));
    case Changed: return entry.changed == 0 ? QString() : wording::preciseTime(wallOf(entry.changed));
    case Name:
        return entry.name.empty()
            ? tr("Pilothouse connected after the task was sent; the name comes with its next event or its result")
            : QString();
    default: break;
    }
    return {};
}

QString TaskTableModel::filterText(int row) const
{
    const TaskEntry &entry = m_rows[size_t(row)];
    if (entry.gap >= 0)
        return text(row, 0);
    return stateWord(entry) + QLatin1Char(' ') + qt(entry.name) + QLatin1Char(' ') + QString::fromStdString(entry.id)
        + QLatin1Char(' ') + qt(entry.queue) + QLatin1Char(' ') + qt(entry.tenant) + QLatin1Char(' ')
        + qt(entry.worker);
}

QString TaskTableModel::gapDetail(int row) const
{
    const auto gap = std::find_if(
        m_gaps.begin(), m_gaps.end(), [&](const queues::Gap &each) { return each.id == m_rows[size_t(row)].gap; });
    if (gap == m_gaps.end())
        return {};
    if (!gap->until)
        return tr("events are being missed");
    return tr("%1 re-read, %2 unknown")
        .arg(wording::counted(gap->reread, wording::Noun::Task), wording::number(qint64(gap->unknown)));
}

int TaskTableModel::rowOf(const QString &id) const
{
    if (id.startsWith(QLatin1String("gap-")))
        return m_rowOfGap.value(id.mid(4).toInt(), -1);
    const QByteArray utf8 = id.toUtf8();
    const auto slot = m_store.slotOf({utf8.constData(), size_t(utf8.size())});
    if (!slot || *slot >= m_rowOfSlot.size())
        return -1;
    const int row = m_rowOfSlot[*slot];
    return row >= 0 && m_rows[size_t(row)].id == std::string_view(utf8.constData(), size_t(utf8.size())) ? row : -1;
}

} // namespace ph::models
