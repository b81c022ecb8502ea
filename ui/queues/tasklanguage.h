// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/tasktablemodel.h"
#include "ui/components/filterlanguage.h"

namespace ph::ui {

/// The filter language of the task table. Which states there are changes while tasks come in: each text is read with
/// those of its moment.
class TaskLanguage final : public FilterLanguage {
public:
    /// `table` outlives it.
    explicit TaskLanguage(const models::TaskTableModel *table);
    [[nodiscard]] Reading read(const QString &text) const override;
    [[nodiscard]] Suggestions complete(const QString &text, int cursor) const override;

private:
    const models::TaskTableModel *m_table;
};

} // namespace ph::ui
