// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/queuesmodel.h"
#include "ui/components/resourcepage.h"
#include "ui/operations/reviewflow.h"

namespace ph::ui {

/// What can be done to tasks and workers: whether it can be done now, and the review that a click starts.
class QueueActs final : public QObject {
    Q_OBJECT
public:
    /// `model` outlives it.
    QueueActs(models::QueuesModel &model, ReviewFlow::Place place, QObject *parent);

    [[nodiscard]] QList<RowAction> ofTasks();
    [[nodiscard]] QList<RowAction> ofWorkers();

    [[nodiscard]] static QKeySequence revokeKey() { return QKeySequence(QStringLiteral("Shift+R")); }
    [[nodiscard]] static QKeySequence terminateKey() { return QKeySequence(QStringLiteral("Shift+T")); }
    [[nodiscard]] static QKeySequence eventsOnKey() { return QKeySequence(QStringLiteral("Shift+E")); }
    [[nodiscard]] static QKeySequence eventsOffKey() { return QKeySequence(QStringLiteral("Shift+D")); }

    void revoke(const QStringList &ids, bool terminate);
    /// `nodes`: empty is every worker.
    void setEvents(const QStringList &nodes, bool enable);
    /// Workers that run tasks of which no event is heard.
    [[nodiscard]] QStringList nodesWithoutEvents() const;

private:
    [[nodiscard]] ActionState revokeState(const QStringList &ids, bool terminate) const;
    [[nodiscard]] ActionState eventsState(const QStringList &nodes, bool enable) const;
    /// Why the Guard would refuse; empty when it would not, or when the review says how to get further.
    [[nodiscard]] QString refusalOf(const operations::ActionSpec &spec, const QStringList &tasks = {}) const;

    models::QueuesModel &m_model;
    ReviewFlow::Place m_place;
};

} // namespace ph::ui
