// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queues/queuetab.h"

#include "models/base/tablefilter.h"
#include "services/wording/numbers.h"
#include "ui/components/schemafilter.h"
#include "ui/queues/queuedetails.h"
#include "ui/queues/shellword.h"

#include <QCoreApplication>

namespace ph::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("ph::ui::QueuesPage", text); }

const wording::FilterSchema &queueSchema()
{
    using wording::FieldType;
    static const wording::FilterSchema s_schema {{
        {QStringLiteral("queue"), FieldType::Text, {}, tr("name of the queue"), true},
        {QStringLiteral("ready"), FieldType::Number, {}, tr("waiting messages, as >100")},
        {QStringLiteral("unacked"), FieldType::Number, {}, tr("taken and not acknowledged")},
        {QStringLiteral("scheduled"), FieldType::Number, {}, tr("waiting for their time")},
        {QStringLiteral("oldest"), FieldType::Duration, {}, tr("age of the oldest, as >1m")},
        {QStringLiteral("consumers"), FieldType::Text, {}, tr("workers that take from it"), true},
    }};
    return s_schema;
}

} // namespace

ResourceDescriptor queueTab(models::QueuesModel &model)
{
    ResourceDescriptor d;
    d.key = QStringLiteral("queues");
    d.title = tr("Queues");
    models::QueueListModel *table = model.queues();
    d.table = table;
    d.language = std::make_shared<SchemaFilter>(
        queueSchema(), models::tableValues(table, queueSchema(), model.session().clock()), model.session().clock());
    d.compile = [&model, table](const QString &text) {
        return models::tableFilter(table, queueSchema(), text, {model.session().clock().wall()});
    };
    d.filterHint = tr("ready:>100  oldest:>1m");
    d.sortBy = QStringLiteral("ready");
    d.sortOrder = Qt::DescendingOrder;
    d.countText = [&model](int shown, int) {
        qint64 ready = 0;
        if (model.queueReading())
            for (const queues::QueueStatus &queue : model.queueReading()->value.queues)
                ready += queue.ready;
        return QPair<QString, QString> {wording::counted(shown, wording::Noun::Queue),
            tr("%1 waiting").arg(wording::counted(ready, wording::Noun::Task))};
    };
    d.emptyState = [](const QString &filter) {
        ViewState state;
        state.kind = ViewState::Kind::Empty;
        state.sentence = filter.isEmpty()
            ? tr("The broker knows no queue yet. A queue appears when a worker declares it or a task is sent to it.")
            : tr("No queue matches this filter.");
        return state;
    };
    d.makeDetail = [&model](QWidget *parent) { return new QueueDetailView(model, parent); };
    d.copyAs = {{tr("Name"), [](const QStringList &ids) { return ids.join(QLatin1Char('\n')); }},
        {tr("redis-cli"), [](const QStringList &ids) {
             QStringList lines;
             for (const QString &id : ids)
                 lines << QStringLiteral("redis-cli LLEN ") + shellWord(id);
             return lines.join(QLatin1Char('\n'));
         }}};
    d.canPause = false;
    return d;
}

} // namespace ph::ui
