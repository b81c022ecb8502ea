// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/rowhold.h"

#include "services/wording/numbers.h"
#include "ui/components/button.h"
#include "ui/components/tablecolumns.h"

#include <QScrollBar>
#include <QTableView>

namespace ph::ui {

RowHold::RowHold(QTableView *view, models::IndexModel *index, const TableColumns *columns)
    : QObject(view)
    , m_view(view)
    , m_index(index)
    , m_columns(columns)
    , m_button(new Button({}, ButtonRole::Primary, view))
{
    m_button->setCompact(true);
    m_button->setFocusPolicy(Qt::NoFocus); // Home does the same from the keyboard
    m_button->hide();
    connect(m_button, &QPushButton::clicked, this, [this] {
        m_index->showPending();
        if (m_columns->isNewestFirst())
            m_view->scrollToTop();
    });
    connect(m_index, &models::IndexModel::pendingChanged, this, &RowHold::updateButton);
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this, &RowHold::update);
}

void RowHold::setLive(bool live)
{
    m_isLive = live;
    update();
}

void RowHold::setPointerInside(bool inside)
{
    m_isPointerInside = inside;
    update();
}

void RowHold::update()
{
    const bool isRead
        = m_isPointerInside || m_view->selectionModel()->hasSelection() || m_view->verticalScrollBar()->value() > 0;
    m_index->setHeld(m_isLive && isRead);
}

void RowHold::updateButton()
{
    const int count = m_index->pendingCount();
    m_button->setVisible(count > 0);
    if (count == 0)
        return;
    const bool isAbove = m_columns->isNewestFirst();
    const QString number = wording::number(qint64(count));
    m_button->setText(isAbove
            ? tr("%1 new ↑", "button: rows that came while the table was held still, above it").arg(number)
            : tr("%1 new", "button: rows that came while the table was held still, anywhere in its order").arg(number));
    m_button->setToolTip(isAbove ? tr("They came while you were reading, and stand above")
                                 : tr("They came while you were reading, and stand where the order has them"));
}

} // namespace ph::ui
