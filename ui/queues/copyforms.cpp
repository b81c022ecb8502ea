// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/copyforms.h"

#include "models/shell/address.h"
#include "services/queues/objectjson.h"
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
                    all << queues::taskJson(id, model.service()->store().detail(id.toStdString()));
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
                            all << queues::workerJson(each);
                return jsonText(all);
            }},
        {tr("Command", "form to copy an object in"), [&model](const QStringList &) {
             return QStringLiteral("pilothousectl workers") + environmentWords(model);
         }}};
}

} // namespace ph::ui
