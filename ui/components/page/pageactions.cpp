// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/page/pageactions.h"

#include "ui/components/tableview.h"

#include <QPointer>

namespace ph::ui {

namespace {

ActionState stateOf(const RowAction &action, const QStringList &ids)
{
    return action.state ? action.state(ids) : ActionState();
}

} // namespace

PageActions::PageActions(QList<RowAction> actions, const TableView &table, QObject *parent)
    : QObject(parent)
    , m_all(std::move(actions))
    , m_table(table)
    , m_shown(*table.index())
{
}

PageActions::~PageActions() = default;

QList<ActionOffer> PageActions::offersFor(const QStringList &ids) const
{
    QList<ActionOffer> offers;
    for (const RowAction &action : m_all) {
        if (action.onPage)
            continue;
        const ActionState state = stateOf(action, ids);
        if (state.isShown)
            offers.append({&action, state});
    }
    return offers;
}

QStringList PageActions::targetOf(const RowAction &action) const
{
    return action.onPage ? m_shown.ids() : m_table.selectedIds();
}

ActionOffer PageActions::offer(const RowAction &action) const { return {&action, stateOf(action, targetOf(action))}; }

void PageActions::trigger(const RowAction &action) const
{
    const QStringList ids = targetOf(action);
    const ActionState state = stateOf(action, ids);
    if (ids.isEmpty() || !state.isShown)
        return;
    if (state.disabledBecause.isEmpty())
        action.run(ids);
    else
        Q_EMIT refused(state.disabledBecause);
}

QList<SelectionAct> PageActions::forPalette() const
{
    QList<SelectionAct> acts;
    for (const RowAction &action : m_all) {
        const QStringList ids = targetOf(action);
        const ActionOffer offer {&action, stateOf(action, ids)};
        if (!offer.state.isShown)
            continue;
        SelectionAct act {action.id, offer.text(), action.icon, keyOf(action), offer.state.disabledBecause, {}};
        if (offer.isEnabled() && ids.isEmpty() && !action.onPage)
            act.disabledBecause = tr("Nothing is selected", "why an act on rows is not possible");
        act.run = [self = QPointer<const PageActions>(this), ids, &action] {
            if (self && action.run)
                action.run(ids);
        };
        acts.append(act);
    }
    return acts;
}

} // namespace ph::ui
