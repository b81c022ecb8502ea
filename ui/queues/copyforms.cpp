// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/copyforms.h"

#include "models/shell/address.h"
#include "ui/queues/shellword.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace ph::ui {

namespace {

QString tr(const char *text, const char *comment = nullptr)
{
    return QCoreApplication::translate("ph::ui::QueuesPage", text, comment);
}

QJsonValue textOrNull(std::string_view utf8)
{
    return utf8.empty() ? QJsonValue(QJsonValue::Null)
                        : QJsonValue(QString::fromUtf8(utf8.data(), qsizetype(utf8.size())));
}

QJsonValue held(const queues::HeldText &text) { return text.text ? textOrNull(*text.text) : QJsonValue::Null; }

QJsonValue known(double value) { return value < 0 ? QJsonValue(QJsonValue::Null) : QJsonValue(value); }

/// "2026-11-23T01:02:03.211384Z"; null when unknown.
QJsonValue isoTime(queues::Micros time)
{
    if (time == 0)
        return QJsonValue::Null;
    return QDateTime::fromMSecsSinceEpoch(time / 1'000'000 * 1000, Qt::UTC)
               .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss"))
        + QStringLiteral(".%1Z").arg(time % 1'000'000, 6, 10, QLatin1Char('0'));
}

QJsonObject taskJson(const QString &id, const std::optional<queues::TaskDetail> &detail)
{
    if (!detail)
        return {{QStringLiteral("id"), id}, {QStringLiteral("known"), false}};
    const queues::TaskRow &row = detail->row;
    return {{QStringLiteral("id"), id}, {QStringLiteral("known"), true},
        {QStringLiteral("state"), textOrNull(row.state)}, {QStringLiteral("name"), textOrNull(row.name)},
        {QStringLiteral("queue"), textOrNull(row.queue)}, {QStringLiteral("worker"), textOrNull(row.worker)},
        {QStringLiteral("retries"), row.retries}, {QStringLiteral("runtime"), known(row.runtime)},
        {QStringLiteral("sent"), isoTime(row.sent)}, {QStringLiteral("received"), isoTime(row.received)},
        {QStringLiteral("started"), isoTime(row.started)}, {QStringLiteral("ended"), isoTime(row.ended)},
        {QStringLiteral("eta"), isoTime(row.eta)}, {QStringLiteral("root_id"), textOrNull(detail->rootId)},
        {QStringLiteral("parent_id"), textOrNull(detail->parentId)}, {QStringLiteral("args"), held(detail->args)},
        {QStringLiteral("kwargs"), held(detail->kwargs)}, {QStringLiteral("result"), held(detail->outcome)},
        {QStringLiteral("traceback"), held(detail->traceback)}};
}

QJsonObject workerJson(const queues::WorkerStatus &status)
{
    const queues::Worker &worker = status.worker;
    return {{QStringLiteral("worker"), textOrNull(worker.hostname)},
        {QStringLiteral("health"), QLatin1String(queues::workerHealthName(status.health))},
        {QStringLiteral("silence_seconds"), double(status.silence.count()) / 1000},
        {QStringLiteral("active"), known(double(worker.active >= 0 ? worker.active : status.active))},
        {QStringLiteral("processed"), known(double(worker.processed))},
        {QStringLiteral("concurrency"), known(status.concurrency)},
        {QStringLiteral("prefetch"), known(status.prefetch)}, {QStringLiteral("reserved"), known(status.reserved)},
        {QStringLiteral("scheduled"), known(status.scheduled)},
        {QStringLiteral("uptime_seconds"), known(double(status.uptimeSeconds))},
        {QStringLiteral("pool"), status.pool.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(status.pool)},
        {QStringLiteral("queues"), QJsonArray::fromStringList(status.queues)},
        {QStringLiteral("sends_no_events"), worker.sendsNoEvents()},
        {QStringLiteral("software"), textOrNull(worker.software)}, {QStringLiteral("pid"), qint64(worker.pid)}};
}

/// One object alone, several as a list.
QString jsonText(const QJsonArray &all)
{
    const QJsonDocument document = all.size() == 1 ? QJsonDocument(all[0].toObject()) : QJsonDocument(all);
    return QString::fromUtf8(document.toJson(QJsonDocument::Indented)).trimmed();
}

CopyAs idForm(const QString &name)
{
    return {name, [](const QStringList &ids) { return ids.join(QLatin1Char('\n')); }};
}

CopyAs linkForm(models::QueuesModel &model, const QString &place)
{
    return {tr("Link", "form to copy an object in"), [&model, place](const QStringList &ids) {
                QStringList links;
                for (const QString &id : ids)
                    links << models::addressText(
                        {model.session().profile().name, QStringLiteral("queues"), place + QLatin1Char('/') + id});
                return links.join(QLatin1Char('\n'));
            }};
}

QString environmentWords(models::QueuesModel &model)
{
    return QStringLiteral(" --env ") + shellWord(model.session().profile().name);
}

} // namespace

QList<CopyAs> taskCopyForms(models::QueuesModel &model)
{
    return {idForm(tr("Task id", "form to copy an object in")), linkForm(model, QStringLiteral("tasks")),
        {tr("JSON", "form to copy an object in"),
            [&model](const QStringList &ids) {
                QJsonArray all;
                for (const QString &id : ids)
                    all << taskJson(id, model.service()->store().detail(id.toStdString()));
                return jsonText(all);
            }},
        {tr("Command", "form to copy an object in"), [&model](const QStringList &ids) {
             QString command = QStringLiteral("pilothousectl tasks show");
             for (const QString &id : ids)
                 command += QLatin1Char(' ') + shellWord(id);
             return command + environmentWords(model);
         }}};
}

QList<CopyAs> workerCopyForms(models::QueuesModel &model)
{
    return {idForm(tr("Name", "form to copy an object in")), linkForm(model, QStringLiteral("workers")),
        {tr("JSON", "form to copy an object in"),
            [&model](const QStringList &ids) {
                QJsonArray all;
                if (model.workerReading())
                    for (const queues::WorkerStatus &each : model.workerReading()->value.workers)
                        if (ids.contains(QString::fromStdString(each.worker.hostname)))
                            all << workerJson(each);
                return jsonText(all);
            }},
        {tr("Command", "form to copy an object in"), [&model](const QStringList &) {
             return QStringLiteral("pilothousectl workers") + environmentWords(model);
         }}};
}

} // namespace ph::ui
