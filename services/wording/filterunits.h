// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Part of filter.h: numbers with units, and times.

#include "services/wording/filter.h"

namespace ph::wording {

struct Quantity {
    double value = 0;
    double tolerance = 0; ///< half of the last digit given
};

[[nodiscard]] std::optional<Quantity> parseQuantity(QStringView text, FieldType type);

/// Milliseconds since 1970.
[[nodiscard]] std::optional<double> parseTime(QStringView text, const FilterMoment &moment);

/// "a duration like 5s, 2m or 1h30m", translated.
[[nodiscard]] QString expectedText(FieldType type);

} // namespace ph::wording
