// SPDX-License-Identifier: GPL-3.0-or-later
// What the source changed, brought into the order that is shown: in place where it can be, in runs where it must be.
#include "models/base/indexmodel.h"

#include "models/base/indexrebuild.h"

#include <algorithm>
#include <climits>

namespace ph::models {

namespace {

constexpr int s_mostRuns = 16;

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
    const Change change(*this);
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
    ++m_changes; // until the source has removed them
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

void IndexModel::onRowsRemoved(int first, int last)
{
    shiftAll(last + 1, -(last - first + 1));
    endChange();
}

void IndexModel::onRowsTouched(const QList<int> &rows)
{
    const Change change(*this);
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
    const Change change(*this);
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

} // namespace ph::models
