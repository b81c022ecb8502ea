// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/wording/filter.h"

#include <functional>

namespace ph::wording {

/// A value that occurs in the table, and how often.
struct ValueCount {
    QString value;
    qint64 count = -1; ///< -1: not counted
};

/// The values of a field (index in the schema) that begin with, or contain, what is typed; the table supplies them from
/// what it holds. Called at each key: answer from memory.
using ValueSource = std::function<QList<ValueCount>(int field, const QString &typed)>;

struct Completion {
    QString label; ///< "failed"
    QString text; ///< what replaces `FilterCompletions::replaced`: "failed ", "state:"
    qint64 count = -1; ///< rows, or -1
    QString explanation {};
};

struct FilterCompletions {
    FilterSpan replaced; ///< of the text
    QList<Completion> candidates;
};

/// What could be written at `cursor`: names of fields at the start of a word, values behind a colon or a comma.
/// At most 50 candidates; those that begin with what is typed first, then the most frequent.
[[nodiscard]] FilterCompletions completeFilter(
    const QString &text, int cursor, const FilterSchema &schema, const ValueSource &values);

} // namespace ph::wording
