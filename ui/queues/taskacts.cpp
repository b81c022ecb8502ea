// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/taskacts.h"

#include "services/queues/revokeoperation.h"
#include "services/wording/numbers.h"
#include "ui/queues/refusal.h"

namespace ph::ui {

using queues::RevokeOperation;

QList<RowAction> TaskActs::all()
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

QString TaskActs::refusalOf(const operations::ActionSpec &spec, const QStringList &tasks) const
{
    operations::Verdict verdict = model().session().guard().can(spec);
    // Who lacks the platform's right may have that of the tenant these tasks work for.
    if (verdict.refusal.code == spec.right && !tasks.isEmpty())
        verdict = model().session().guard().can(spec, model().service()->tenantsOf(tasks));
    return refusalText(verdict);
}

/// As the review will say it: what is over is left out.
QString TaskActs::severalText(qsizetype open, qsizetype selected, bool terminate)
{
    const QString tasks = wording::counted(selected, wording::Noun::Task);
    if (open == selected || open == 0)
        return terminate ? tr("Terminate %1…").arg(tasks) : tr("Revoke %1…").arg(tasks);
    //: button; 8 of "17 tasks"
    return (terminate ? tr("Terminate %1 of %2…") : tr("Revoke %1 of %2…")).arg(wording::number(qint64(open)), tasks);
}

ActionState TaskActs::revokeState(const QStringList &ids, bool terminate) const
{
    ActionState state;
    qsizetype over = 0;
    qsizetype waiting = 0;
    for (const QString &id : ids) {
        const int row = model().tasks()->rowOf(id);
        if (row < 0)
            continue;
        const queues::TaskState task = model().tasks()->entry(row).stateCode;
        const bool isRunning = task == queues::TaskState::Started || task >= queues::TaskState::FirstCustom;
        over += queues::isFinished(task) ? 1 : 0;
        waiting += !queues::isFinished(task) && !isRunning ? 1 : 0;
    }
    if (ids.size() > 1)
        state.text = severalText(ids.size() - over, ids.size(), terminate);
    const bool isOne = ids.size() == 1;
    // No right brings back what is over: that is said first.
    if (!ids.isEmpty() && over == ids.size())
        state.disabledBecause = isOne ? tr("Too late: it is over") : tr("Too late: they are over");
    else
        state.disabledBecause = refusalOf(RevokeOperation::specOf(terminate), ids);
    if (!state.disabledBecause.isEmpty())
        return state;
    if (ids.size() > RevokeOperation::mostTasks)
        state.disabledBecause
            = tr("At most %1 at once").arg(wording::counted(RevokeOperation::mostTasks, wording::Noun::Task));
    else if (terminate && !ids.isEmpty() && over + waiting == ids.size())
        state.disabledBecause
            = isOne ? tr("It does not run: revoking is enough") : tr("None of them runs: revoking is enough");
    return state;
}

void TaskActs::revoke(const QStringList &ids, bool terminate)
{
    ReviewFlow *flow = review(RevokeOperation::specOf(terminate), QStringLiteral("ban"),
        [service = model().service(), ids, terminate]() -> std::shared_ptr<operations::Operation> {
            return std::make_shared<RevokeOperation>(*service, queues::RevokeRequest {ids, terminate});
        });
    if (terminate)
        flow->setGentler(tr("Revoke instead", "link: the gentler way"), [this, ids] { revoke(ids, false); });
}

} // namespace ph::ui
