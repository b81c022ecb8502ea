// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/tablemodel.h"

#include <QAbstractProxyModel>
#include <QPointer>
#include <QTimer>
#include <functional>
#include <memory>
#include <vector>

namespace ph::models {

/// Does this source row belong to what is asked for? Evaluated on the GUI thread, in slices.
using RowFilter = std::function<bool(int sourceRow)>;

/// The sorted and filtered face of a TableModel, for live tables up to some 200 000 rows: an own vector of source rows
/// that is changed by what changed, never rebuilt for live data. Selection, current row and scroll position survive.
///
/// While held (somebody reads: pointer or selection in the table) rows change in place and none moves or comes; what
/// waits is counted in pendingCount(). Rows that the filter does not let pass any more leave all the same, a batch a
/// second, except those that setKeeps() names (the selected). While paused nothing leaves either. Rows that are shown
/// though they do not pass are strays: views paint them paler and say how many there are. Rows that the source drops go
/// at once: their data are no more.
///
/// A new filter or order over many rows is worked off in slices of a few milliseconds: the old result stays until the
/// new one is whole (isIndexing(), indexed()).
class IndexModel final : public QAbstractProxyModel {
    Q_OBJECT
public:
    explicit IndexModel(QObject *parent = nullptr);
    ~IndexModel() override;

    /// `table` outlives this or is unset by its destruction.
    void setTable(TableModel *table);
    [[nodiscard]] TableModel *table() const { return m_table; }

    void setFilter(RowFilter filter);
    void sort(int column, Qt::SortOrder order) override;
    [[nodiscard]] int sortColumn() const { return m_sortColumn; }
    [[nodiscard]] Qt::SortOrder sortOrder() const { return m_sortOrder; }

    /// Rows (of this model) that stay while held although they do not pass any more.
    void setKeeps(std::function<bool(int row)> keeps) { m_keeps = std::move(keeps); }
    /// What is kept changed: the others leave soon.
    void reviewStrays();
    /// Shown, but the filter does not let it pass any more.
    [[nodiscard]] bool isStray(int row) const;
    [[nodiscard]] int strayCount() const { return int(m_strays.size()); }

    void setHeld(bool held);
    void setPaused(bool paused);
    [[nodiscard]] bool isPaused() const { return m_paused; }
    [[nodiscard]] bool isHeld() const { return m_held; }
    /// New rows that would be shown but wait.
    [[nodiscard]] int pendingCount() const { return int(m_pending.size()); }
    /// Shows what waits, once, without ending hold or pause.
    void showPending();

    [[nodiscard]] bool isIndexing() const { return m_rebuild != nullptr; }
    /// Gaps that this order cannot place.
    [[nodiscard]] int hiddenGaps() const { return m_hiddenGaps; }

    [[nodiscard]] int sourceRow(int row) const { return m_order[size_t(row)]; }
    /// -1 if it is filtered out or waits.
    [[nodiscard]] int rowOfSource(int sourceRow) const;
    [[nodiscard]] int rowOfId(const QString &id) const;

    [[nodiscard]] QModelIndex mapToSource(const QModelIndex &proxy) const override;
    [[nodiscard]] QModelIndex mapFromSource(const QModelIndex &source) const override;
    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] QModelIndex sibling(int row, int column, const QModelIndex &of) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &proxy, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void pendingChanged(int count);
    void straysChanged(int count);
    /// The filter and order that were asked for are shown now.
    void indexed();

private:
    struct Rebuild;
    class Change;
    using Rows = std::vector<int>;

    [[nodiscard]] bool isStill() const { return m_held || m_paused; }
    [[nodiscard]] bool passes(int sourceRow) const;
    [[nodiscard]] bool less(int a, int b) const;
    [[nodiscard]] bool lessKeys(const SortKey &ka, int a, const SortKey &kb, int b) const;
    void ensurePlaces() const;

    void endChange();
    void rebuild();
    void rebuildStep();
    void finishRebuild();
    void shiftAll(int from, int by);

    void onRowsInserted(int first, int last);
    void onRowsAboutToBeRemoved(int first, int last);
    void onRowsRemoved(int first, int last);
    void onRowsTouched(const QList<int> &rows);
    void onRowsReplaced(const QList<int> &rows);
    void onReset();

    void apply(Rows touched, Rows came);
    [[nodiscard]] bool anyMoved(const Rows &rows) const;
    [[nodiscard]] Rows merged(const Rows &kept, Rows fresh) const;
    void transition(Rows order);
    void reorder(Rows order);
    void removeRuns(const Rows &proxyRows);
    void insertRuns(Rows sourceRows);
    void announce(const Rows &sourceRows);
    void setPending(Rows pending);
    void setStrays(Rows strays);
    void letStraysGo();
    void countHiddenGaps();

    QPointer<TableModel> m_table;
    RowFilter m_filter;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    bool m_held = false;
    bool m_paused = false;
    int m_hiddenGaps = 0;
    Rows m_order; ///< row here -> source row
    mutable Rows m_places; ///< source row -> row here, -1
    mutable bool m_placesAreOld = true;
    Rows m_pending; ///< source rows that wait, ascending
    Rows m_deferred; ///< shown source rows that changed while still, ascending
    Rows m_strays; ///< shown source rows that do not pass any more, ascending
    std::function<bool(int row)> m_keeps;
    QTimer m_leave; ///< strays leave together: rows under somebody's eyes must not move all the time
    std::unique_ptr<Rebuild> m_rebuild;
    int m_changes = 0; ///< under way, one within the other
    bool m_wantsRebuild = false; ///< asked for in the middle of a change
    bool m_wantsPending = false;
};

} // namespace ph::models
