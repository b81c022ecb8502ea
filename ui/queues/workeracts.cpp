// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/workeracts.h"

#include "services/queues/eventsoperation.h"
#include "services/wording/errors.h"
#include "services/wording/numbers.h"
#include "ui/queues/refusal.h"

#include <QPointer>

namespace ph::ui {

using models::WorkerRow;
using queues::EventsOperation;
using queues::WorkerHealth;

QList<RowAction> WorkerActs::all()
{
    return {eventsAct(true), eventsAct(false), forgetAct(), bringBackAct(false), bringBackAct(true)};
}

RowAction WorkerActs::eventsAct(bool enable)
{
    RowAction act;
    act.id = EventsOperation::specOf(enable).id;
    act.text = enable ? tr("Turn on events") : tr("Turn off events");
    act.icon = enable ? QStringLiteral("activity") : QString();
    act.key = enable ? eventsOnKey() : eventsOffKey();
    act.state = [this, enable](const QStringList &nodes) { return eventsState(nodes, enable); };
    act.run = [this, enable](const QStringList &nodes) { setEvents(nodes, enable); };
    return act;
}

RowAction WorkerActs::forgetAct()
{
    RowAction act;
    act.id = forgetId();
    act.text = tr("Forget this worker");
    act.icon = QStringLiteral("eye-off");
    act.key = forgetKey();
    act.hint = tr("Leaves it out of lists and verdicts, for you on this computer: nothing is written to a server. It "
                  "comes back by itself with its next heartbeat; tasks that it had stay marked.");
    act.state = [this](const QStringList &nodes) { return forgetState(nodes); };
    act.run = [this](const QStringList &nodes) { forget(nodes); };
    return act;
}

RowAction WorkerActs::bringBackAct(bool onPage)
{
    RowAction act;
    act.id = onPage ? QStringLiteral("queues.bring_back_all_workers") : QStringLiteral("queues.bring_back_workers");
    act.text = tr("Bring it back");
    act.icon = QStringLiteral("eye");
    act.onPage = onPage;
    act.hint = tr("Lists and verdicts tell of it again, as it was when it was heard last.");
    act.state = [this, onPage](const QStringList &nodes) { return bringBackState(nodes, onPage); };
    act.run = [this, onPage](const QStringList &nodes) { bringBack(onPage ? model().forgottenWorkers() : nodes); };
    return act;
}

bool WorkerActs::isUp(const QString &node) const
{
    const WorkerRow *row = model().workers()->find(node);
    return row != nullptr && row->isUp();
}

bool WorkerActs::isAnyListed(const QStringList &nodes) const
{
    return std::ranges::any_of(nodes, [this](const QString &node) { return model().workers()->find(node) != nullptr; });
}

QString WorkerActs::deafBecause(const QStringList &nodes) const
{
    if (nodes.isEmpty() || std::ranges::any_of(nodes, [this](const QString &node) { return isUp(node); }))
        return {};
    if (nodes.size() > 1)
        return tr("None of them is alive: they hear nothing");
    const WorkerRow *row = model().workers()->find(nodes.first());
    return row != nullptr && row->health == WorkerHealth::Offline ? tr("It stopped: it hears nothing")
                                                                  : tr("It is lost: it hears nothing");
}

ActionState WorkerActs::eventsState(const QStringList &nodes, bool enable) const
{
    ActionState state;
    const QStringList silent = nodesWithoutEvents();
    const auto isSilent = [&silent](const QString &node) { return silent.contains(node); };
    const bool allSilent = std::ranges::all_of(nodes, isSilent);
    // One of the two is offered: on where nothing is heard, off otherwise.
    state.isShown = nodes.isEmpty() ? enable : enable == allSilent && isAnyListed(nodes);
    state.disabledBecause = refusalText(model().session().guard().can(EventsOperation::specOf(enable)));
    if (state.disabledBecause.isEmpty())
        state.disabledBecause = deafBecause(nodes);
    return state;
}

QStringList WorkerActs::nodesWithoutEvents() const
{
    QStringList nodes;
    const models::WorkerListModel *workers = model().workers();
    for (int row = 0; row < workers->rowCount(); ++row)
        if (workers->row(row).sendsNoEvents)
            nodes << workers->row(row).name;
    return nodes;
}

void WorkerActs::setEvents(const QStringList &nodes, bool enable)
{
    QStringList hearing = nodes;
    if (!nodes.isEmpty())
        hearing.removeIf([this](const QString &node) { return !isUp(node); });
    if (hearing.isEmpty() && !nodes.isEmpty())
        return; // they went between the look and the click: nobody is everybody to the operation
    review(EventsOperation::specOf(enable), QStringLiteral("activity"),
        [service = model().service(), hearing, enable]() -> std::shared_ptr<operations::Operation> {
            return std::make_shared<EventsOperation>(*service, hearing, enable);
        });
}

ActionState WorkerActs::forgetState(const QStringList &nodes) const
{
    const auto isGone = [this](const QString &node) {
        const WorkerRow *row = model().workers()->find(node);
        return row != nullptr && !row->isUp();
    };
    ActionState state;
    state.isShown = !nodes.isEmpty() && std::ranges::all_of(nodes, isGone);
    if (nodes.size() > 1)
        state.text = tr("Forget %1").arg(wording::counted(nodes.size(), wording::Noun::Worker));
    return state;
}

ActionState WorkerActs::bringBackState(const QStringList &nodes, bool onPage) const
{
    const QStringList forgotten = model().forgottenWorkers();
    ActionState state;
    if (onPage) {
        state.isShown = !forgotten.isEmpty();
        //: %1 is "1 forgotten worker" or "3 forgotten workers"
        state.text = forgotten.size() == 1
            ? tr("Bring back 1 forgotten worker")
            : tr("Bring back %1 forgotten workers").arg(wording::number(qint64(forgotten.size())));
        return state;
    }
    state.isShown = !nodes.isEmpty()
        && std::ranges::all_of(nodes, [&forgotten](const QString &node) { return forgotten.contains(node); });
    return state;
}

bool WorkerActs::hasWorked(const Result<void> &result, const QString &whatDidNotHappen) const
{
    if (!result && !isCancelled(result.error()) && toasts() != nullptr)
        toasts()->note(wording::errorSentence(result.error(), whatDidNotHappen).line());
    return result.has_value();
}

void WorkerActs::forget(const QStringList &nodes)
{
    model().forgetWorkers(nodes, [self = QPointer<WorkerActs>(this), nodes](const Result<void> &result) {
        if (!self || !self->hasWorked(result, tr("The worker was not forgotten")) || self->toasts() == nullptr)
            return;
        const QString text = nodes.size() == 1 ? tr("%1 is forgotten until it is heard again").arg(nodes.first())
                                               : tr("%1 are forgotten until they are heard again")
                                                     .arg(wording::counted(nodes.size(), wording::Noun::Worker));
        self->toasts()->show(text, [self, nodes] {
            if (self)
                self->bringBack(nodes);
        });
    });
}

void WorkerActs::bringBack(const QStringList &nodes)
{
    model().bringBackWorkers(nodes, [self = QPointer<WorkerActs>(this)](const Result<void> &result) {
        if (self)
            (void)self->hasWorked(result, tr("The worker was not brought back"));
    });
}

} // namespace ph::ui
