// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/taskfilter.h"

#include <QObject>
#include <QTimer>

namespace ph::models {

/// Which states, names, queues, tenants and workers occur among the tasks that a filter and the time range leave, and
/// how often. Few tasks are counted at once; of many, the values that were met so far are told without numbers, the
/// counting goes on in slices of a few milliseconds, and counted() says when it is done. GUI thread.
class TaskFacets final : public QObject {
    Q_OBJECT
public:
    static constexpr int sliceMs = 8;
    static constexpr Milliseconds goodFor {
        2'000}; ///< then the same is counted anew, and the old numbers stay meanwhile

    /// `table` outlives it; `window` may move on.
    explicit TaskFacets(
        const TaskTableModel *table, std::shared_ptr<const TaskWindow> window = nullptr, QObject *parent = nullptr);
    ~TaskFacets() override;

    /// `field` is the index in the schema; values that hold what is typed, the most frequent first.
    [[nodiscard]] QList<wording::ValueCount> values(int field, const QString &typed, const QString &others);
    [[nodiscard]] bool isCounting() const { return m_slices.isActive(); }

Q_SIGNALS:
    void counted();

private:
    struct Count;
    void start(int field, const QString &others);
    /// True when all is counted.
    bool step();
    void count(int row);

    const TaskTableModel *m_table;
    std::shared_ptr<const TaskWindow> m_window;
    std::unique_ptr<Count> m_done; ///< the last that was counted whole
    std::unique_ptr<Count> m_run; ///< under way
    QTimer m_slices;
};

} // namespace ph::models
