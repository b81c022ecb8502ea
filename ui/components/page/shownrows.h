// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/indexmodel.h"

#include <QCoreApplication>
#include <QStringList>

namespace ph::ui {

/// What a table shows, as one speaks of it: gaps of the stream are rows, but nothing that one counts or acts upon.
class ShownRows final {
    Q_DECLARE_TR_FUNCTIONS(ph::ui::ShownRows)
public:
    /// `index` outlives it and has its table when anything is asked.
    explicit ShownRows(const models::IndexModel &index)
        : m_index(index)
    {
    }

    /// Of all rows that the filter shows, in their order.
    [[nodiscard]] QStringList ids() const;
    /// What is seen and matches: rows that wait have a count of their own, and those that no longer match none.
    [[nodiscard]] int count() const;
    /// Of the source, whatever the filter.
    [[nodiscard]] int total() const;
    /// No row but gaps, and no answer under way.
    [[nodiscard]] bool isEmpty() const;
    /// The newest gap, for when there is nothing else: "Stream interrupted …: 212 tasks re-read."; empty without one.
    [[nodiscard]] QString gapSentence() const;

private:
    [[nodiscard]] int gaps() const;
    const models::IndexModel &m_index;
};

} // namespace ph::ui
