// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/indexmodel.h"

#include <QElapsedTimer>
#include <QTimer>
#include <algorithm>
#include <numeric>

namespace ph::models {

/// A new order that is being made, a few milliseconds at a time: take and filter all rows, sort pieces, merge the
/// pieces. Rows that change meanwhile are noted in `redo` and judged again at the end.
struct IndexModel::Rebuild {
    struct Entry {
        SortKey key;
        int place; ///< row number when it was taken: decides between equal keys, never changes
        int row; ///< row number now; -1: removed meanwhile
    };
    static constexpr int atOnce = 10'000; ///< so many rows are no work: no slices
    static constexpr size_t piece = 4096;
    static constexpr int sliceMs = 6;

    /// Freed later: the last step runs inside its own time-out.
    struct DeleteLater {
        void operator()(QTimer *t) const
        {
            t->stop();
            t->deleteLater();
        }
    };
    std::unique_ptr<QTimer, DeleteLater> timer;
    int next = 0; ///< first source row that was not looked at yet
    std::vector<Entry> entries; ///< those that pass, in row order until all are taken
    std::vector<int> redo; ///< ascending
    size_t sortedUpTo = 0;
    size_t width = piece; ///< of the sorted pieces being merged
    std::vector<Entry> target; ///< where a round of merging goes; what was taken from `entries` is hollow
    size_t left = 0, leftEnd = 0, right = 0, rightEnd = 0;

    /// One slice. True when all is sorted.
    template <class Pass, class KeyOf, class Less>
    bool step(int rows, const Pass &pass, const KeyOf &keyOf, const Less &less)
    {
        QElapsedTimer time;
        time.start();
        while (next < rows) {
            if (pass(next))
                entries.push_back({keyOf(next), next, next});
            if ((++next & 255) == 0 && timer && time.elapsed() >= sliceMs)
                return false;
        }
        while (sortedUpTo < entries.size()) {
            const size_t end = std::min(sortedUpTo + piece, entries.size());
            std::sort(entries.begin() + qptrdiff(sortedUpTo), entries.begin() + qptrdiff(end), less);
            sortedUpTo = end;
            if (timer && time.elapsed() >= sliceMs)
                return false;
        }
        while (width < entries.size()) {
            if (!mergeSome(time, less))
                return false;
        }
        return true;
    }

    /// Merges pairs of sorted pieces into `target`; false when the slice is used up.
    template <class Less>
    bool mergeSome(const QElapsedTimer &time, const Less &less)
    {
        if (target.empty())
            startPair(0);
        int sinceLook = 0;
        while (target.size() < entries.size()) {
            if (left == leftEnd && right == rightEnd)
                startPair(rightEnd);
            const bool takeRight = left == leftEnd || (right != rightEnd && less(entries[right], entries[left]));
            target.push_back(std::move(entries[takeRight ? right++ : left++]));
            if (++sinceLook == 512) {
                sinceLook = 0;
                if (timer && time.elapsed() >= sliceMs)
                    return false;
            }
        }
        entries.swap(target);
        target.clear();
        width *= 2;
        return true;
    }

    void startPair(size_t at)
    {
        target.reserve(entries.size());
        left = at;
        leftEnd = right = std::min(at + width, entries.size());
        rightEnd = std::min(at + 2 * width, entries.size());
    }

    /// Source rows from `from` on moved by `by` (after an insertion or a removal).
    void shift(int from, int by)
    {
        for (auto *list : {&entries, &target})
            for (Entry &entry : *list)
                if (entry.row >= from)
                    entry.row += by;
        for (int &row : redo)
            if (row >= from)
                row += by;
        if (next >= from)
            next += by;
    }

    void forget(int first, int last)
    {
        const auto inside = [first, last](int row) { return row >= first && row <= last; };
        for (auto *list : {&entries, &target})
            for (Entry &entry : *list)
                if (inside(entry.row))
                    entry.row = -1; // stays in its place: the pieces are sorted already
        redo.erase(std::remove_if(redo.begin(), redo.end(), inside), redo.end());
        if (next > last)
            return; // onRowsRemoved shifts it
        if (next > first)
            next = last + 1;
    }
};

/// Views answer to what they are told: a selection that goes with its rows ends the hold, in the middle of a change.
/// What they ask for then waits until the change is whole.
class IndexModel::Change {
public:
    explicit Change(IndexModel &model)
        : m_model(model)
    {
        ++m_model.m_changes;
    }
    ~Change() { m_model.endChange(); }
    Change(const Change &) = delete;
    Change &operator=(const Change &) = delete;

private:
    IndexModel &m_model;
};

} // namespace ph::models
