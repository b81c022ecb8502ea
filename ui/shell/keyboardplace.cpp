// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/keyboardplace.h"

#include "ui/components/tableview.h"

#include <QApplication>

namespace ph::ui {

QWidget *keyboardPlace(const QWidget *page, QWidget *before)
{
    for (auto *table : page->findChildren<TableView *>())
        if (table->isVisibleTo(page))
            return table;
    if (before)
        return before;
    for (QWidget *child : page->findChildren<QWidget *>())
        if ((child->focusPolicy() & Qt::TabFocus) && child->isEnabled() && child->isVisibleTo(page)
            && !child->testAttribute(Qt::WA_InputMethodEnabled))
            return child;
    return nullptr;
}

void focusNextPane(const QList<QWidget *> &panes)
{
    qsizetype at = -1;
    for (qsizetype i = 0; i < panes.size(); ++i)
        if (panes[i]->isAncestorOf(QApplication::focusWidget()))
            at = i;
    for (qsizetype step = 1; step <= panes.size(); ++step)
        for (QWidget *child : panes[(at + step) % panes.size()]->findChildren<QWidget *>())
            if (child->isVisible() && child->isEnabled() && (child->focusPolicy() & Qt::TabFocus))
                return child->setFocus(Qt::TabFocusReason);
}

} // namespace ph::ui
