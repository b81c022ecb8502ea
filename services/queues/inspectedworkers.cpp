// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/inspectedworkers.h"

#include "services/queues/workertable.h"

#include <QJsonArray>
#include <algorithm>

namespace ph::queues {

namespace {

/// A refusal ({"error": …}) is no list.
int sizeOf(const QJsonValue &value) { return value.isArray() ? int(value.toArray().size()) : -1; }

/// "celery.concurrency.prefork:TaskPool" → "prefork".
QString poolName(const QString &implementation)
{
    return implementation.section(QLatin1Char(':'), 0, 0).section(QLatin1Char('.'), -1);
}

} // namespace

InspectedWorkers::Said &InspectedWorkers::of(const QString &node, MonoTime now)
{
    while (m_byNode.size() >= WorkerTable::kMost && !m_byNode.contains(node))
        m_byNode.erase(std::ranges::min_element(m_byNode, {}, [](const auto &each) { return each.second.at; }));
    Said &said = m_byNode[node];
    said.at = now;
    return said;
}

void InspectedWorkers::takeStats(const InspectAnswers &answers, MonoTime now)
{
    for (const auto &[node, value] : answers.of(InspectMethod::Stats)) {
        Said &said = of(node, now);
        const QJsonObject stats = value.toObject();
        said.status.error = stats[QLatin1String("error")].toString();
        if (!said.status.error.isEmpty())
            continue;
        const QJsonObject pool = stats[QLatin1String("pool")].toObject();
        said.status.concurrency = pool[QLatin1String("max-concurrency")].toInt(-1);
        said.status.pool = poolName(pool[QLatin1String("implementation")].toString());
        said.status.prefetch = stats[QLatin1String("prefetch_count")].toInt(-1);
        said.status.uptimeSeconds = stats[QLatin1String("uptime")].toInteger(-1);
        said.pid = stats[QLatin1String("pid")].toInteger();
    }
}

void InspectedWorkers::take(const InspectAnswers &answers, MonoTime now)
{
    m_wasAsked = true;
    takeStats(answers, now);
    for (const auto &[node, value] : answers.of(InspectMethod::Active))
        of(node, now).status.active = sizeOf(value);
    for (const auto &[node, value] : answers.of(InspectMethod::Reserved))
        of(node, now).status.reserved = sizeOf(value);
    for (const auto &[node, value] : answers.of(InspectMethod::Scheduled))
        of(node, now).status.scheduled = sizeOf(value);
    for (const auto &[node, value] : answers.of(InspectMethod::ActiveQueues)) {
        if (!value.isArray())
            continue;
        Said &said = of(node, now);
        said.areQueuesKnown = true;
        said.status.queues.clear();
        for (const auto queue : value.toArray())
            said.status.queues << queue[QStringLiteral("name")].toString();
        said.status.queues.sort();
    }
}

void InspectedWorkers::fill(QList<WorkerStatus> &workers, MonoTime now) const
{
    for (WorkerStatus &status : workers) {
        const auto found = m_byNode.find(QString::fromStdString(status.worker.hostname));
        if (found == m_byNode.end())
            continue;
        const Said &said = found->second;
        status.concurrency = said.status.concurrency;
        status.pool = said.status.pool;
        status.prefetch = said.status.prefetch;
        status.queues = said.status.queues;
        status.error = said.status.error;
        status.saidAgo = std::max(Milliseconds {0}, now - said.at);
        const bool isOther
            = (said.pid > 0 && status.worker.pid > 0 && said.pid != status.worker.pid) || said.at < status.worker.since;
        if (isOther)
            continue;
        status.active = said.status.active;
        status.reserved = said.status.reserved;
        status.scheduled = said.status.scheduled;
        status.uptimeSeconds = said.status.uptimeSeconds;
    }
}

std::map<QByteArray, QStringList> InspectedWorkers::consumers(const QStringList &nodes) const
{
    std::map<QByteArray, QStringList> consumers;
    for (const QString &node : nodes)
        if (const auto found = m_byNode.find(node); found != m_byNode.end())
            for (const QString &queue : found->second.status.queues)
                if (!queue.isEmpty())
                    consumers[queue.toUtf8()] << node;
    return consumers;
}

bool InspectedWorkers::isWhole(const QStringList &nodes) const
{
    return m_wasAsked && std::ranges::all_of(nodes, [this](const QString &node) {
        const auto found = m_byNode.find(node);
        return found != m_byNode.end() && found->second.areQueuesKnown;
    });
}

} // namespace ph::queues
