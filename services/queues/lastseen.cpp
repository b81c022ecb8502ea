// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/lastseen.h"

#include "services/base/files.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

namespace ph::queues {

namespace {

constexpr int s_version = 1;
constexpr qint64 s_mostBytes = 4 * 1024 * 1024;
constexpr Milliseconds s_maxAge {5000};

template <class List>
QJsonArray arrayOf(const List &list)
{
    QJsonArray array;
    for (const auto &each : list)
        array.append(each);
    return array;
}

QStringList stringsOf(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue &each : value.toArray())
        list << each.toString();
    return list;
}

QJsonObject jsonOf(const QueueStatus &queue)
{
    return {{QStringLiteral("name"), queue.displayName()}, {QStringLiteral("ready"), queue.ready},
        {QStringLiteral("ready_by_step"), arrayOf(queue.readyByStep)}, {QStringLiteral("unacked"), queue.unacked},
        {QStringLiteral("scheduled"), queue.scheduled}, {QStringLiteral("oldest"), qint64(queue.oldestReadySince)},
        {QStringLiteral("consumers"), arrayOf(queue.consumers)},
        {QStringLiteral("consumers_known"), queue.areConsumersKnown}};
}

QueueStatus queueOf(const QJsonObject &json)
{
    QueueStatus queue;
    queue.name = json[QLatin1String("name")].toString().toUtf8();
    queue.ready = json[QLatin1String("ready")].toInteger();
    for (const QJsonValue &each : json[QLatin1String("ready_by_step")].toArray())
        queue.readyByStep << each.toInteger();
    queue.unacked = json[QLatin1String("unacked")].toInteger();
    queue.scheduled = json[QLatin1String("scheduled")].toInteger();
    queue.oldestReadySince = json[QLatin1String("oldest")].toInteger();
    queue.consumers = stringsOf(json[QLatin1String("consumers")]);
    queue.areConsumersKnown = json[QLatin1String("consumers_known")].toBool();
    return queue;
}

QJsonObject jsonOf(const WorkerStatus &worker)
{
    return {{QStringLiteral("name"), QString::fromStdString(worker.worker.hostname)},
        {QStringLiteral("software"), QString::fromStdString(worker.worker.software)},
        {QStringLiteral("health"), int(worker.health)},
        {QStringLiteral("heard"), qint64(worker.heardAt.time_since_epoch().count())},
        {QStringLiteral("concurrency"), worker.concurrency}, {QStringLiteral("prefetch"), worker.prefetch},
        {QStringLiteral("active"), qint64(worker.running())}, {QStringLiteral("reserved"), worker.reserved},
        {QStringLiteral("scheduled"), worker.scheduled}, {QStringLiteral("pool"), worker.pool},
        {QStringLiteral("queues"), arrayOf(worker.queues)}};
}

WorkerStatus workerOf(const QJsonObject &json)
{
    WorkerStatus worker;
    worker.worker.hostname = json[QLatin1String("name")].toString().toStdString();
    worker.worker.software = json[QLatin1String("software")].toString().toStdString();
    const int health = json[QLatin1String("health")].toInt();
    worker.health = WorkerHealth(std::clamp(health, int(WorkerHealth::Alive), int(WorkerHealth::Offline)));
    worker.concurrency = json[QLatin1String("concurrency")].toInt(-1);
    worker.heardAt = WallTime {Milliseconds {json[QLatin1String("heard")].toInteger()}};
    worker.worker.lastHeardAt = worker.heardAt;
    worker.prefetch = json[QLatin1String("prefetch")].toInt(-1);
    worker.active = json[QLatin1String("active")].toInt(-1);
    worker.reserved = json[QLatin1String("reserved")].toInt(-1);
    worker.scheduled = json[QLatin1String("scheduled")].toInt(-1);
    worker.pool = json[QLatin1String("pool")].toString();
    worker.queues = stringsOf(json[QLatin1String("queues")]);
    return worker;
}

template <class T>
Reading<T> readingOf(const T &value, const LastSeen &seen, const Clock &clock)
{
    // A clock that was set back must not make old values young.
    const Milliseconds age = std::max(s_maxAge + Milliseconds {1}, clock.wall() - seen.at);
    return {value, seen.source, clock.monotonic() - age, seen.at, s_maxAge};
}

} // namespace

QByteArray toJson(const LastSeen &seen)
{
    QJsonArray queues;
    for (const QueueStatus &queue : seen.queues.queues)
        queues.append(jsonOf(queue));
    QJsonArray workers;
    for (const auto *list : {&seen.workers.workers, &seen.workers.forgotten})
        for (const WorkerStatus &worker : *list)
            workers.append(jsonOf(worker));
    return QJsonDocument(
        QJsonObject {{QStringLiteral("version"), s_version},
            {QStringLiteral("at"), qint64(seen.at.time_since_epoch().count())}, {QStringLiteral("source"), seen.source},
            {QStringLiteral("server_now"), qint64(seen.queues.serverNow)},
            {QStringLiteral("priority_steps"), arrayOf(seen.queues.prioritySteps)}, {QStringLiteral("queues"), queues},
            {QStringLiteral("workers"), workers}})
        .toJson(QJsonDocument::Compact);
}

Result<LastSeen> lastSeenFrom(const QByteArray &json)
{
    const QJsonObject root = QJsonDocument::fromJson(json).object();
    if (root[QLatin1String("version")].toInt() != s_version)
        return fail(ErrorKind::Invalid, QStringLiteral("what was seen last cannot be read"));
    LastSeen seen;
    seen.at = WallTime {Milliseconds {root[QLatin1String("at")].toInteger()}};
    seen.source = root[QLatin1String("source")].toString();
    seen.queues.serverNow = root[QLatin1String("server_now")].toInteger();
    for (const QJsonValue &step : root[QLatin1String("priority_steps")].toArray())
        seen.queues.prioritySteps << step.toInt();
    for (const QJsonValue &queue : root[QLatin1String("queues")].toArray())
        seen.queues.queues << queueOf(queue.toObject());
    for (const QJsonValue &worker : root[QLatin1String("workers")].toArray()) {
        seen.workers.workers << workerOf(worker.toObject());
        if (WorkerStatus &last = seen.workers.workers.last(); last.heardAt == WallTime {})
            last.heardAt = seen.at;
    }
    return seen;
}

Result<LastSeen> readLastSeen(const QString &file)
{
    const auto json = readFile(file, s_mostBytes);
    return json ? lastSeenFrom(*json) : fail(json.error());
}

Result<void> writeLastSeen(const QString &file, const LastSeen &seen)
{
    if (auto made = makePrivateDirectory(QFileInfo(file).path()); !made)
        return made;
    return replaceFile(file, toJson(seen));
}

QueueReading queuesOf(const LastSeen &seen, const Clock &clock) { return readingOf(seen.queues, seen, clock); }

WorkerReading workersOf(const LastSeen &seen, const Clock &clock)
{
    WorkerListing workers = seen.workers;
    for (WorkerStatus &worker : workers.workers)
        worker.silence = std::max(Milliseconds {0}, clock.wall() - worker.heardAt);
    return readingOf(workers, seen, clock);
}

} // namespace ph::queues
