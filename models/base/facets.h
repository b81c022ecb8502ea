// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/wording/filtercompletion.h"

namespace ph::models {

/// The values of a field with how many of the rows that `others`, a filter's text, leaves have them. Called at each
/// key: answers from memory, at once.
using FacetSource = std::function<QList<wording::ValueCount>(int field, const QString &typed, const QString &others)>;

/// Where a filter is being typed.
struct FacetOthers {
    QString text; ///< of the field
    int cursor = 0;
    QString beside; ///< finished tokens
};

/// The filter without the term at the cursor, and without those that ask for `field` themselves: values of one field
/// are alternatives. What is not understood is left out. Canonical: the same filter gives the same text.
[[nodiscard]] QString otherTerms(
    const FacetOthers &others, const wording::FilterSchema &schema, int field, const wording::FilterMoment &moment);

} // namespace ph::models
