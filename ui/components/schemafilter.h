// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/facets.h"
#include "ui/components/filterlanguage.h"

namespace ph::ui {

/// The filter language of services/wording for one table's schema.
class SchemaFilter final : public FilterLanguage {
public:
    /// `values` answers from memory; `clock` outlives this.
    SchemaFilter(wording::FilterSchema schema, models::FacetSource values, const Clock &clock);
    [[nodiscard]] Reading read(const QString &text) const override;
    [[nodiscard]] Suggestions complete(const QString &text, int cursor, const QString &beside) const override;
    [[nodiscard]] const wording::FilterSchema &schema() const { return m_schema; }
    [[nodiscard]] wording::FilterMoment moment() const { return {m_clock.wall()}; }

private:
    wording::FilterSchema m_schema;
    models::FacetSource m_values;
    const Clock &m_clock;
};

} // namespace ph::ui
