// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/schemafilter.h"

#include "services/wording/numbers.h"

namespace ph::ui {

SchemaFilter::SchemaFilter(wording::FilterSchema schema, models::FacetSource values, const Clock &clock)
    : m_schema(std::move(schema))
    , m_values(std::move(values))
    , m_clock(clock)
{
}

FilterLanguage::Reading SchemaFilter::read(const QString &text) const
{
    const auto parsed = wording::parseFilter(text, m_schema, moment());
    Reading reading;
    if (!parsed.isGood()) {
        const auto &problem = parsed.problems.first();
        reading.mistake = Mistake {problem.span.start, problem.span.length, problem.message};
    }
    for (const auto &term : parsed.filter.terms)
        if (!reading.mistake || term.span.start + term.span.length <= reading.mistake->start)
            reading.tokens.append({term.span.start, term.span.length});
    return reading;
}

FilterLanguage::Suggestions SchemaFilter::complete(const QString &text, int cursor, const QString &beside) const
{
    const auto values = [&](int field, const QString &typed) {
        const models::FacetOthers others {text, cursor, beside};
        return m_values ? m_values(field, typed, models::otherTerms(others, m_schema, field, moment()))
                        : QList<wording::ValueCount>();
    };
    const auto found = wording::completeFilter(text, cursor, m_schema, values);
    Suggestions all;
    all.start = found.replaced.start;
    all.length = found.replaced.length;
    for (const auto &candidate : found.candidates) {
        const bool goesOn = !candidate.text.endsWith(QLatin1Char(' '));
        const QString note = candidate.count >= 0 ? wording::number(candidate.count) : candidate.explanation;
        all.items.append({goesOn ? candidate.text : candidate.text.chopped(1), candidate.label, note, goesOn});
    }
    return all;
}

} // namespace ph::ui
