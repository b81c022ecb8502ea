// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/indexmodel.h"

#include "models/base/indexrebuild.h"

#include <algorithm>

namespace ph::models {

namespace {

constexpr int s_leaveMs = 1000;

} // namespace

IndexModel::IndexModel(QObject *parent)
    : QAbstractProxyModel(parent)
{
    m_leave.setSingleShot(true);
    m_leave.setInterval(s_leaveMs);
    connect(&m_leave, &QTimer::timeout, this, &IndexModel::letStraysGo);
}

IndexModel::~IndexModel() = default;

void IndexModel::endChange()
{
    if (--m_changes > 0)
        return;
    if (std::exchange(m_wantsRebuild, false))
        rebuild();
    if (std::exchange(m_wantsPending, false) && !isStill())
        showPending();
}

void IndexModel::setTable(TableModel *table)
{
    const Change change(*this);
    beginResetModel();
    if (m_table)
        m_table->disconnect(this);
    m_table = table;
    m_order.clear();
    m_placesAreOld = true;
    m_rebuild.reset();
    if (table || sourceModel())
        setSourceModel(table);
    if (table) {
        connect(table, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { onRowsInserted(first, last); });
        connect(table, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex &, int first, int last) { onRowsAboutToBeRemoved(first, last); });
        connect(table, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) { onRowsRemoved(first, last); });
        connect(table, &TableModel::rowsTouched, this, &IndexModel::onRowsTouched);
        connect(table, &TableModel::rowsReplaced, this, &IndexModel::onRowsReplaced);
        connect(table, &QAbstractItemModel::modelReset, this, &IndexModel::onReset);
        connect(table, &QObject::destroyed, this, [this] { setTable(nullptr); });
    }
    endResetModel();
    setPending({});
    setStrays({});
    m_deferred.clear();
    rebuild();
}

void IndexModel::setFilter(RowFilter filter)
{
    m_filter = std::move(filter);
    rebuild();
}

void IndexModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_sortOrder = order;
    rebuild();
}

void IndexModel::onReset()
{
    const Change change(*this);
    beginResetModel();
    m_order.clear();
    m_placesAreOld = true;
    m_deferred.clear();
    m_rebuild.reset();
    endResetModel();
    setPending({});
    setStrays({});
    rebuild();
}

bool IndexModel::passes(int row) const
{
    if (m_table->isGap(row))
        return m_sortColumn >= 0 && m_sortColumn == m_table->gapColumn();
    return !m_filter || m_filter(row);
}

bool IndexModel::lessKeys(const SortKey &ka, int a, const SortKey &kb, int b) const
{
    const bool noA = ka.index() == 0;
    const bool noB = kb.index() == 0;
    const bool up = m_sortOrder == Qt::AscendingOrder;
    if (noA != noB)
        return noB; // no value: last in both directions
    const int order = compareKeys(ka, kb);
    if (order != 0)
        return up ? order < 0 : order > 0;
    return up ? a < b : a > b;
}

bool IndexModel::less(int a, int b) const
{
    if (m_sortColumn < 0)
        return m_sortOrder == Qt::AscendingOrder ? a < b : a > b;
    return lessKeys(m_table->sortKey(a, m_sortColumn), a, m_table->sortKey(b, m_sortColumn), b);
}

// --- a new filter or order  ---

void IndexModel::rebuild()
{
    if (!m_table)
        return;
    if (m_changes > 0) {
        m_wantsRebuild = true;
        return;
    }
    m_rebuild = std::make_unique<Rebuild>();
    if (m_table->rowCount() <= Rebuild::atOnce) {
        while (m_rebuild)
            rebuildStep();
        return;
    }
    auto *timer = new QTimer(this);
    m_rebuild->timer.reset(timer);
    connect(timer, &QTimer::timeout, this, &IndexModel::rebuildStep);
    timer->start(0);
}

void IndexModel::rebuildStep()
{
    const auto keyOf = [this](int row) { return m_sortColumn < 0 ? SortKey() : m_table->sortKey(row, m_sortColumn); };
    const auto lessEntry
        = [this](const Rebuild::Entry &a, const Rebuild::Entry &b) { return lessKeys(a.key, a.place, b.key, b.place); };
    const auto pass = [this](int row) { return passes(row); };
    if (m_rebuild->step(m_table->rowCount(), pass, keyOf, lessEntry))
        finishRebuild();
}

void IndexModel::finishRebuild()
{
    const Change change(*this);
    // from its own time-out too: the timer may go only after that returns
    const std::unique_ptr<Rebuild> done = std::move(m_rebuild);
    Rows order;
    order.reserve(done->entries.size());
    std::vector<char> isRedone(size_t(m_table->rowCount()), 0);
    for (const int row : done->redo)
        isRedone[size_t(row)] = 1;
    for (const auto &entry : done->entries)
        if (entry.row >= 0 && isRedone[size_t(entry.row)] == 0)
            order.push_back(entry.row);
    Rows late;
    std::copy_if(
        done->redo.begin(), done->redo.end(), std::back_inserter(late), [this](int row) { return passes(row); });
    transition(merged(order, std::move(late)));
    m_deferred.clear();
    setPending({});
    setStrays({});
    countHiddenGaps();
    if (m_rebuild == nullptr)
        Q_EMIT indexed();
}

