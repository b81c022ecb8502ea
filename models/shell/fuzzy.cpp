// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/fuzzy.h"

#include <algorithm>
#include <climits>

namespace ph::models {

namespace {

constexpr int s_longest = 256; // names and sentences; longer text is matched on its beginning

bool startsWord(const QString &text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber() || (text[at].isUpper() && text[at - 1].isLower());
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(const QString &query, const QString &text)
{
    QString wanted = query.toLower();
    wanted.remove(QLatin1Char(' '));
    if (wanted.isEmpty())
        return FuzzyMatch {};
    const qsizetype n = std::min<qsizetype>(text.size(), s_longest);
    const qsizetype m = wanted.size();
    if (m > n)
        return std::nullopt;
    // best[i][j]: best score of the first i letters with letter i at position j of the text; from[][] to walk back
    const auto cell = [n](qsizetype i, qsizetype j) { return size_t(i * n + j); };
    constexpr int none = INT_MIN / 2;
    std::vector<int> best(size_t(m * n), none);
    std::vector<int> from(size_t(m * n), -1);
    for (qsizetype i = 0; i < m; ++i) {
        int before = none; // best of the previous letter at any position < j
        int beforeAt = -1;
        for (qsizetype j = i; j < n; ++j) {
            if (i > 0 && j > 0 && best[cell(i - 1, j - 1)] > before) {
                before = best[cell(i - 1, j - 1)];
                beforeAt = int(j - 1);
            }
            if (text[j].toLower() != wanted[i])
                continue;
            const int place = (startsWord(text, j) ? 12 : 1) - (i == 0 ? int(std::min<qsizetype>(j, 8)) : 0);
            if (i == 0) {
                best[cell(i, j)] = place;
                continue;
            }
            if (before == none)
                continue;
            best[cell(i, j)] = before + place;
            from[cell(i, j)] = beforeAt;
            const int run = best[cell(i - 1, j - 1)];
            if (run != none && run + place + 6 > best[cell(i, j)]) {
                best[cell(i, j)] = run + place + 6;
                from[cell(i, j)] = int(j - 1);
            }
        }
    }
    FuzzyMatch match;
    match.score = none;
    int at = -1;
    for (qsizetype j = 0; j < n; ++j)
        if (best[cell(m - 1, j)] > match.score) {
            match.score = best[cell(m - 1, j)];
            at = int(j);
        }
    if (at < 0 || match.score <= none / 2)
        return std::nullopt;
    for (qsizetype i = m - 1; i >= 0; --i) {
        match.positions.prepend(at);
        at = from[cell(i, at)];
    }
    match.score -= int(n) / 16; // the shorter of two equals
    return match;
}

} // namespace ph::models
