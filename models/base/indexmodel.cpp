// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/indexmodel.h"

#include "models/base/indexrebuild.h"

#include <QTimer>
#include <algorithm>
#include <climits>

namespace ph::models {

namespace {

constexpr int s_mostRuns = 16;
constexpr int s_leaveMs = 1000;

void uniteInto(std::vector<int> &sorted, std::vector<int> more)
{
    std::sort(more.begin(), more.end());
    std::vector<int> all;
    all.reserve(sorted.size() + more.size());
    std::set_union(sorted.begin(), sorted.end(), more.begin(), more.end(), std::back_inserter(all));
    sorted = std::move(all);
}

int countRuns(const std::vector<int> &ascending)
{
    int runs = ascending.empty() ? 0 : 1;
    for (size_t i = 1; i < ascending.size(); ++i)
        runs += ascending[i] != ascending[i - 1] + 1;
    return runs;
}

void shift(std::vector<int> &rows, int from, int by)
{
    for (int &row : rows)
        if (row >= from)
            row += by;
}

void eraseRange(std::vector<int> &ascending, int first, int last)
{
    ascending.erase(std::lower_bound(ascending.begin(), ascending.end(), first),
        std::upper_bound(ascending.begin(), ascending.end(), last));
}

} // namespace

IndexModel::IndexModel(QObject *parent)
    : QAbstractProxyModel(parent)
{
    m_leave.setSingleShot(true);
    m_leave.setInterval(s_leaveMs);
    connect(&m_leave, &QTimer::timeout, this, &IndexModel::letStraysGo);
}

IndexModel::~IndexModel() = default;

void IndexModel::setTable(TableModel *table)
{
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

void IndexModel::shiftAll(int from, int by)
{
    shift(m_order, from, by);
    shift(m_pending, from, by);
    shift(m_deferred, from, by);
    shift(m_strays, from, by);
    m_placesAreOld = true;
    if (m_rebuild)
        m_rebuild->shift(from, by);
}

void IndexModel::onRowsInserted(int first, int last)
{
    const int count = last - first + 1;
    shiftAll(first, count);
    Rows came;
    for (int row = first; row <= last; ++row) {
        if (m_rebuild && row < m_rebuild->next)
            m_rebuild->redo.push_back(row);
        if (passes(row))
            came.push_back(row);
    }
    if (m_rebuild) {
        std::sort(m_rebuild->redo.begin(), m_rebuild->redo.end());
        return; // the old result stays as it is until the new one is whole
    }
    if (isStill()) {
        Rows pending = m_pending;
        uniteInto(pending, std::move(came));
        setPending(std::move(pending));
    } else {
        apply({}, std::move(came));
    }
}

void IndexModel::onRowsAboutToBeRemoved(int first, int last)
{
    ensurePlaces();
    Rows gone;
    for (int row = first; row <= last; ++row)
        if (m_places[size_t(row)] >= 0)
            gone.push_back(m_places[size_t(row)]);
    std::sort(gone.begin(), gone.end());
    removeRuns(gone);
    Rows pending = m_pending;
    eraseRange(pending, first, last);
    setPending(std::move(pending));
    eraseRange(m_deferred, first, last);
    Rows strays = m_strays;
    eraseRange(strays, first, last);
    setStrays(std::move(strays));
    if (m_rebuild)
        m_rebuild->forget(first, last);
}

void IndexModel::onRowsRemoved(int first, int last) { shiftAll(last + 1, -(last - first + 1)); }

void IndexModel::onRowsTouched(const QList<int> &rows)
{
    if (m_rebuild) {
        Rows redo;
        std::copy_if(
            rows.begin(), rows.end(), std::back_inserter(redo), [this](int row) { return row < m_rebuild->next; });
        uniteInto(m_rebuild->redo, std::move(redo));
        announce(Rows(rows.begin(), rows.end()));
        return;
    }
    ensurePlaces();
    Rows shown;
    Rows came;
    for (const int row : rows) {
        if (m_places[size_t(row)] >= 0)
            shown.push_back(row);
        else if (passes(row))
            came.push_back(row);
    }
    if (!isStill()) {
        apply(std::move(shown), std::move(came));
        return;
    }
    announce(shown);
    Rows strays = m_strays;
    std::erase_if(strays, [&rows](int row) { return std::binary_search(rows.begin(), rows.end(), row); });
    Rows stray;
    std::copy_if(shown.begin(), shown.end(), std::back_inserter(stray), [this](int row) { return !passes(row); });
    uniteInto(strays, std::move(stray));
    setStrays(std::move(strays));
    uniteInto(m_deferred, std::move(shown));
    Rows pending = m_pending;
    pending.erase(
        std::remove_if(pending.begin(), pending.end(),
            [this, &rows](int row) { return std::binary_search(rows.begin(), rows.end(), row) && !passes(row); }),
        pending.end());
    uniteInto(pending, std::move(came));
    setPending(std::move(pending));
}

/// The old objects go at once, held or not: their data are no more. The new ones come like any others.
void IndexModel::onRowsReplaced(const QList<int> &rows)
{
    ensurePlaces();
    const auto isReplaced = [&rows](int row) { return std::binary_search(rows.begin(), rows.end(), row); };
    Rows gone;
    for (const int row : rows)
        if (m_places[size_t(row)] >= 0)
            gone.push_back(m_places[size_t(row)]);
    std::sort(gone.begin(), gone.end());
    removeRuns(gone);
    m_deferred.erase(std::remove_if(m_deferred.begin(), m_deferred.end(), isReplaced), m_deferred.end());
    Rows strays = m_strays;
    std::erase_if(strays, isReplaced);
    setStrays(std::move(strays));
    Rows pending = m_pending;
    pending.erase(std::remove_if(pending.begin(), pending.end(), isReplaced), pending.end());
    setPending(std::move(pending));
    onRowsTouched(rows); // none of them is shown now
}

/// `touched` are shown rows whose content changed, `came` rows that are not shown and should be.
void IndexModel::apply(Rows touched, Rows came)
{
    ensurePlaces();
    Rows goneAt;
    Rows stay;
    for (const int row : touched)
        if (passes(row))
            stay.push_back(row);
        else
            goneAt.push_back(m_places[size_t(row)]);
    std::sort(goneAt.begin(), goneAt.end());
    removeRuns(goneAt);
    if (anyMoved(stay)) {
        Rows sorted = stay;
        std::sort(sorted.begin(), sorted.end());
        Rows kept;
        kept.reserve(m_order.size());
        std::copy_if(m_order.begin(), m_order.end(), std::back_inserter(kept),
            [&sorted](int row) { return !std::binary_search(sorted.begin(), sorted.end(), row); });
        reorder(merged(kept, stay));
    }
    insertRuns(std::move(came));
    announce(stay);
}

bool IndexModel::anyMoved(const Rows &rows) const
{
    ensurePlaces();
    return std::any_of(rows.begin(), rows.end(), [this](int row) {
        const size_t at = size_t(m_places[size_t(row)]);
        return (at > 0 && less(row, m_order[at - 1])) || (at + 1 < m_order.size() && less(m_order[at + 1], row));
    });
}

/// `kept` in order, `fresh` in any: the whole in order.
IndexModel::Rows IndexModel::merged(const Rows &kept, Rows fresh) const
{
    if (fresh.empty())
        return kept;
    const auto order = [this](int a, int b) { return less(a, b); };
    std::sort(fresh.begin(), fresh.end(), order);
    Rows all;
    all.reserve(kept.size() + fresh.size());
    auto from = kept.begin();
    for (const int row : fresh) {
        const auto to
            = std::upper_bound(from, kept.end(), row, order); // few fresh ones among many: search, do not walk
        all.insert(all.end(), from, to);
        all.push_back(row);
        from = to;
    }
    all.insert(all.end(), from, kept.end());
    return all;
}

void IndexModel::announce(const Rows &sourceRows)
{
    ensurePlaces();
    int top = INT_MAX;
    int bottom = -1;
    for (const int row : sourceRows) {
        const int at = m_places[size_t(row)];
        if (at < 0)
            continue;
        top = std::min(top, at);
        bottom = std::max(bottom, at);
    }
    if (bottom >= 0)
        Q_EMIT dataChanged(index(top, 0), index(bottom, columnCount() - 1));
}

// --- how it is told to views  ---

/// To any other order: those that leave are moved to the end and removed, those that come are added at the end, all
/// take their places.
void IndexModel::transition(Rows order)
{
    // A mark for each source row, not a search: this runs over all rows at once, in one turn of the event loop.
    std::vector<char> stays(size_t(m_table->rowCount()), 0);
    for (const int row : order)
        stays[size_t(row)] = 1;
    Rows goneAt;
    for (size_t at = 0; at < m_order.size(); ++at)
        if (stays[size_t(m_order[at])] == 0)
            goneAt.push_back(int(at));
    removeRuns(goneAt);
    ensurePlaces();
    Rows came;
    for (const int row : order)
        if (m_places[size_t(row)] < 0)
            came.push_back(row);
    if (!came.empty()) {
        const int first = int(m_order.size());
        beginInsertRows({}, first, first + int(came.size()) - 1);
        m_order.insert(m_order.end(), came.begin(), came.end());
        m_placesAreOld = true;
        endInsertRows();
    }
    if (order != m_order)
        reorder(std::move(order));
}

/// The same rows in another order.
void IndexModel::reorder(Rows order)
{
    Q_ASSERT(order.size() == m_order.size());
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    Rows sources;
    for (const QModelIndex &index : before)
        sources.push_back(m_order[size_t(index.row())]);
    m_order = std::move(order);
    m_placesAreOld = true;
    ensurePlaces();
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i)
        after.append(index(m_places[size_t(sources[size_t(i)])], before[i].column()));
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

void IndexModel::removeRuns(const Rows &proxyRows)
{
    if (proxyRows.empty())
        return;
    Rows doomed = proxyRows;
    if (countRuns(doomed) > s_mostRuns) { // many holes: gather them at the end first
        Rows order;
        Rows tail;
        order.reserve(m_order.size());
        size_t next = 0;
        for (size_t at = 0; at < m_order.size(); ++at) {
            if (next < doomed.size() && doomed[next] == int(at)) {
                tail.push_back(m_order[at]);
                ++next;
            } else {
                order.push_back(m_order[at]);
            }
        }
        const int first = int(order.size());
        order.insert(order.end(), tail.begin(), tail.end());
        reorder(std::move(order));
        std::iota(doomed.begin(), doomed.end(), first);
    }
    for (size_t end = doomed.size(); end > 0;) {
        size_t begin = end - 1;
        while (begin > 0 && doomed[begin - 1] + 1 == doomed[begin])
            --begin;
        beginRemoveRows({}, doomed[begin], doomed[end - 1]);
        m_order.erase(m_order.begin() + doomed[begin], m_order.begin() + doomed[end - 1] + 1);
        m_placesAreOld = true;
        endRemoveRows();
        end = begin;
    }
}

void IndexModel::insertRuns(Rows sourceRows)
{
    if (sourceRows.empty())
        return;
    const auto order = [this](int a, int b) { return less(a, b); };
    std::sort(sourceRows.begin(), sourceRows.end(), order);
    struct Run {
        int at;
        size_t begin;
        size_t end;
    };
    std::vector<Run> runs;
    for (size_t i = 0; i < sourceRows.size(); ++i) {
        const int at = int(std::upper_bound(m_order.begin(), m_order.end(), sourceRows[i], order) - m_order.begin());
        if (!runs.empty() && runs.back().at == at)
            runs.back().end = i + 1;
        else
            runs.push_back({at, i, i + 1});
    }
    if (int(runs.size()) > s_mostRuns) {
        transition(merged(m_order, std::move(sourceRows)));
        return;
    }
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) { // from the end: earlier positions stay true
        beginInsertRows({}, run->at, run->at + int(run->end - run->begin) - 1);
        m_order.insert(m_order.begin() + run->at, sourceRows.begin() + qptrdiff(run->begin),
            sourceRows.begin() + qptrdiff(run->end));
        m_placesAreOld = true;
        endInsertRows();
    }
}

// --- hold and pause  ---

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