void IndexModel::countHiddenGaps()
{
    m_hiddenGaps = 0;
    if (m_table->gapColumn() < 0 || m_sortColumn == m_table->gapColumn())
        return;
    for (int row = 0, n = m_table->rowCount(); row < n; ++row)
        m_hiddenGaps += m_table->isGap(row);
}

// --- live changes  ---

void IndexModel::setHeld(bool held)
{
    m_held = held;
    if (!isStill())
        showPending();
}

void IndexModel::setPaused(bool paused)
{
    m_paused = paused;
    if (!isStill())
        showPending();
    else
        reviewStrays();
}

void IndexModel::showPending()
{
    if (!m_table || m_rebuild)
        return;
    if (m_changes > 0) {
        m_wantsPending = true;
        return;
    }
    const Change change(*this);
    Rows came = std::exchange(m_pending, {});
    came.erase(std::remove_if(came.begin(), came.end(), [this](int row) { return !passes(row); }), came.end());
    apply(std::exchange(m_deferred, {}), std::move(came));
    setStrays({});
    Q_EMIT pendingChanged(0);
}

void IndexModel::setStrays(Rows strays)
{
    const bool changed = strays.size() != m_strays.size();
    m_strays = std::move(strays);
    reviewStrays();
    if (changed)
        Q_EMIT straysChanged(strayCount());
}

void IndexModel::reviewStrays()
{
    if (m_held && !m_paused && !m_strays.empty() && !m_leave.isActive())
        m_leave.start();
}

bool IndexModel::isStray(int row) const
{
    return !m_strays.empty() && std::binary_search(m_strays.begin(), m_strays.end(), m_order[size_t(row)]);
}

void IndexModel::letStraysGo()
{
    if (m_strays.empty() || m_paused || m_rebuild || !m_table)
        return;
    const Change change(*this);
    ensurePlaces();
    Rows stay;
    Rows goneAt;
    for (const int row : m_strays) {
        const int at = m_places[size_t(row)];
        if (at >= 0 && m_keeps && m_keeps(at))
            stay.push_back(row);
        else if (at >= 0)
            goneAt.push_back(at);
    }
    if (goneAt.empty())
        return;
    std::erase_if(m_deferred, [&](int row) {
        return std::binary_search(m_strays.begin(), m_strays.end(), row)
            && !std::binary_search(stay.begin(), stay.end(), row);
    });
    std::sort(goneAt.begin(), goneAt.end());
    m_strays = std::move(stay);
    removeRuns(goneAt);
    Q_EMIT straysChanged(strayCount());
}

void IndexModel::setPending(Rows pending)
{
    const bool changed = pending.size() != m_pending.size();
    m_pending = std::move(pending);
    if (changed)
        Q_EMIT pendingChanged(pendingCount());
}

// --- the proxy's duties  ---

void IndexModel::ensurePlaces() const
{
    const size_t rows = m_table ? size_t(m_table->rowCount()) : 0;
    if (!m_placesAreOld && m_places.size() == rows)
        return;
    m_places.assign(rows, -1);
    for (size_t at = 0; at < m_order.size(); ++at)
        if (size_t(m_order[at]) < rows)
            m_places[size_t(m_order[at])] = int(at);
    m_placesAreOld = false;
}

int IndexModel::rowOfSource(int sourceRow) const
{
    ensurePlaces();
    return sourceRow >= 0 && size_t(sourceRow) < m_places.size() ? m_places[size_t(sourceRow)] : -1;
}

int IndexModel::rowOfId(const QString &id) const { return m_table ? rowOfSource(m_table->rowOf(id)) : -1; }

QModelIndex IndexModel::mapToSource(const QModelIndex &proxy) const
{
    if (!m_table || !proxy.isValid() || size_t(proxy.row()) >= m_order.size())
        return {};
    return m_table->index(m_order[size_t(proxy.row())], proxy.column());
}

QModelIndex IndexModel::mapFromSource(const QModelIndex &source) const
{
    const int at = source.isValid() ? rowOfSource(source.row()) : -1;
    return at < 0 ? QModelIndex() : index(at, source.column());
}

QModelIndex IndexModel::index(int row, int column, const QModelIndex &parent) const
{
    if (parent.isValid() || row < 0 || size_t(row) >= m_order.size() || column < 0 || column >= columnCount())
        return {};
    return createIndex(row, column);
}

QModelIndex IndexModel::parent(const QModelIndex &) const { return {}; }

QModelIndex IndexModel::sibling(int row, int column, const QModelIndex &) const { return index(row, column); }

int IndexModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_order.size()); }

int IndexModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_table ? 0 : m_table->columnCount();
}

bool IndexModel::hasChildren(const QModelIndex &parent) const { return !parent.isValid() && !m_order.empty(); }

QVariant IndexModel::data(const QModelIndex &proxy, int role) const
{
    if (!m_table || !proxy.isValid() || size_t(proxy.row()) >= m_order.size())
        return {};
    return m_table->cell(m_order[size_t(proxy.row())], proxy.column(), role);
}

QVariant IndexModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_table ? m_table->headerData(section, orientation, role) : QVariant();
}

} // namespace ph::models
