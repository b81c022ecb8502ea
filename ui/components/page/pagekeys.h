// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/keyinfo.h"

#include <QHash>
#include <QObject>

class QShortcut;
class QWidget;

namespace ph::ui {

class PageActions;

/// The keys of a page with a list: those that every such page has and those of the area's actions, which the person may
/// change. Single letters of the table (j, k, Enter, Space, Esc) are the table's; here they are only told.
class PageKeys final : public QObject {
    Q_OBJECT
public:
    /// Heard while `page` is seen, wherever in its window the keyboard is: only text fields and open dialogs take keys
    /// before. `page` outlives it, as `actions` does.
    PageKeys(PageActions &actions, QWidget *page);
    ~PageKeys() override;

    /// Of the table and the actions, for the list of keys.
    [[nodiscard]] QList<KeyInfo> list() const;
    /// Keys that the person changed, by id; an empty one takes the key away.
    void setChanged(const QHash<QString, QKeySequence> &changed);

    /// Of every list, whatever it shows: filter, details, copying.
    [[nodiscard]] static QList<KeyInfo> common();
    /// What has this key in every list and gives it to nobody ("Next and previous row"); empty if it is free.
    [[nodiscard]] static QString fixedHolderOf(const QKeySequence &key);

Q_SIGNALS:
    void filterWanted();
    void detailsToggled();
    void copyAsWanted();
    /// The digit that was pressed, 1–9.
    void viewWanted(int number);

private:
    void bindAll();
    template <class Handler>
    void bind(const QKeySequence &key, Handler handler);

    PageActions &m_actions;
    QWidget *m_page;
    QHash<QString, QKeySequence> m_changed;
    QList<QShortcut *> m_shortcuts;
};

} // namespace ph::ui
