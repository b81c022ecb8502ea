// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/column.h"
#include "services/operations/runner.h"

#include <QAbstractListModel>

namespace ph::models {

/// Running and past operations, newest first. Fed with OperationRun values from the Runner (across threads as values).
class ActivityModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole + 1 };

    explicit ActivityModel(QObject *parent = nullptr);

    /// A run that is new or changed.
    void update(const operations::OperationRun &run);
    /// What the journals tell, other windows and the companion included; what runs or ran here keeps its newer state.
    void setHistory(const std::vector<operations::OperationRun> &runs);
    void clear();

    [[nodiscard]] const operations::OperationRun &run(int row) const { return m_runs[size_t(row)]; }
    [[nodiscard]] const operations::OperationRun *find(const QString &id) const;
    [[nodiscard]] int running() const;
    /// Cut off, or of unknown outcome: somebody must decide.
    [[nodiscard]] int needing() const;

    [[nodiscard]] static Status statusOf(operations::RunPhase phase);
    /// "running", "done", "cut off by a crash" …
    [[nodiscard]] static QString phaseWord(operations::RunPhase phase);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    void countsChanged();

private:
    std::vector<operations::OperationRun> m_runs;
};

} // namespace ph::models
