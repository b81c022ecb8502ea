// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/queues/queuesmodel.h"
#include "services/base/post.h"

namespace ph::models {

using namespace std::chrono_literals;

QueuesModel::QueuesModel(platform::PlatformSession &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_service(session.area<queues::QueueService>())
    , m_tasks(m_service->store(), session.clock())
{
    connect(m_service, &queues::QueueService::queuesRead, this, [this](const queues::QueueReading &reading) {
        m_queueReading = reading;
        m_queues.show(reading.value);
        m_tasks.setHeldByNobody(reading.value.heldByNobodyIds);
        m_tasks.setMissing(reading.value.missing);
        Q_EMIT changed();
    });
    connect(m_service, &queues::QueueService::workersRead, this, [this](const queues::WorkerReading &reading) {
        m_workerReading = reading;
        m_workers.show(reading.value);
        m_tasks.setWorkers(reading.value);
        Q_EMIT changed();
    });
    connect(m_service, &queues::QueueService::stateChanged, this, [this](const queues::QueueServiceState &state) {
        m_state = state;
        Q_EMIT changed();
    });
    connect(m_service, &queues::QueueService::streamStateChanged, this, [this](const transport::LinkState &state) {
        m_stream = state;
        Q_EMIT changed();
    });
    connect(m_service, &queues::QueueService::revokeSent, &m_tasks, &TaskTableModel::noteRevokeSent);
    // What was announced before this model listened.
    post(m_service, [service = m_service] { service->refresh(); });
}

QueuesModel::~QueuesModel() { m_scope.close(); }

void QueuesModel::refresh()
{
    post(m_service, [service = m_service] { service->refresh(); });
}

void QueuesModel::look(const QString &taskId, std::function<void(Result<queues::TaskLook>)> done)
{
    const int generation = ++m_lookGeneration;
    auto ask = [](queues::QueueService *service, QString id, std::stop_token stop) {
        return service->look(std::move(id), std::move(stop));
    };
    m_scope.spawn(onThread<queues::TaskLook>(m_service, std::bind(ask, m_service, taskId, std::placeholders::_1),
                      m_scope.token(), 10s, taskId),
        [this, generation, done = std::move(done)](Result<queues::TaskLook> look) {
            if (generation == m_lookGeneration)
                done(std::move(look));
        });
}

std::optional<WorkerRow> QueuesModel::worker(const QString &name) const
{
    if (const WorkerRow *row = m_workers.find(name))
        return *row;
    if (!m_workerReading)
        return std::nullopt;
    for (WorkerRow &row : workerRows({m_workerReading->value.forgotten, {}}))
        if (row.name == name)
            return std::move(row);
    return std::nullopt;
}

QStringList QueuesModel::forgottenWorkers() const
{
    QStringList nodes;
    if (m_workerReading)
        for (const queues::WorkerStatus &each : m_workerReading->value.forgotten)
            nodes << QString::fromStdString(each.worker.hostname);
    return nodes;
}

void QueuesModel::forgetWorkers(const QStringList &nodes, std::function<void(Result<void>)> done)
{
    changeWorkers(&queues::QueueService::forgetWorkers, nodes, std::move(done));
}

void QueuesModel::bringBackWorkers(const QStringList &nodes, std::function<void(Result<void>)> done)
{
    changeWorkers(&queues::QueueService::bringBackWorkers, nodes, std::move(done));
}

void QueuesModel::changeWorkers(ChangeWorkers change, const QStringList &nodes, std::function<void(Result<void>)> done)
{
    auto run = [service = m_service, change, nodes](
                   std::stop_token stop) { return (service->*change)(nodes, std::move(stop)); };
    m_scope.spawn(onThread<void>(m_service, std::move(run), m_scope.token(), 15s, {}), std::move(done));
}

} // namespace ph::models
