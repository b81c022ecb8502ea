// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/formats.h"
#include "app/pilothousectl/queues/queuesession.h"
#include "app/pilothousectl/queues/verbs.h"
#include "app/pilothousectl/queues/watch.h"

#include <QJsonArray>

namespace ph::ctl::queues {

using namespace std::chrono_literals;
using ph::queues::QueueListing;
using ph::queues::QueueReading;
using ph::queues::QueueStatus;

namespace {

double oldestSeconds(const QueueStatus &queue, const QueueListing &listing)
{
    return queue.oldestReadySince == 0 ? -1
                                       : double(std::max<qint64>(0, listing.serverNow - queue.oldestReadySince)) / 1e6;
}

/// How long events were listened to without a break.
Milliseconds observedFor(platform::PlatformSession &session)
{
    const auto stream = session.links().find(QStringLiteral("celery-events"));
    return stream && stream->state.phase == transport::LinkPhase::Live
        ? session.clock().monotonic() - stream->state.since
        : Milliseconds {0};
}

/// The rate, or null: no event named the queue, or nobody listened for long enough to know one.
QJsonValue rateOf(const QueueStatus &queue, double rate, Milliseconds observed)
{
    constexpr Milliseconds enough = std::chrono::seconds(ph::queues::QueueFlow::kRateSeconds);
    return queue.hasFlow && observed >= enough ? QJsonValue(rate) : QJsonValue(QJsonValue::Null);
}

QString rateText(const QJsonValue &rate)
{
    return rate.isNull() ? QStringLiteral("–") : QString::number(rate.toDouble(), 'f', 1);
}

/// Null: not known.
QJsonValue unackedOf(const QueueListing &listing, qint64 count)
{
    return listing.isUnackedKnown ? QJsonValue(count) : QJsonValue(QJsonValue::Null);
}

Cell unackedCell(const QueueListing &listing, qint64 count)
{
    return {listing.isUnackedKnown ? QString::number(count) : QStringLiteral("–"), unackedOf(listing, count)};
}

QJsonObject toJson(const QueueStatus &queue, const QueueListing &listing, Milliseconds observed)
{
    QJsonObject byPriority;
    for (qsizetype i = 0; i < queue.readyByStep.size(); ++i)
        byPriority.insert(QString::number(listing.prioritySteps[i]), queue.readyByStep[i]);
    QJsonObject object {{QStringLiteral("queue"), queue.displayName()}, {QStringLiteral("ready"), queue.ready},
        {QStringLiteral("ready_by_priority"), byPriority},
        {QStringLiteral("unacked"), unackedOf(listing, queue.unacked)},
        {QStringLiteral("scheduled"), unackedOf(listing, queue.scheduled)},
        {QStringLiteral("oldest_seconds"), known(oldestSeconds(queue, listing))},
        {QStringLiteral("oldest_is_at_least"), queue.oldestIsAtLeast},
        {QStringLiteral("arrivals_per_second"), rateOf(queue, queue.flow.arrivals, observed)},
        {QStringLiteral("completions_per_second"), rateOf(queue, queue.flow.completions, observed)},
        {QStringLiteral("consumers"),
            queue.areConsumersKnown ? QJsonValue(QJsonArray::fromStringList(queue.consumers))
                                    : QJsonValue(QJsonValue::Null)}};
    if (queue.error)
        object.insert(QStringLiteral("error"), brief(*queue.error));
    return object;
}

QStringList warningsOf(const QueueReading &reading, const ph::queues::QueueServiceState &state, const Clock &clock)
{
    const QueueListing &listing = reading.value;
    QStringList warnings;
    if (const MonoTime now = clock.monotonic(); reading.isStale(now))
        warnings
            << QStringLiteral("stale: not read again for %1").arg(duration(double(reading.age(now).count()) / 1000))
                + (state.pollError ? QStringLiteral(": ") + brief(*state.pollError) : QString());
    warnings << unreadableTexts(listing);
    if (listing.unackedRead < listing.unackedTotal)
        warnings << QStringLiteral("%1 of %2 unacknowledged messages were looked at; unacked and scheduled are parts")
                        .arg(listing.unackedRead)
                        .arg(listing.unackedTotal);
    if (listing.nearsVisibilityTimeout())
        warnings << QStringLiteral(
            "the oldest unacknowledged message nears the visibility time-out: it will be delivered again");
    if (!listing.missing.empty())
        warnings << missingText(listing.missing.size());
    if (state.inspectError)
        warnings << QStringLiteral("workers were not asked: ") + brief(*state.inspectError);
    for (const QueueStatus &queue : listing.queues)
        if (queue.areConsumersKnown && queue.consumers.isEmpty() && queue.ready > 0)
            warnings << QStringLiteral("nobody takes from %1")
                            .arg(shown(std::string_view(queue.name.constData(), std::size_t(queue.name.size()))));
    return warnings;
}

void print(Output &out, const QueueReading &reading, const ph::queues::QueueServiceState &state, const Clock &clock,
    Milliseconds observed)
{
    const QueueListing &listing = reading.value;
    const QStringList warnings = warningsOf(reading, state, clock);
    if (out.format() == Output::Format::Json) {
        QJsonArray queues;
        for (const QueueStatus &queue : listing.queues)
            queues << toJson(queue, listing, observed);
        return out.json(QJsonObject {{QStringLiteral("as_of"), isoText(reading.takenAtWall)},
            {QStringLiteral("source"), reading.source}, {QStringLiteral("queues"), queues},
            {QStringLiteral("rates_observed_seconds"), double(observed.count()) / 1000},
            {QStringLiteral("unacked"), unackedOf(listing, listing.unackedTotal)},
            {QStringLiteral("oldest_unacked"), isoTime(listing.oldestUnacked)},
            {QStringLiteral("missing"), qint64(listing.missing.size())},
            {QStringLiteral("warnings"), QJsonArray::fromStringList(warnings)}});
    }
    const std::vector<Column> columns {{QStringLiteral("QUEUE"), QStringLiteral("queue")},
        {QStringLiteral("READY"), QStringLiteral("ready"), Align::Right},
        {QStringLiteral("UNACKED"), QStringLiteral("unacked"), Align::Right},
        {QStringLiteral("SCHEDULED"), QStringLiteral("scheduled"), Align::Right},
        {QStringLiteral("OLDEST"), QStringLiteral("oldest_seconds"), Align::Right},
        {QStringLiteral("IN/S"), QStringLiteral("arrivals_per_second"), Align::Right},
        {QStringLiteral("OUT/S"), QStringLiteral("completions_per_second"), Align::Right},
        {QStringLiteral("WORKERS"), QStringLiteral("consumers"), Align::Right}};
    std::vector<std::vector<Cell>> rows;
    for (const QueueStatus &queue : listing.queues) {
        const double oldest = oldestSeconds(queue, listing);
        const QJsonValue arrivals = rateOf(queue, queue.flow.arrivals, observed);
        const QJsonValue completions = rateOf(queue, queue.flow.completions, observed);
        rows.push_back(
            {Cell(shown(std::string_view(queue.name.constData(), std::size_t(queue.name.size()))), queue.displayName()),
                Cell(queue.error ? QStringLiteral("?") : QString::number(queue.ready),
                    queue.error ? QJsonValue() : QJsonValue(queue.ready)),
                unackedCell(listing, queue.unacked), unackedCell(listing, queue.scheduled),
                Cell((oldest >= 0 && queue.oldestIsAtLeast ? QStringLiteral("≥ ") : QString()) + duration(oldest),
                    known(oldest)),
                Cell(rateText(arrivals), arrivals), Cell(rateText(completions), completions),
                Cell(queue.areConsumersKnown ? QString::number(queue.consumers.size()) : QStringLiteral("–"),
                    queue.areConsumersKnown ? QJsonValue(queue.consumers.size()) : QJsonValue())});
    }
    out.table(columns, rows);
    out.line(QStringLiteral("as of %1 · %2").arg(isoText(reading.takenAtWall), reading.source));
    if (observed < std::chrono::seconds(ph::queues::QueueFlow::kRateSeconds))
        out.line(QStringLiteral("Rates need %1 s of listening; events were heard for %2. --watch goes on.")
                .arg(ph::queues::QueueFlow::kRateSeconds)
                .arg(duration(double(observed.count()) / 1000)));
    for (const QString &warning : warnings)
        out.note(warning);
}

Task<ExitCode> run(Context *ctx)
{
    ph::queues::QueueService::Options options;
    options.readsResults = false; // none is shown
    auto opened = co_await openQueues(ctx, options);
    if (!opened)
        co_return fail(opened.error());
    auto *session = &opened->session();
    co_return co_await showOrWatch(ctx, &*opened, [ctx, session](const Seen &seen) {
        print(ctx->out(), *seen.queues, seen.state, ctx->clock(), observedFor(*session));
        const bool isWhole = unreadableTexts(seen.queues->value).isEmpty() && !seen.state.inspectError
            && !seen.queues->isStale(ctx->clock().monotonic());
        return isWhole ? ExitCode::Done : ExitCode::Warnings;
    });
}

} // namespace

Verb queuesVerb()
{
    Verb verb;
    verb.words = QStringLiteral("queues");
    verb.summary
        = QStringLiteral("Queues: waiting, unacknowledged and scheduled messages, rates, age of the oldest, workers");
    verb.failure = QStringLiteral("The queues were not read");
    verb.options = sourceOptions();
    verb.answers = {.hasCsv = true, .canWatch = true};
    verb.example = QStringLiteral("pilothousectl queues --env Staging --watch");
    verb.run = run;
    return verb;
}

} // namespace ph::ctl::queues
