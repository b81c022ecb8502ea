// SPDX-License-Identifier: GPL-3.0-or-later
// The task table's remarks: what workers and orders sent say of a task beyond its own events.
#include "models/queues/tasktablemodel.h"
#include "services/wording/times.h"

#include <utility>

namespace ph::models {

using queues::Micros;
using queues::TaskState;
using queues::WorkerHealth;

namespace {

constexpr qsizetype s_mostRevokes = 20'000;

} // namespace

void TaskTableModel::setWorkers(const queues::WorkerListing &workers)
{
    queues::GoneWorkers gone(workers);
    if (gone == m_gone)
        return;
    m_gone = std::move(gone);
    touchUnfinished();
}

void TaskTableModel::setHeldByNobody(const QStringList &ids)
{
    QSet<QString> held(ids.begin(), ids.end());
    if (held == m_heldByNobody)
        return;
    const QSet<QString> before = std::exchange(m_heldByNobody, std::move(held));
    touchWhere([this, &before](const TaskEntry &entry) {
        return isHeldByNobody(entry) || (!before.isEmpty() && before.contains(QString::fromStdString(entry.id)));
    });
}

void TaskTableModel::setMissing(const std::map<std::string, Micros> &missing)
{
    if (missing == m_missing)
        return;
    const auto before = std::exchange(m_missing, missing);
    touchWhere([this, &before](const TaskEntry &entry) {
        return entry.stateCode == TaskState::Pending && (m_missing.contains(entry.id) || before.contains(entry.id));
    });
}

Micros TaskTableModel::missingSince(const TaskEntry &entry) const
{
    if (m_missing.empty() || entry.stateCode != TaskState::Pending || entry.gap >= 0)
        return 0;
    const auto missing = m_missing.find(entry.id);
    return missing == m_missing.end() ? 0 : missing->second;
}

void TaskTableModel::noteRevokeSent(const QStringList &ids, WallTime at)
{
    if (m_revokeSent.size() > s_mostRevokes)
        m_revokeSent.clear(); // marks only: the events tell
    QList<int> touched;
    for (const QString &id : ids) {
        m_revokeSent.insert(id, at);
        if (const int row = rowOf(id); row >= 0)
            touched.append(row);
    }
    std::sort(touched.begin(), touched.end());
    if (!touched.isEmpty())
        touch(touched);
}

void TaskTableModel::touchWhere(const std::function<bool(const TaskEntry &)> &wanted)
{
    QList<int> touched;
    for (size_t row = 0; row < m_rows.size(); ++row)
        if (m_rows[row].gap < 0 && m_rows[row].serial != 0 && wanted(m_rows[row]))
            touched.append(int(row));
    if (!touched.isEmpty())
        touch(touched);
}

void TaskTableModel::touchUnfinished()
{
    touchWhere([](const TaskEntry &entry) { return !queues::isFinished(entry.stateCode); });
}

void TaskTableModel::touchEnded(Micros from, Micros to)
{
    touchWhere([from, to](const TaskEntry &entry) {
        return queues::isFinished(entry.stateCode) && entry.changed >= from && entry.changed < to;
    });
}

QString TaskTableModel::workerTrouble(const TaskEntry &entry) const
{
    const auto *gone = entry.gap >= 0 ? nullptr : m_gone.find(entry.worker, entry.stateCode, entry.changed);
    if (gone == nullptr)
        return {};
    const QString since = wording::clockTime(gone->since);
    switch (gone->health) {
    //: of a task; %1 is a time of day
    case WorkerHealth::Lost: return tr("its worker is lost: last heard at %1").arg(since);
    //: of a task; %1 is a time of day
    case WorkerHealth::Offline: return tr("its worker stopped at %1").arg(since);
    default: break;
    }
    //: of a task; %1 is a time of day
    return tr("its worker was started again at %1: the process that had it is gone").arg(since);
}

Micros TaskTableModel::interruptedAt(const TaskEntry &entry) const
{
    const auto *gone = entry.gap >= 0 ? nullptr : m_gone.interrupted(entry.worker, entry.stateCode, entry.changed);
    return gone == nullptr ? 0 : std::max(gone->workerClock, entry.changed);
}

/// Of what is not over: no order of ours makes it revoked, only its turn does.
QString TaskTableModel::revokeRemark(const TaskEntry &entry, const QString &id) const
{
    const auto sent = m_revokeSent.constFind(id);
    if (sent == m_revokeSent.cend())
        return entry.revokeNoted
            ? tr("revoke noted, but it still waits: a worker that knows of it skips it when its turn comes")
            : QString();
    const QString ago = wording::relativeTime(*sent, m_clock.wall());
    const bool runs = entry.stateCode == TaskState::Started || entry.stateCode >= TaskState::FirstCustom;
    if (runs)
        //: of a task; %1 is "12 s ago"
        return tr("revoke sent %1; it runs").arg(ago);
    //: of a task; %1 is "12 s ago"
    return tr("revoke noted %1, but it still waits: a worker that knows of it skips it when its turn comes").arg(ago);
}

QString TaskTableModel::remark(int row) const
{
    const TaskEntry &entry = m_rows[size_t(row)];
    if (entry.gap >= 0 || queues::isFinished(entry.stateCode))
        return {};
    QStringList parts;
    if (const QString trouble = workerTrouble(entry); !trouble.isEmpty())
        parts << trouble;
    if (missingSince(entry) != 0)
        return tr("no longer in its queue: purged, or taken by a worker that tells no events");
    if (m_heldByNobody.isEmpty() && m_revokeSent.isEmpty() && !entry.revokeNoted)
        return parts.join(QStringLiteral("; "));
    const QString id = QString::fromStdString(entry.id);
    if (parts.isEmpty() && m_heldByNobody.contains(id))
        parts << tr("a worker took it and is gone: no worker has it, it waits for its next delivery");
    if (const QString revoke = revokeRemark(entry, id); !revoke.isEmpty())
        parts << revoke;
    return parts.join(QStringLiteral("; "));
}

} // namespace ph::models
