// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QObject>

class QMenu;
class QWidget;

namespace ph::ui {

class FilterBar;
class TableView;
class ViewStore;

/// What a page keeps between runs: filter, columns and order, the panel beside the table, and the views that somebody
/// saved, which are chosen in the filter bar's menu or by their number.
class SavedViews final : public QObject {
    Q_OBJECT
public:
    /// What it looks at; all outlive it.
    struct Parts {
        FilterBar *filter;
        TableView *table;
        QWidget *panel; ///< whose width is kept; may be null
    };
    /// Kept in `store` (null: only as long as it lives) under `key`; `title` names a saved view without a filter.
    SavedViews(const QString &key, const QString &title, ViewStore *store, Parts parts, QWidget *page);

    /// Puts everything as it was left. Nothing is kept before that: the page is being built.
    void load();
    void save();
    /// 1 is the first; none of that number: nothing happens.
    void choose(int number);

    /// Somebody works with the panel open: a click on a row opens it.
    [[nodiscard]] bool isPanelWanted() const;
    void setPanelWanted(bool wanted);
    /// px; that of the theme until somebody has changed it.
    [[nodiscard]] int panelWidth() const;

private:
    void fillMenu();
    void add(const QString &name);
    void forget(int at);

    QString m_key;
    QString m_title;
    ViewStore *m_store;
    Parts m_parts;
    QMenu *m_menu;
    QJsonObject m_saved;
    bool m_isLoaded = false;
};

} // namespace ph::ui
