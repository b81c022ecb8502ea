// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/facets.h"

namespace ph::models {

QString otherTerms(
    const FacetOthers &others, const wording::FilterSchema &schema, int field, const wording::FilterMoment &moment)
{
    const QString own = schema.fields.value(field).name;
    wording::Filter filter;
    const auto take = [&](const QString &text, int cursor) {
        const auto parsed = wording::parseFilter(text, schema, moment);
        for (const wording::FilterTerm &term : parsed.filter.terms) {
            const bool isTyped = cursor >= term.span.start && cursor <= term.span.start + term.span.length;
            const bool isAlternative = term.field == own && !term.isNegated;
            if (!isTyped && !isAlternative)
                filter.terms.append(term);
        }
    };
    take(others.beside, -1);
    take(others.text, others.cursor);
    return wording::toText(filter);
}

} // namespace ph::models
