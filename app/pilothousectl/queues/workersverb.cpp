// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/formats.h"
#include "app/pilothousectl/queues/verbs.h"
#include "app/pilothousectl/queues/watch.h"
#include "services/wording/queuefindings.h"

#include <QJsonArray>

namespace ph::ctl::queues {

using ph::queues::WorkerReading;
using ph::queues::WorkerStatus;

namespace {

QString forgottenLine(const QList<WorkerStatus> &workers)
{
    QStringList names;
    for (const WorkerStatus &each : workers)
        names << shown(each.worker.hostname);
    return QStringLiteral("forgotten until they are heard again: ") + names.join(QStringLiteral(", "));
}

void print(Output &out, const WorkerReading &reading)
{
    const ph::queues::WorkerListing &listing = reading.value;
    if (out.format() == Output::Format::Json) {
        QJsonArray workers;
        for (const WorkerStatus &status : listing.workers)
            workers << ph::queues::workerJson(status);
        QJsonArray forgotten;
        for (const WorkerStatus &status : listing.forgotten)
            forgotten << ph::queues::workerJson(status);
        return out.json(QJsonObject {{QStringLiteral("as_of"), isoText(reading.takenAtWall)},
            {QStringLiteral("source"), reading.source}, {QStringLiteral("workers"), workers},
            {QStringLiteral("silent"), QJsonArray::fromStringList(listing.silentNodes)},
            {QStringLiteral("unheard"), listing.unheard},
            {QStringLiteral("unheard_nodes"), QJsonArray::fromStringList(listing.unheardNodes)},
            {QStringLiteral("forgotten"), forgotten},
            {QStringLiteral("error"),
                listing.inspectError ? QJsonValue(brief(*listing.inspectError)) : QJsonValue(QJsonValue::Null)}});
    }
    const std::vector<Column> columns {{QStringLiteral("WORKER"), QStringLiteral("worker")},
        {QStringLiteral("HEALTH"), QStringLiteral("health")},
        {QStringLiteral("ACTIVE"), QStringLiteral("active"), Align::Right},
        {QStringLiteral("SLOTS"), QStringLiteral("concurrency"), Align::Right},
        {QStringLiteral("RESERVED"), QStringLiteral("reserved"), Align::Right},
        {QStringLiteral("DONE"), QStringLiteral("processed"), Align::Right},
        {QStringLiteral("HEARD"), QStringLiteral("silence_seconds"), Align::Right},
        {QStringLiteral("QUEUES"), QStringLiteral("queues")}};
    std::vector<std::vector<Cell>> rows;
    for (const WorkerStatus &status : listing.workers) {
        const auto number = [](qint64 value) { return value < 0 ? QStringLiteral("–") : QString::number(value); };
        const qint64 active = status.worker.active >= 0 ? status.worker.active : status.active;
        const auto numberCell = [&number](qint64 value) { return Cell(number(value), known(double(value))); };
        const double silence = double(status.silence.count()) / 1000;
        const QString queues = status.queues.join(QStringLiteral(", "));
        rows.push_back({Cell(shown(status.worker.hostname), text(status.worker.hostname)),
            Cell(QLatin1String(workerHealthName(status.health))), numberCell(active), numberCell(status.concurrency),
            numberCell(status.reserved), numberCell(status.worker.processed), Cell(duration(silence), silence),
            Cell(shown(queues.toStdString()), queues)});
    }
    out.table(columns, rows);
    out.line(QStringLiteral("as of %1 · %2").arg(isoText(reading.takenAtWall), reading.source));
    if (!listing.silentNodes.isEmpty())
        out.note(QStringLiteral("no answer from ") + listing.silentNodes.join(QStringLiteral(", ")));
    if (listing.unheard > 0)
        out.note(wording::workersUnheard(listing.unheard, listing.unheardNodes));
    if (!listing.forgotten.isEmpty())
        out.line(forgottenLine(listing.forgotten));
    if (listing.inspectError)
        out.note(QStringLiteral("workers were not asked: %1; these are known by heartbeats only, and may not be all")
                .arg(brief(*listing.inspectError)));
}

Task<ExitCode> run(Context *ctx)
{
    ph::queues::QueueService::Options options;
    options.readsResults = false; // none is shown
    auto opened = co_await openQueues(ctx, options);
    if (!opened)
        co_return fail(opened.error());
    co_return co_await showOrWatch(ctx, &*opened, [ctx](const Seen &seen) {
        print(ctx->out(), seen.workers);
        const ph::queues::WorkerListing &listing = seen.workers.value;
        const bool isWhole = !listing.inspectError && listing.silentNodes.isEmpty() && listing.unheard == 0;
        return isWhole ? ExitCode::Done : ExitCode::Warnings;
    });
}

} // namespace

Verb workersVerb()
{
    Verb verb;
    verb.words = QStringLiteral("workers");
    verb.summary = QStringLiteral("Worker nodes: alive, late or lost, what they run and which queues they take from");
    verb.failure = QStringLiteral("The workers were not read");
    verb.options = sourceOptions();
    verb.answers = {.hasCsv = true, .canWatch = true};
    verb.example = QStringLiteral("pilothousectl workers --env Staging --json");
    verb.run = run;
    return verb;
}

} // namespace ph::ctl::queues
