// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/page/rowmenu.h"

#include "services/wording/numbers.h"
#include "ui/components/page/pageactions.h"
#include "ui/components/safetext.h"
#include "ui/theme/icons.h"

#include <QClipboard>
#include <QGuiApplication>

namespace ph::ui {

namespace {

/// Text of the program or the platform as a menu shows it: no letter of it becomes a key.
QString menuText(QString text) { return text.replace(QLatin1Char('&'), QLatin1String("&&")); }

/// Told only: the page or the table has the key.
void tellKey(QAction *entry, const QKeySequence &key)
{
    entry->setShortcut(key);
    entry->setShortcutContext(Qt::WidgetShortcut);
    entry->setShortcutVisibleInContextMenu(true);
}

} // namespace

void addCopyForms(QMenu *menu, const QList<CopyAs> &forms, const QStringList &ids)
{
    for (const CopyAs &form : forms)
        QObject::connect(menu->addAction(form.text), &QAction::triggered, menu,
            [make = form.make, ids] { QGuiApplication::clipboard()->setText(make(ids)); });
}

Button *makeCopyButton(const QList<CopyAs> &forms, const QStringList &ids)
{
    if (forms.isEmpty())
        return nullptr;
    auto *button = new Button(RowMenu::tr("Copy as", "button: menu of forms to copy an object in"));
    auto *menu = new QMenu(button);
    addCopyForms(menu, forms, ids);
    button->setPopup(menu);
    return button;
}

RowMenu::RowMenu(const PageActions &actions, const QList<CopyAs> &forms, const QStringList &ids, QWidget *parent)
    : QMenu(parent)
{
    setToolTipsVisible(true);
    addActs(actions, ids);
    addSeparator();
    addCopy(forms, ids);
}

void RowMenu::addActs(const PageActions &actions, const QStringList &ids)
{
    QString reason;
    for (const ActionOffer &offer : actions.offersFor(ids)) {
        const RowAction &action = *offer.action;
        if (offer.state.disabledBecause != reason)
            addReason(std::exchange(reason, offer.state.disabledBecause));
        QAction *entry = addAction(action.icon.isEmpty() ? QIcon() : themeIcon(action.icon, Tone::Text), offer.text());
        entry->setEnabled(offer.isEnabled());
        entry->setToolTip(plainToolTip(offer.isEnabled() ? action.hint : offer.state.disabledBecause));
        tellKey(entry, actions.keyOf(action));
        connect(entry, &QAction::triggered, this, [&action, ids] { action.run(ids); });
    }
    addReason(reason);
}

/// Why the entries above cannot be chosen: nobody hovers over what is grey.
void RowMenu::addReason(const QString &reason)
{
    if (!reason.isEmpty())
        addAction(QStringLiteral("    ") + menuText(safeText(reason)))->setEnabled(false);
}

void RowMenu::addCopy(const QList<CopyAs> &forms, const QStringList &ids)
{
    const QString text = ids.size() == 1 ? tr("Copy 1 id", "menu")
                                         : tr("Copy %1 ids", "menu").arg(wording::number(qint64(ids.size())));
    QAction *copy = addAction(themeIcon("copy", Tone::Text), text);
    tellKey(copy, QKeySequence::Copy);
    connect(
        copy, &QAction::triggered, this, [ids] { QGuiApplication::clipboard()->setText(ids.join(QLatin1Char('\n'))); });
    if (!forms.isEmpty())
        addCopyForms(addMenu(tr("Copy as", "button: menu of forms to copy an object in")), forms, ids);
}

} // namespace ph::ui
