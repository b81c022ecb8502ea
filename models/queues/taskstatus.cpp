// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/queues/taskstatus.h"

#include <QCoreApplication>

namespace ph::models {

using queues::TaskState;
using queues::WorkerHealth;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("queues", text); }

/// In the order in which they are offered.
constexpr std::array s_ownStates {TaskState::Failure, TaskState::Retry, TaskState::Started, TaskState::Received,
    TaskState::Pending, TaskState::Success, TaskState::Revoked, TaskState::Rejected};

} // namespace

QString taskStateWord(TaskState state, std::string_view name)
{
    switch (state) {
    //: State of a Celery task, in a table.
    case TaskState::Success: return tr("succeeded");
    case TaskState::Failure: return tr("failed");
    case TaskState::Revoked: return tr("revoked");
    case TaskState::Started: return tr("running");
    case TaskState::Received: return tr("received");
    case TaskState::Rejected: return tr("rejected");
    case TaskState::Retry: return tr("retrying");
    case TaskState::Pending: return tr("queued");
    default: break;
    }
    return QString::fromUtf8(name.data(), qsizetype(name.size())).toLower();
}

//: State of a Celery task, in a table: its process is gone.
QString interruptedWord() { return tr("interrupted"); }

//: State of a Celery task, in a table: a worker keeps it until its time.
QString scheduledWord() { return tr("scheduled"); }

Status taskStatus(TaskState state)
{
    switch (state) {
    case TaskState::Success: return Status::Ok;
    case TaskState::Failure:
    case TaskState::Rejected: return Status::Failed;
    case TaskState::Revoked: return Status::Past;
    case TaskState::Started: return Status::Running;
    case TaskState::Received:
    case TaskState::Pending: return Status::Waiting;
    case TaskState::Retry: return Status::Warning;
    default: break;
    }
    return Status::Running; // a state of the platform's own ("PROGRESS") is told while the task runs
}

QStringList taskStateWords()
{
    QStringList words;
    for (const TaskState state : s_ownStates)
        words << taskStateWord(state, {});
    return words;
}

QHash<QString, QString> taskStateAliases()
{
    QHash<QString, QString> aliases;
    const queues::StateNames names;
    for (const TaskState state : s_ownStates) {
        const std::string_view name = names.nameOf(state);
        aliases.insert(QString::fromUtf8(name.data(), qsizetype(name.size())).toLower(), taskStateWord(state, {}));
    }
    return aliases;
}

QString workerHealthWord(WorkerHealth health)
{
    switch (health) {
    //: Health of a Celery worker, in a table.
    case WorkerHealth::Alive: return tr("alive");
    case WorkerHealth::Late: return tr("late");
    case WorkerHealth::Lost: return tr("lost");
    case WorkerHealth::Offline: break;
    }
    return tr("offline");
}

Status workerStatus(WorkerHealth health)
{
    switch (health) {
    case WorkerHealth::Alive: return Status::Ok;
    case WorkerHealth::Late: return Status::Warning;
    case WorkerHealth::Lost: return Status::Failed;
    case WorkerHealth::Offline: break;
    }
    return Status::Past;
}

} // namespace ph::models
