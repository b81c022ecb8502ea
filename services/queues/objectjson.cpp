// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/objectjson.h"

#include <QDateTime>
#include <QJsonArray>

namespace ph::queues {

namespace {

QJsonValue held(const HeldText &text)
{
    return text.text ? QJsonValue(QString::fromStdString(*text.text)) : QJsonValue(QJsonValue::Null);
}

} // namespace

QJsonValue isoTime(Micros time)
{
    if (time == 0)
        return QJsonValue::Null;
    const QDateTime seconds = QDateTime::fromMSecsSinceEpoch(time / 1'000'000 * 1000, Qt::UTC);
    return seconds.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss"))
        + QStringLiteral(".%1Z").arg(time % 1'000'000, 6, 10, QLatin1Char('0'));
}

QJsonValue known(double value) { return value < 0 ? QJsonValue(QJsonValue::Null) : QJsonValue(value); }

QJsonValue textOrNull(std::string_view utf8)
{
    return utf8.empty() ? QJsonValue(QJsonValue::Null)
                        : QJsonValue(QString::fromUtf8(utf8.data(), qsizetype(utf8.size())));
}

QJsonObject taskJson(const QString &id, const std::optional<TaskDetail> &detail)
{
    if (!detail)
        return {{QStringLiteral("id"), id}, {QStringLiteral("known"), false}};
    const TaskRow &row = detail->row;
    return {{QStringLiteral("id"), id}, {QStringLiteral("known"), true},
        {QStringLiteral("state"), textOrNull(row.state)}, {QStringLiteral("revoke_noted"), row.revokeNoted},
        {QStringLiteral("name"), textOrNull(row.name)}, {QStringLiteral("queue"), textOrNull(row.queue)},
        {QStringLiteral("worker"), textOrNull(row.worker)}, {QStringLiteral("retries"), row.retries},
        {QStringLiteral("runtime"), known(row.runtime)}, {QStringLiteral("sent"), isoTime(row.sent)},
        {QStringLiteral("received"), isoTime(row.received)}, {QStringLiteral("started"), isoTime(row.started)},
        {QStringLiteral("ended"), isoTime(row.ended)}, {QStringLiteral("eta"), isoTime(row.eta)},
        {QStringLiteral("root_id"), textOrNull(detail->rootId)},
        {QStringLiteral("parent_id"), textOrNull(detail->parentId)}, {QStringLiteral("args"), held(detail->args)},
        {QStringLiteral("kwargs"), held(detail->kwargs)}, {QStringLiteral("result"), held(detail->outcome)},
        {QStringLiteral("traceback"), held(detail->traceback)}};
}

QJsonObject workerJson(const WorkerStatus &status)
{
    const Worker &worker = status.worker;
    QJsonArray load;
    for (const double value : worker.loadavg)
        load << known(value);
    return {{QStringLiteral("worker"), textOrNull(worker.hostname)},
        {QStringLiteral("health"), QLatin1String(workerHealthName(status.health))},
        {QStringLiteral("silence_seconds"), double(status.silence.count()) / 1000},
        {QStringLiteral("clock_skew_seconds"), double(worker.skew.count()) / 1000},
        {QStringLiteral("is_clock_skewed"), worker.isSkewed()},
        {QStringLiteral("active"), known(double(worker.active >= 0 ? worker.active : status.active))},
        {QStringLiteral("processed"), known(double(worker.processed))},
        {QStringLiteral("concurrency"), known(status.concurrency)},
        {QStringLiteral("prefetch"), known(status.prefetch)}, {QStringLiteral("reserved"), known(status.reserved)},
        {QStringLiteral("scheduled"), known(status.scheduled)},
        {QStringLiteral("uptime_seconds"), known(double(status.uptimeSeconds))},
        {QStringLiteral("pool"), status.pool.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(status.pool)},
        {QStringLiteral("queues"), QJsonArray::fromStringList(status.queues)},
        {QStringLiteral("sends_no_events"), worker.sendsNoEvents()},
        {QStringLiteral("software"), textOrNull(worker.software)}, {QStringLiteral("pid"), qint64(worker.pid)},
        {QStringLiteral("load"), load}};
}

} // namespace ph::queues
