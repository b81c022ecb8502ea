// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/queues/queuelistmodel.h"
#include "models/queues/tasktablemodel.h"
#include "models/queues/workerlistmodel.h"
#include "services/platform/session/platformsession.h"
#include "services/queues/queueservice.h"

namespace ph::models {

/// The queues area for the GUI thread: its tables, and where they stand. One for each session; pages share it.
class QueuesModel final : public QObject {
    Q_OBJECT
public:
    /// `session` is started and has a queues area; it outlives the model.
    explicit QueuesModel(platform::PlatformSession &session, QObject *parent = nullptr);
    ~QueuesModel() override;

    [[nodiscard]] TaskTableModel *tasks() { return &m_tasks; }
    [[nodiscard]] QueueListModel *queues() { return &m_queues; }
    [[nodiscard]] WorkerListModel *workers() { return &m_workers; }

    [[nodiscard]] const std::optional<queues::QueueReading> &queueReading() const { return m_queueReading; }
    [[nodiscard]] const std::optional<queues::WorkerReading> &workerReading() const { return m_workerReading; }
    [[nodiscard]] const queues::QueueServiceState &state() const { return m_state; }
    [[nodiscard]] const transport::LinkState &stream() const { return m_stream; }
    [[nodiscard]] platform::PlatformSession &session() { return m_session; }
    [[nodiscard]] queues::QueueService *service() { return m_service; }

    void refresh();
    /// What is known of one task, from store, result and workers; a newer call ends an older one.
    void look(const QString &taskId, std::function<void(Result<queues::TaskLook>)> done);

    /// One worker as its details show it, a forgotten one too.
    [[nodiscard]] std::optional<WorkerRow> worker(const QString &name) const;
    /// Workers that are left out until they are heard again, by name.
    [[nodiscard]] QStringList forgottenWorkers() const;
    /// Only workers that are lost or stopped can be (QueueService::forgetWorkers).
    void forgetWorkers(const QStringList &nodes, std::function<void(Result<void>)> done);
    void bringBackWorkers(const QStringList &nodes, std::function<void(Result<void>)> done);

Q_SIGNALS:
    /// Queues, workers or where they stand.
    void changed();

private:
    using ChangeWorkers = Task<void> (queues::QueueService::*)(QStringList nodes, std::stop_token stop);
    void changeWorkers(ChangeWorkers change, const QStringList &nodes, std::function<void(Result<void>)> done);

    platform::PlatformSession &m_session;
    queues::QueueService *m_service;
    TaskTableModel m_tasks;
    QueueListModel m_queues;
    WorkerListModel m_workers;
    std::optional<queues::QueueReading> m_queueReading;
    std::optional<queues::WorkerReading> m_workerReading;
    queues::QueueServiceState m_state;
    transport::LinkState m_stream;
    int m_lookGeneration = 0;
    TaskScope m_scope;
};

} // namespace ph::models
