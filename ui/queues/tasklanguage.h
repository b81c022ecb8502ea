// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/taskfacets.h"
#include "ui/components/filterlanguage.h"

namespace ph::ui {

/// The filter language of the task table. Which states there are changes while tasks come in: each text is read with
/// those of its moment.
class TaskLanguage final : public FilterLanguage {
public:
    /// `table` outlives it.
    /// `window`: of the time range; counts are of the tasks in it.
    explicit TaskLanguage(
        const models::TaskTableModel *table, std::shared_ptr<const models::TaskWindow> window = nullptr);
    ~TaskLanguage() override;
    [[nodiscard]] Reading read(const QString &text) const override;
    [[nodiscard]] Suggestions complete(const QString &text, int cursor, const QString &beside) const override;
    void whenCounted(QObject *context, std::function<void()> then) const override;

private:
    const models::TaskTableModel *m_table;
    std::unique_ptr<models::TaskFacets> m_facets;
};

} // namespace ph::ui
