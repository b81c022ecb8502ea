// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/tablefilter.h"
#include "services/wording/numbers.h"
#include "ui/components/schemafilter.h"
#include "ui/queues/copyforms.h"
#include "ui/queues/queuedetails.h"
#include "ui/queues/queuetab.h"

#include <QCoreApplication>

namespace ph::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("ph::ui::QueuesPage", text); }

const wording::FilterSchema &workerSchema()
{
    using wording::FieldType;
    static const wording::FilterSchema s_schema {{
        {QStringLiteral("state"), FieldType::Enum,
            {QStringLiteral("alive"), QStringLiteral("late"), QStringLiteral("lost"), QStringLiteral("offline")},
            tr("health of the worker")},
        {QStringLiteral("worker"), FieldType::Text, {}, tr("name of the node"), true},
        {QStringLiteral("busy"), FieldType::Number, {}, tr("tasks running")},
        {QStringLiteral("processed"), FieldType::Number, {}, tr("since it started")},
        {QStringLiteral("queues"), FieldType::Text, {}, tr("queues it takes from"), true},
    }};
    return s_schema;
}

} // namespace

ResourceDescriptor workerTab(models::QueuesModel &model, WorkerActs &acts)
{
    ResourceDescriptor d;
    d.key = QStringLiteral("workers");
    d.title = tr("Workers");
    models::WorkerListModel *table = model.workers();
    d.table = table;
    d.language = std::make_shared<SchemaFilter>(
        workerSchema(), models::tableValues(table, workerSchema(), model.session().clock()), model.session().clock());
    d.compile = [&model, table](const QString &text) {
        return models::tableFilter(table, workerSchema(), text, {model.session().clock().wall()});
    };
    d.filterHint = tr("state:late,lost");
    d.sortBy = QStringLiteral("state");
    d.sortOrder = Qt::AscendingOrder;
    d.countText = [](int shown, int total) {
        return QPair<QString, QString> {
            wording::counted(shown, wording::Noun::Worker), tr("of %1 heard of").arg(wording::number(qint64(total)))};
    };
    d.emptyState = [](const QString &filter) {
        ViewState state;
        state.kind = ViewState::Kind::Empty;
        state.sentence = filter.isEmpty() ? tr("No worker was heard. Workers send a heartbeat every 2 s; start one, or "
                                               "check that they use this broker.")
                                          : tr("No worker matches this filter.");
        return state;
    };
    d.whyGone = [&model](const QString &id) {
        return model.forgottenWorkers().contains(id)
            ? tr("It is forgotten: it comes back by itself with its next heartbeat.")
            : QString();
    };
    d.actions = acts.all();
    d.makeDetail = [&model](QWidget *parent) { return new WorkerDetailView(model, parent); };
    d.copyAs = workerCopyForms(model);
    d.canPause = false;
    return d;
}

} // namespace ph::ui
