// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/page/objectdetail.h"

#include "ui/components/detailpanel.h"
#include "ui/components/flowlayout.h"
#include "ui/components/page/actionrow.h"
#include "ui/components/page/rowmenu.h"
#include "ui/components/tableview.h"

namespace ph::ui {

ObjectDetail::ObjectDetail(
    const ResourceDescriptor &descriptor, const PageActions &actions, TableView *table, QObject *parent)
    : QObject(parent)
    , m_d(descriptor)
    , m_actions(actions)
    , m_table(table)
    , m_panel(new DetailPanel)
    , m_buttons(new ActionRow(
          ActionRow::Kind::Panel, m_panel->actionRow(), table, [this] { return QStringList {m_panel->currentId()}; },
          this))
{
    m_panel->setView(m_d.makeDetail(m_panel));
    m_panel->hide();
    m_buttons->setTrailing([this] { return makeCopyButton(m_d.copyAs, {m_panel->currentId()}); });
}

bool ObjectDetail::isOpen() const { return m_panel->isVisible(); }

bool ObjectDetail::isOpenOn(const QString &id) const { return isOpen() && m_panel->currentId() == id; }

bool ObjectDetail::fill(const QString &id)
{
    const int row = m_d.table->rowOf(id);
    if (row < 0 || m_d.table->isGap(row))
        return false;
    m_panel->showObject(id);
    return true;
}

void ObjectDetail::refreshActions()
{
    if (!isOpen())
        return;
    const QStringList ids {m_panel->currentId()};
    const QList<ActionOffer> offers = m_actions.offersFor(ids);
    if (!m_buttons->show(ids, offers))
        return;
    const auto refused
        = std::ranges::find_if(offers, [](const ActionOffer &offer) { return !offer.state.disabledBecause.isEmpty(); });
    m_panel->setReason(refused == offers.end() ? QString() : refused->state.disabledBecause);
}

QString ObjectDetail::whyGone(const QString &id) const
{
    const QString why = m_d.whyGone ? m_d.whyGone(id) : QString();
    return why.isEmpty() ? tr("It is not kept any more: what is shown here is the last.") : why;
}

void ObjectDetail::sayWhetherListed(bool isFiltered)
{
    if (!isOpen())
        return;
    const QString id = m_panel->currentId();
    const bool isListed = m_table->index()->isIndexing() || m_table->index()->rowOfId(id) >= 0;
    m_panel->setAside(isListed         ? QString()
            : m_d.table->rowOf(id) < 0 ? whyGone(id)
            : isFiltered               ? tr("It does not match the filter: the table does not show it.")
                                       : tr("It is not among the rows that the table shows now."));
}

} // namespace ph::ui
