// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/queueacts.h"

#include "services/queues/eventsoperation.h"
#include "services/queues/revokeoperation.h"
#include "services/wording/errors.h"
#include "services/wording/numbers.h"

namespace ph::ui {

using queues::EventsOperation;
using queues::RevokeOperation;

QueueActs::QueueActs(models::QueuesModel &model, ReviewFlow::Place place, QObject *parent)
    : QObject(parent)
    , m_model(model)
    , m_place(place)
{
}

QList<RowAction> QueueActs::ofTasks()
{
    return {
        {RevokeOperation::specOf(false).id, tr("Revoke…"), QStringLiteral("ban"), revokeKey(), ButtonRole::Secondary,
            false, [this](const QStringList &ids) { return revokeState(ids, false); },
            [this](const QStringList &ids) { revoke(ids, false); }},
        {RevokeOperation::specOf(true).id, tr("Terminate…"), QStringLiteral("square"), terminateKey(),
            ButtonRole::DangerOutline, false, [this](const QStringList &ids) { return revokeState(ids, true); },
            [this](const QStringList &ids) { revoke(ids, true); }},
    };
}

QList<RowAction> QueueActs::ofWorkers()
{
    return {
        {EventsOperation::specOf(true).id, tr("Turn on events"), QStringLiteral("activity"), eventsOnKey(),
            ButtonRole::Secondary, false, [this](const QStringList &nodes) { return eventsState(nodes, true); },
            [this](const QStringList &nodes) { setEvents(nodes, true); }},
        {EventsOperation::specOf(false).id, tr("Turn off events"), {}, eventsOffKey(), ButtonRole::Secondary, false,
            [this](const QStringList &nodes) { return eventsState(nodes, false); },
            [this](const QStringList &nodes) { setEvents(nodes, false); }},
    };
}

QString QueueActs::refusalOf(const operations::ActionSpec &spec, const QStringList &tasks) const
{
    operations::Verdict verdict = m_model.session().guard().can(spec);
    // Who lacks the platform's right may have that of the tenant these tasks work for.
    if (verdict.refusal.code == spec.right && !tasks.isEmpty())
        verdict = m_model.session().guard().can(spec, m_model.service()->tenantOf(tasks));
    // Read-only environments still show the plan: the review says how to unlock.
    if (verdict.allowed || verdict.refusal.code == QLatin1String("read-only"))
        return {};
    return wording::errorSentence(verdict.refusal, tr("This cannot be done now")).reason;
}

ActionState QueueActs::revokeState(const QStringList &ids, bool terminate) const
{
    ActionState state;
    if (ids.size() > 1)
        state.text = terminate ? tr("Terminate %1…").arg(wording::counted(ids.size(), wording::Noun::Task))
                               : tr("Revoke %1…").arg(wording::counted(ids.size(), wording::Noun::Task));
    state.disabledBecause = refusalOf(RevokeOperation::specOf(terminate), ids);
    if (!state.disabledBecause.isEmpty())
        return state;
    if (ids.size() > RevokeOperation::mostTasks) {
        state.disabledBecause
            = tr("At most %1 at once").arg(wording::counted(RevokeOperation::mostTasks, wording::Noun::Task));
        return state;
    }
    qsizetype over = 0;
    qsizetype waiting = 0;
    for (const QString &id : ids) {
        const int row = m_model.tasks()->rowOf(id);
        if (row < 0)
            continue;
        const queues::TaskState task = m_model.tasks()->entry(row).stateCode;
        const bool isRunning = task == queues::TaskState::Started || task >= queues::TaskState::FirstCustom;
        over += queues::isFinished(task) ? 1 : 0;
        waiting += !queues::isFinished(task) && !isRunning ? 1 : 0;
    }
    const bool isOne = ids.size() == 1;
    if (!ids.isEmpty() && over == ids.size())
        state.disabledBecause = isOne ? tr("Too late: it is over") : tr("Too late: they are over");
    else if (terminate && !ids.isEmpty() && over + waiting == ids.size())
        state.disabledBecause
            = isOne ? tr("It does not run: revoking is enough") : tr("None of them runs: revoking is enough");
    return state;
}

ActionState QueueActs::eventsState(const QStringList &nodes, bool enable) const
{
    ActionState state;
    const QStringList silent = nodesWithoutEvents();
    const auto isSilent = [&silent](const QString &node) { return silent.contains(node); };
    const bool allSilent = std::all_of(nodes.begin(), nodes.end(), isSilent);
    // One of the two is offered: on where nothing is heard, off otherwise.
    state.isShown = nodes.isEmpty() ? enable : enable == allSilent;
    state.disabledBecause = refusalOf(EventsOperation::specOf(enable));
    return state;
}

QStringList QueueActs::nodesWithoutEvents() const
{
    QStringList nodes;
    const models::WorkerListModel *workers = m_model.workers();
    for (int row = 0; row < workers->rowCount(); ++row)
        if (workers->row(row).sendsNoEvents)
            nodes << workers->row(row).name;
    return nodes;
}

void QueueActs::revoke(const QStringList &ids, bool terminate)
{
    queues::QueueService *service = m_model.service();
    ReviewFlow::start(
        m_model.session(), RevokeOperation::specOf(terminate),
        [service, ids, terminate]() -> std::shared_ptr<operations::Operation> {
            return std::make_shared<RevokeOperation>(*service, queues::RevokeRequest {ids, terminate});
        },
        QStringLiteral("ban"), m_place, this);
}

void QueueActs::setEvents(const QStringList &nodes, bool enable)
{
    queues::QueueService *service = m_model.service();
    ReviewFlow::start(
        m_model.session(), EventsOperation::specOf(enable),
        [service, nodes, enable]() -> std::shared_ptr<operations::Operation> {
            return std::make_shared<EventsOperation>(*service, nodes, enable);
        },
        QStringLiteral("activity"), m_place, this);
}

} // namespace ph::ui
