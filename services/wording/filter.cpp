// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/filter.h"

#include <algorithm>

namespace ph::wording {

namespace {

bool needsQuotes(const QString &text, bool isFree)
{
    if (text.isEmpty() || text.compare(QLatin1String("none"), Qt::CaseInsensitive) == 0)
        return true;
    if (QStringView(u"<>=").contains(text.front()) || (isFree && text.startsWith(u'-')))
        return true;
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.isSpace() || c == u'"' || c == u','; })
        || (isFree && text.contains(u':'));
}

QString quotedText(const QString &text)
{
    QString out = text;
    out.replace(QLatin1Char('\\'), QStringLiteral("\\\\")).replace(QLatin1Char('"'), QStringLiteral("\\\""));
    return QLatin1Char('"') + out + QLatin1Char('"');
}

QLatin1String signOf(FilterOperator op)
{
    switch (op) {
    case FilterOperator::Greater: return QLatin1String(">");
    case FilterOperator::Less: return QLatin1String("<");
    case FilterOperator::GreaterEqual: return QLatin1String(">=");
    case FilterOperator::LessEqual: return QLatin1String("<=");
    case FilterOperator::Equal: break;
    }
    return {};
}

} // namespace

int FilterSchema::indexOf(QStringView name) const
{
    for (int i = 0; i < fields.size(); ++i) {
        if (name.compare(fields[i].name, Qt::CaseInsensitive) == 0)
            return i;
    }
    return -1;
}

QString toText(const FilterTerm &term)
{
    QString out;
    if (term.isNegated)
        out += QLatin1Char('-');
    const bool isMoment
        = term.field == QLatin1String("after") || term.field == QLatin1String("before"); // the name is the sign
    if (!term.field.isEmpty())
        out += term.field + QLatin1Char(':') + (isMoment ? QLatin1String() : signOf(term.op));
    for (qsizetype i = 0; i < term.values.size(); ++i) {
        if (i > 0)
            out += QLatin1Char(',');
        out += term.values[i].isQuoted ? quotedText(term.values[i].text) : term.values[i].text;
    }
    return out;
}

QString toText(const Filter &filter)
{
    QStringList terms;
    for (const FilterTerm &term : filter.terms)
        terms << toText(term);
    return terms.join(QLatin1Char(' '));
}

FilterTerm makeTerm(const QString &field, const QStringList &values, bool isNegated)
{
    FilterTerm term;
    term.isNegated = isNegated;
    term.field = field;
    for (const QString &value : values) {
        const bool hasGlob = value.contains(u'*') || value.contains(u'?');
        term.values.append({value, hasGlob || needsQuotes(value, field.isEmpty()), 0, 0, {}});
    }
    return term;
}

} // namespace ph::wording
