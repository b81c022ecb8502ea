// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/column.h"

#include <QAbstractTableModel>

namespace ph::models {

/// A table of rows that each have a stable id. What every table view of the window shows (through an IndexModel).
/// Small tables use RowTableModel; a store with very many rows implements these functions over its own memory, without
/// copies. GUI thread. Live changes are announced as insertions, removals and touch(), never by a reset.
class TableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] virtual const QList<ColumnInfo> &columns() const = 0;
    [[nodiscard]] virtual QString id(int row) const = 0;
    [[nodiscard]] virtual QString text(int row, int column) const = 0;
    [[nodiscard]] virtual SortKey sortKey(int row, int column) const = 0;
    [[nodiscard]] virtual Status status(int row, int column) const;
    /// Longer text for the pointer; plain, never markup. Empty: the cell's own text where it does not fit.
    [[nodiscard]] virtual QString toolTip(int row, int column) const;
    /// What free words of the filter are looked for in.
    [[nodiscard]] virtual QString filterText(int row) const;
    /// A hole in the observation: text() of column 0 is its sentence, gapDetail() what is known about it.
    [[nodiscard]] virtual bool isGap(int row) const;
    [[nodiscard]] virtual QString gapDetail(int row) const;
    /// The column of time in which gaps stand; in another order they cannot be placed and are left out. -1: there are
    /// none.
    [[nodiscard]] virtual int gapColumn() const { return -1; }
    /// Rows that are gaps. Walks all rows unless a model knows better.
    [[nodiscard]] virtual int gapCount() const;
    /// Further roles: SeriesRole, ShareRole, StaleRole.
    [[nodiscard]] virtual QVariant extra(int row, int column, int role) const;
    /// The row of an id, -1 if it is not there. Walks all rows unless a model knows better.
    [[nodiscard]] virtual int rowOf(const QString &id) const;
    [[nodiscard]] int columnOf(const QString &key) const;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const final;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const final;
    [[nodiscard]] QVariant cell(int row, int column, int role) const;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const final;

Q_SIGNALS:
    /// The rows (ascending, each once) whose content changed: the exact companion of dataChanged.
    void rowsTouched(const QList<int> &rows);
    /// These rows (ascending, each once) stand for other objects now: as if the old ones were removed and new ones
    /// came, without moving the rows between. What was selected there is gone with its object.
    void rowsReplaced(const QList<int> &rows);

protected:
    /// Announces changed rows (ascending, each once): one dataChanged for each run, or one for the whole span if there
    /// are many.
    void touch(const QList<int> &rows, int firstColumn = 0, int lastColumn = -1);
    /// Announces rows that stand for other objects now (ascending, each once).
    void replace(const QList<int> &rows);
};

} // namespace ph::models
