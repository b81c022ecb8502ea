// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/indexmodel.h"

#include <QJsonObject>
#include <QSet>

class QMenu;
class QTableView;

namespace ph::ui {

class CellDelegate;
class TableHeader;

/// The columns of a table: head, widths, order, which are shown, sorting, and what of that is kept between runs. One
/// column takes the room that is left. Where there is too little, columns that yield are left out, the rightmost first,
/// and texts and ids give way down to a least width: times, numbers and states stay whole, and a column that a person
/// made wider or narrower stays as it is.
class TableColumns final : public QObject {
    Q_OBJECT
public:
    /// Gives the view its head. All outlive it.
    TableColumns(QTableView *view, models::IndexModel *index, CellDelegate *delegate);

    /// As the table of the index declares them.
    void applyDefaults();
    /// Shares out the room there is; for the view, when its size changed.
    void stretch();
    /// px that what is shown needs at least, without the columns that yield.
    [[nodiscard]] int leastWidth() const;
    void setShown(int column, bool shown);
    /// By column key; without such a column nothing happens.
    void sortBy(const QString &key, Qt::SortOrder order);
    /// In this order new rows come above all others.
    [[nodiscard]] bool isNewestFirst() const;
    /// Entries to show and hide each, to fit them, to restore them.
    void fillMenu(QMenu *menu);

    /// Folds (or unfolds) columns with one value in all rows; looks at no more than some thousand rows.
    void foldUniform(const QStringList &candidates);
    /// Columns that are hidden because all rows have one value there: their keys and that value.
    [[nodiscard]] QList<QPair<QString, QString>> folded() const { return m_folded; }
    /// Columns that are left out for want of room: their keys.
    [[nodiscard]] QStringList yielded() const { return m_yielded; }
    /// Shows what was folded or left out; what a person wanted to see is not hidden again.
    void showFolded();

    /// Widths, order, what is shown, sorting; by column key, so that it survives new columns.
    [[nodiscard]] QJsonObject saveState() const;
    void restoreState(const QJsonObject &state);

Q_SIGNALS:
    /// Something that saveState() has, by a person.
    void changed();
    /// folded() or yielded()
    void foldedChanged();

private:
    void onHeadClicked(int column);
    void fitToContent();
    void restoreDefaults();
    [[nodiscard]] std::optional<QString> onlyValue(int column) const;
    void restoreColumn(const QJsonObject &entry, int &visual);
    [[nodiscard]] const models::TableModel *table() const { return m_index->table(); }

    QTableView *m_view;
    models::IndexModel *m_index;
    CellDelegate *m_delegate;
    TableHeader *m_head;
    /// Of one column, beyond what the view keeps.
    struct Width {
        int wanted = 0; ///< px, where there is room
        bool isPersons = false;
    };
    [[nodiscard]] int leastOf(int column) const;
    [[nodiscard]] bool mayYield(int column) const;
    [[nodiscard]] int leastWidthWith(const QStringList &yielding) const;
    void yield();
    void shareRoom();
    [[nodiscard]] int stretchingColumn() const;
    void takeWidth(int column, int width);
    void hide(int column, bool hidden);
    QList<Width> m_widths;
    QList<QPair<QString, QString>> m_folded;
    QStringList m_yielded; ///< keys
    QSet<QString> m_unfolded; ///< keys: a person wants them shown
    bool m_isFitting = false; ///< widths change by the program, not by a person
};

} // namespace ph::ui
