// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <optional>

namespace ph::models {

struct FuzzyMatch {
    int score = 0; ///< larger is better
    QList<int> positions; ///< matched characters of the text, ascending
};

/// Do the letters of `query` stand in `text` in this order? Beginnings of words, runs and early places count more.
/// No capitals, blanks in the query ignored. An empty query matches everything with 0.
[[nodiscard]] std::optional<FuzzyMatch> fuzzyMatch(const QString &query, const QString &text);

} // namespace ph::models
