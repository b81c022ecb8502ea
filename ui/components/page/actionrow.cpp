// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/page/actionrow.h"

#include "ui/components/safetext.h"

#include <QApplication>
#include <QLayout>

namespace ph::ui {

namespace {

/// Where the keyboard is in the row; -1: not there. (A layout finds its spacers for a null widget.)
int focusedIn(const QLayout *row)
{
    QWidget *holder = QApplication::focusWidget();
    return holder != nullptr ? row->indexOf(holder) : -1;
}

/// All that a person could tell apart.
QStringList wordsOf(QStringList about, const QList<ActionOffer> &offers)
{
    for (const ActionOffer &offer : offers)
        about << offer.action->id << offer.state.text << offer.state.disabledBecause;
    return about;
}

} // namespace

void explainOn(Button *button, const ActionOffer &offer)
{
    button->setDisabledBecause(offer.state.disabledBecause);
    if (offer.isEnabled() && !offer.action->hint.isEmpty()) {
        button->setToolTip(plainToolTip(offer.action->hint));
        button->setAccessibleDescription(offer.action->hint);
    }
}

ActionRow::ActionRow(Kind kind, QLayout *row, QWidget *home, std::function<QStringList()> target, QObject *parent)
    : QObject(parent)
    , m_kind(kind)
    , m_row(row)
    , m_home(home)
    , m_target(std::move(target))
{
}

bool ActionRow::show(const QStringList &about, const QList<ActionOffer> &offers)
{
    const QStringList said = wordsOf(about, offers);
    if (std::exchange(m_said, said) == said)
        return false;
    const int focused = focusedIn(m_row);
    if (focused >= 0)
        m_home->setFocus(Qt::OtherFocusReason); // else it would jump to whatever comes next in the window
    clear();
    for (const ActionOffer &offer : offers)
        add(makeButton(offer));
    if (Button *last = m_makeTrailing ? m_makeTrailing() : nullptr)
        add(last);
    if (QLayoutItem *item = m_kind == Kind::Panel && focused >= 0 ? m_row->itemAt(focused) : nullptr)
        item->widget()->setFocus(Qt::OtherFocusReason); // a disabled one does not take it
    return true;
}

Button *ActionRow::makeButton(const ActionOffer &offer)
{
    const RowAction &action = *offer.action;
    const bool isQuiet = m_kind == Kind::Bar && action.role == ButtonRole::Primary;
    auto *button = new Button(offer.text(), isQuiet ? ButtonRole::Secondary : action.role);
    if (m_kind == Kind::Bar)
        button->setCompact(true);
    else if (!action.icon.isEmpty())
        button->setThemeIcon(action.icon);
    explainOn(button, offer);
    connect(button, &QPushButton::clicked, this, [this, &action] { action.run(m_target()); });
    return button;
}

void ActionRow::add(Button *button)
{
    m_row->addWidget(button);
    button->show(); // a layout shows late: it would flicker
}

void ActionRow::clear()
{
    while (QLayoutItem *item = m_row->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
}

} // namespace ph::ui
