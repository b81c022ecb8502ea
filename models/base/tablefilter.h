// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/facets.h"
#include "models/base/indexmodel.h"
#include "services/wording/filtermatcher.h"

namespace ph::models {

/// The test of a filter text over a table whose columns carry the schema's field names as keys. Numbers are the
/// column's sort keys (durations in seconds, times in ms since 1970). Made for tables of some ten thousand rows; a
/// store with very many rows gives its own FilterRow. A text with mistakes tests what is understood of it.
[[nodiscard]] RowFilter tableFilter(const TableModel *table, const wording::FilterSchema &schema, const QString &text,
    const wording::FilterMoment &moment);

/// Values of text and enum columns with their counts, for completion; looks at no more than 20 000 rows. `clock`
/// outlives it.
[[nodiscard]] FacetSource tableValues(const TableModel *table, const wording::FilterSchema &schema, const Clock &clock);

} // namespace ph::models
