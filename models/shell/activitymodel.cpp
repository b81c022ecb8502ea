// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/activitymodel.h"

namespace ph::models {

using operations::OperationRun;
using operations::RunPhase;

namespace {

/// What runs or ran here is known better from its own reports: its undo lives in this process alone.
bool isKnownFromJournals(const OperationRun &run)
{
    return run.phase == RunPhase::Elsewhere || run.phase == RunPhase::Interrupted || run.phase == RunPhase::Unknown;
}

} // namespace

ActivityModel::ActivityModel(QObject *parent)
    : QAbstractListModel(parent)
{
}

void ActivityModel::update(const OperationRun &run)
{
    for (size_t at = 0; at < m_runs.size(); ++at) {
        if (m_runs[at].id != run.id)
            continue;
        m_runs[at] = run;
        Q_EMIT dataChanged(index(int(at)), index(int(at)));
        Q_EMIT countsChanged();
        return;
    }
    const auto before = std::find_if(
        m_runs.begin(), m_runs.end(), [&run](const OperationRun &other) { return other.startedAt <= run.startedAt; });
    const int at = int(before - m_runs.begin());
    beginInsertRows({}, at, at);
    m_runs.insert(before, run);
    endInsertRows();
    Q_EMIT countsChanged();
}

void ActivityModel::setHistory(const std::vector<OperationRun> &runs)
{
    for (const OperationRun &run : runs) {
        const OperationRun *known = find(run.id);
        const auto isOther = [&run](const OperationRun &other) {
            return other.phase != run.phase || other.evidence != run.evidence || other.isWrittenOff != run.isWrittenOff;
        };
        if (!known || (isKnownFromJournals(*known) && isOther(*known)))
            update(run);
    }
}

void ActivityModel::clear()
{
    beginResetModel();
    m_runs.clear();
    endResetModel();
    Q_EMIT countsChanged();
}

const OperationRun *ActivityModel::find(const QString &id) const
{
    const auto found
        = std::find_if(m_runs.begin(), m_runs.end(), [&id](const OperationRun &run) { return run.id == id; });
    return found == m_runs.end() ? nullptr : &*found;
}

int ActivityModel::running() const
{
    return int(std::count_if(m_runs.begin(), m_runs.end(),
        [](const OperationRun &run) { return run.phase == RunPhase::Running || run.phase == RunPhase::Verifying; }));
}

int ActivityModel::needing() const
{
    return int(std::count_if(m_runs.begin(), m_runs.end(), operations::needsDecision));
}

Status ActivityModel::statusOf(RunPhase phase)
{
    switch (phase) {
    case RunPhase::Running:
    case RunPhase::Verifying:
    case RunPhase::Elsewhere: return Status::Running;
    case RunPhase::Done: return Status::Ok;
    case RunPhase::DoneWithWarnings:
    case RunPhase::Unknown:
    case RunPhase::Interrupted: return Status::Warning;
    case RunPhase::Failed: return Status::Failed;
    case RunPhase::Cancelled: return Status::Past;
    }
    return Status::None;
}

QString ActivityModel::phaseWord(RunPhase phase)
{
    switch (phase) {
    case RunPhase::Running: return tr("running", "state of an operation");
    case RunPhase::Verifying: return tr("reading back", "state of an operation: the result is checked");
    case RunPhase::Done: return tr("done", "state of an operation");
    case RunPhase::DoneWithWarnings: return tr("done, with warnings", "state of an operation");
    case RunPhase::Failed: return tr("failed", "state of an operation");
    case RunPhase::Cancelled: return tr("stopped", "state of an operation: cancelled between steps");
    case RunPhase::Unknown: return tr("unknown", "state of an operation: sent, but never answered");
    case RunPhase::Interrupted: return tr("cut off", "state of an operation: a crash ended it");
    case RunPhase::Elsewhere: return tr("runs elsewhere", "state of an operation: another process has it");
    }
    return {};
}

int ActivityModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_runs.size()); }

QVariant ActivityModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const OperationRun &run = m_runs[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole: return run.title;
    case Qt::AccessibleTextRole: return QString(run.title + QLatin1String(", ") + phaseWord(run.phase));
    case IdRole: return run.id;
    default: return {};
    }
}

} // namespace ph::models
