// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/filtermatcher.h"

#include <algorithm>
#include <array>

namespace ph::wording {

namespace {

constexpr std::array<char16_t, 128> makeAsciiFold()
{
    std::array<char16_t, 128> table {};
    for (char16_t c = 0; c < 128; ++c)
        table[c] = c >= u'A' && c <= u'Z' ? char16_t(c + 32) : c;
    return table;
}

constexpr auto asciiFold = makeAsciiFold();

/// Simple case folding of one code unit; signs beyond U+FFFF are compared as they are.
inline char16_t folded(QChar c)
{
    const char16_t unit = c.unicode();
    return unit < 128 ? asciiFold[unit] : c.toCaseFolded().unicode();
}

bool isWhole(QStringView text, std::u16string_view pattern)
{
    if (size_t(text.size()) != pattern.size())
        return false;
    for (size_t i = 0; i < pattern.size(); ++i) {
        if (folded(text[qsizetype(i)]) != pattern[i])
            return false;
    }
    return true;
}

bool isPart(QStringView text, std::u16string_view pattern)
{
    if (pattern.empty())
        return true;
    const qsizetype last = text.size() - qsizetype(pattern.size());
    for (qsizetype at = 0; at <= last; ++at) {
        if (folded(text[at]) != pattern[0])
            continue;
        if (isWhole(text.sliced(at, qsizetype(pattern.size())), pattern))
            return true;
    }
    return false;
}

/// * any signs, ? one sign. Goes back to the last star only: at worst text × pattern, never more.
bool isGlob(QStringView text, std::u16string_view pattern)
{
    qsizetype at = 0;
    size_t in = 0;
    size_t star = std::u16string_view::npos;
    qsizetype starAt = 0;
    while (at < text.size()) {
        if (in < pattern.size() && pattern[in] == u'*') {
            star = in++;
            starAt = at;
        } else if (in < pattern.size() && (pattern[in] == u'?' || pattern[in] == folded(text[at]))) {
            ++in;
            ++at;
        } else if (star != std::u16string_view::npos) {
            in = star + 1;
            at = ++starAt;
        } else {
            return false;
        }
    }
    while (in < pattern.size() && pattern[in] == u'*')
        ++in;
    return in == pattern.size();
}

} // namespace

TextPattern::TextPattern(const QString &text, Kind kind)
    : m_kind(kind)
{
    m_folded.reserve(size_t(text.size()));
    for (const QChar c : text) {
        const bool repeatsStar = kind == Kind::Glob && c == u'*' && !m_folded.empty() && m_folded.back() == u'*';
        if (!repeatsStar)
            m_folded += folded(c);
    }
}

bool TextPattern::matches(QStringView text) const
{
    switch (m_kind) {
    case Kind::Whole: return isWhole(text, m_folded);
    case Kind::Part: return isPart(text, m_folded);
    case Kind::Glob: break;
    }
    return isGlob(text, m_folded);
}

namespace {

/// Asks for whole values of a field that has one: nothing could meet two such terms.
bool namesValues(const FilterTerm &term, const FilterSchema &schema)
{
    const int field = schema.indexOf(term.field);
    if (field < 0 || term.isNegated || schema.fields[field].matchesPart)
        return false;
    const FieldType type = schema.fields[field].type;
    const auto isGlob = [](const FilterValue &value) {
        return !value.isQuoted && (value.text.contains(u'*') || value.text.contains(u'?'));
    };
    return (type == FieldType::Text || type == FieldType::Enum) && std::ranges::none_of(term.values, isGlob);
}

/// "state:failed state:retrying" is "state:failed,retrying".
QList<FilterTerm> withAlternativesJoined(const QList<FilterTerm> &terms, const FilterSchema &schema)
{
    QList<FilterTerm> joined;
    for (const FilterTerm &term : terms) {
        const auto same = std::ranges::find_if(joined, [&](const FilterTerm &each) {
            return each.field == term.field && namesValues(each, schema) && namesValues(term, schema);
        });
        if (same == joined.end())
            joined.append(term);
        else
            same->values += term.values;
    }
    return joined;
}

} // namespace

FilterMatcher::FilterMatcher(const Filter &filter, const FilterSchema &schema)
{
    for (const FilterTerm &term : withAlternativesJoined(filter.terms, schema))
        m_terms.push_back(compile(term, schema));
    // Numbers are quicker to ask than texts, and texts than the whole row.
    const auto cost = [](const Term &term) { return term.field < 0 ? 2 : term.isNumber ? 0 : 1; };
    std::sort(m_terms.begin(), m_terms.end(), [&](const Term &a, const Term &b) { return cost(a) < cost(b); });
}

FilterMatcher::Term FilterMatcher::compile(const FilterTerm &term, const FilterSchema &schema)
{
    Term out;
    out.isNegated = term.isNegated;
    const bool isMoment = term.field == QLatin1String("after") || term.field == QLatin1String("before");
    if (!term.field.isEmpty()) {
        out.field = schema.indexOf(term.field);
        if (out.field < 0 && isMoment)
            out.field = schema.indexOf(schema.timeField);
    }
    const FilterField *field = out.field < 0 ? nullptr : &schema.fields[out.field];
    out.isNumber = field != nullptr && field->type != FieldType::Text && field->type != FieldType::Enum;
    for (const FilterValue &value : term.values) {
        if (field != nullptr && value.isNone()) {
            out.matchesNone = true;
        } else if (out.isNumber) {
            out.intervals.push_back({value.number - value.tolerance, value.number + value.tolerance, term.op});
            if (term.op != FilterOperator::Equal)
                out.intervals.back().low = out.intervals.back().high = value.number;
        } else {
            const bool hasGlob = !value.isQuoted && (value.text.contains(u'*') || value.text.contains(u'?'));
            const bool isPartEnough = field == nullptr || field->matchesPart;
            const QString text
                = hasGlob && isPartEnough ? QLatin1Char('*') + value.text + QLatin1Char('*') : value.text;
            out.patterns.emplace_back(text,
                hasGlob            ? TextPattern::Kind::Glob
                    : isPartEnough ? TextPattern::Kind::Part
                                   : TextPattern::Kind::Whole);
        }
    }
    return out;
}

bool FilterMatcher::holds(const Term &term, const FilterRow &row)
{
    if (!term.isNumber) {
        const QStringView text = term.field < 0 ? row.visibleText() : row.text(term.field);
        if (text.isEmpty() && term.field >= 0)
            return term.matchesNone;
        return std::any_of(term.patterns.begin(), term.patterns.end(),
            [&](const TextPattern &pattern) { return pattern.matches(text); });
    }
    const auto number = row.number(term.field);
    if (!number)
        return term.matchesNone;
    return std::any_of(term.intervals.begin(), term.intervals.end(), [&](const Interval &interval) {
        switch (interval.op) {
        case FilterOperator::Greater: return *number > interval.low;
        case FilterOperator::Less: return *number < interval.low;
        case FilterOperator::GreaterEqual: return *number >= interval.low;
        case FilterOperator::LessEqual: return *number <= interval.low;
        case FilterOperator::Equal: break;
        }
        return *number >= interval.low && (*number < interval.high || interval.low == interval.high);
    });
}

bool FilterMatcher::matches(const FilterRow &row) const
{
    return std::all_of(
        m_terms.begin(), m_terms.end(), [&](const Term &term) { return holds(term, row) != term.isNegated; });
}

} // namespace ph::wording
