// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/column.h"
#include "ui/components/page/pageactions.h"

class QWidget;

namespace ph::ui {

class FlowLayout;
class Label;
class StateDot;
class TableView;

/// The line above a table: how many rows there are, how old live data is, new rows that wait; at its far end Pause,
/// Columns and what can be done to all that the filter shows. Where it does not fit it takes a second line: no count is
/// cut, no button loses its word.
class PageTools final : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    PageTools(PageActions &actions, TableView *table, bool canPause, QObject *parent);

    /// For the page to place; it belongs to what it is placed in.
    [[nodiscard]] FlowLayout *row() const { return m_row; }
    /// "91 tasks" and, quieter, "of 48 210 in 60 min".
    void setCounts(const QString &shown, const QString &ofAll);
    /// "live, 0.1 s behind" beside a dot; empty: neither is shown.
    void setLiveText(const QString &text, models::Status status);
    /// Judges the actions again.
    void refresh();

private:
    void addCounts();
    void addLive();
    void addPause();
    void addColumns();
    void addActions();

    PageActions &m_actions;
    TableView *m_table;
    FlowLayout *m_row;
    Label *m_count;
    Label *m_ofAll;
    QWidget *m_stream; ///< the two below
    StateDot *m_liveDot;
    Label *m_live;
    QList<QPair<Button *, const RowAction *>> m_buttons;
};

} // namespace ph::ui
