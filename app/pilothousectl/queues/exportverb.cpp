// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/exportsnapshot.h"
#include "app/pilothousectl/queues/formats.h"
#include "app/pilothousectl/queues/queuesession.h"
#include "app/pilothousectl/queues/taskcolumns.h"
#include "app/pilothousectl/queues/verbs.h"
#include "services/base/csv.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <sys/resource.h>

namespace ph::ctl::queues {

using namespace std::chrono_literals;
using ph::queues::QueueService;
using ph::queues::StoreCounts;
using ph::queues::TaskStore;

namespace {

struct ExportOptions {
    std::vector<const TaskColumn *> columns;
    bool isNdjson = false;
    bool eventsOnly = false;
    Milliseconds afterIdle {5000};
    std::uint32_t limit = 0;
};

/// "5s", "500ms", "2m", "5".
Result<Milliseconds> parseDuration(const QString &given)
{
    static const QRegularExpression pattern(QStringLiteral("^([0-9]{1,9}(?:\\.[0-9]{1,3})?)(ms|s|m)?$"));
    const auto match = pattern.match(given);
    if (!match.hasMatch())
        return fail(ErrorKind::Invalid, QStringLiteral("“%1” is no duration").arg(given),
            QStringLiteral("--after-idle"), QStringLiteral("for example 5s, 500ms, 2m"));
    const double number = match.captured(1).toDouble();
    const QString unit = match.captured(2);
    const double factor = unit == QLatin1String("ms") ? 1 : unit == QLatin1String("m") ? 60'000 : 1000;
    return Milliseconds(qint64(number * factor));
}

Result<ExportOptions> optionsOf(const Context &ctx)
{
    ExportOptions options;
    auto columns = taskColumns(ctx.value("columns"));
    if (!columns)
        return fail(columns.error());
    options.columns = std::move(*columns);
    const QString format = ctx.value("format");
    options.isNdjson
        = format == QLatin1String("ndjson") || (!ctx.isSet("format") && ctx.out().format() == Output::Format::Json);
    if (options.isNdjson && ctx.out().format() == Output::Format::Csv)
        return fail(ErrorKind::Invalid, QStringLiteral("--csv and --format ndjson exclude each other"),
            QStringLiteral("--format"), QStringLiteral("give one of them"));
    if (!options.isNdjson && format != QLatin1String("csv"))
        return fail(ErrorKind::Invalid, QStringLiteral("there is no format “%1”").arg(format),
            QStringLiteral("--format"), QStringLiteral("give csv or ndjson"));
    auto idle = parseDuration(ctx.value("after-idle"));
    if (!idle)
        return fail(idle.error());
    options.afterIdle = *idle;
    options.eventsOnly = ctx.isSet("events-only");
    bool isNumber = false;
    options.limit = ctx.value("limit").toUInt(&isNumber);
    if (!isNumber || options.limit == 0 || options.limit > 50'000'000)
        return fail(ErrorKind::Invalid, QStringLiteral("“%1” is no number of tasks").arg(ctx.value("limit")),
            QStringLiteral("--limit"), QStringLiteral("give a number from 1 to 50000000"));
    return options;
}

QueueService::Options serviceOptions(const ExportOptions &options)
{
    bool needsTexts = false;
    for (const TaskColumn *column : options.columns)
        needsTexts |= column->needsTexts;
    QueueService::Options service;
    service.asksWorkers = !options.eventsOnly;
    service.readsResults = !options.eventsOnly;
    service.polls = !options.eventsOnly;
    service.startsStream = false;
    service.limits = {options.limit, needsTexts ? std::size_t(256) << 20 : std::size_t(1) << 20};
    return service;
}

qint64 cpuMicros()
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    const auto micros = [](const timeval &time) { return qint64(time.tv_sec) * 1'000'000 + time.tv_usec; };
    return micros(usage.ru_utime) + micros(usage.ru_stime);
}

qint64 peakRssKb()
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

void say(const QByteArray &line)
{
    std::fwrite(line.constData(), 1, std::size_t(line.size()), stderr);
    std::fputc('\n', stderr);
    std::fflush(stderr);
}

/// What the stream's thread tells, for this thread.
struct Listening {
    std::atomic<bool> isSubscribed {false};
    std::atomic<qint64> liveSince {0}; ///< monotonic ms; 0: down
};

Task<void> ping(ph::queues::QueueService *service, std::stop_token stop)
{
    auto answered = co_await service->broker().read(transport::redis::Command("PING"), std::move(stop), 1s);
    if (!answered)
        co_return fail(answered.error());
    co_return Result<void> {};
}

constexpr Deadline kFirstAnswer = 30s;

QString seconds(Milliseconds time)
{
    return QString::number(qint64(std::chrono::ceil<std::chrono::seconds>(time).count()));
}

/// Nobody should wonder what a silent export waits for. `reason`: why the server is away, where that is known.
void sayWaiting(Context *ctx, const std::optional<Error> &reason, Milliseconds longest)
{
    const QString what = reason ? brief(*reason) : QStringLiteral("the first answer of Redis");
    ctx->out().note(QStringLiteral("waiting for %1; for at most %2 s").arg(what, seconds(longest)));
}

Milliseconds longestDownFor(Milliseconds idle) { return std::max<Milliseconds>(30s, idle * 2); }

/// Until the snapshot is over and the stream was silent for `idle` since (heartbeats of workers do not count), or down
/// for too long.
Task<void> untilSilent(Context *ctx, const QueueSession *opened, std::shared_ptr<Listening> listening,
    ExportSnapshot *snapshot, Milliseconds idle)
{
    const Milliseconds longestDown = longestDownFor(idle);
    MonoTime downSince = ctx->clock().monotonic();
    MonoTime frozenUntil {};
    bool isFrozen = false;
    bool isSaid = false;
    for (;;) {
        const Milliseconds step = std::clamp<Milliseconds>(idle / 20, 5ms, 100ms);
        if (auto slept = co_await sleepFor(step, ctx->stop()); !slept)
            co_return fail(slept.error());
        const MonoTime now = ctx->clock().monotonic();
        const MonoTime liveSince {Milliseconds(listening->liveSince.load())};
        if (liveSince == MonoTime {}) {
            snapshot->pause(now);
            const auto reason = redisDown(opened->session());
            if (!isSaid && reason) {
                isSaid = true;
                sayWaiting(ctx, reason, longestDown);
            }
            if (now - downSince > longestDown)
                co_return fail(ErrorKind::Network,
                    QStringLiteral("Redis was lost and did not come back within %1 s").arg(seconds(longestDown)),
                    reason ? reason->where : QStringLiteral("events"),
                    QStringLiteral("what came until then is printed; start it, then export again"));
            continue;
        }
        isSaid = false;
        downSince = now;
        if (!snapshot->isOver()) {
            if (auto looked = co_await snapshot->look(ctx, opened); !looked)
                co_return fail(looked.error());
            continue;
        }
        const MonoTime last
            = std::max({liveSince, frozenUntil, snapshot->overAt(), opened->queues->store().counts().lastTaskEvent});
        if (!isFrozen && now - last < idle)
            continue;
        // Silence counts of a server that answers; what a frozen one has to say comes afterwards.
        const auto answered = co_await onThread<void>(
            opened->queues, [service = opened->queues](std::stop_token stop) { return ping(service, std::move(stop)); },
            ctx->stop(), 3s);
        if (!answered && isCancelled(answered.error()))
            co_return fail(answered.error());
        if (isFrozen && answered)
            frozenUntil = ctx->clock().monotonic();
        const bool wasFrozen = std::exchange(isFrozen, !answered);
        if (!wasFrozen && !isFrozen && opened->queues->store().counts().lastTaskEvent <= last)
            co_return Result<void> {};
    }
}

/// Ends with the first subscription, or with the reason why there is none.
Task<void> untilSubscribed(Context *ctx, const QueueSession *opened, std::shared_ptr<Listening> listening)
{
    const MonoTime begin = ctx->clock().monotonic();
    bool isSaid = false;
    while (!listening->isSubscribed) {
        if (const auto reason = redisDown(opened->session()))
            co_return fail(*reason);
        const Milliseconds waited = ctx->clock().monotonic() - begin;
        if (!std::exchange(isSaid, isSaid || waited > 1s) && isSaid)
            sayWaiting(ctx, std::nullopt, kFirstAnswer);
        if (waited > kFirstAnswer)
            co_return fail(ErrorKind::Timeout, QStringLiteral("no answer within %1 s").arg(seconds(kFirstAnswer)),
                opened->session().profile().name, QStringLiteral("the server may be stopped or overloaded"),
                QStringLiteral("timeout"));
        if (auto slept = co_await sleepFor(2ms, ctx->stop()); !slept)
            co_return fail(slept.error());
    }
    co_return Result<void> {};
}

/// Returns how many of them still wait though their revoke is noted: Celery's stored result calls those REVOKED.
qint64 writeTasks(const TaskStore &store, const ExportOptions &options)
{
    qint64 noted = 0;
    QStringList names;
    for (const TaskColumn *column : options.columns)
        names << QLatin1String(column->name);
    CsvWriter csv(names);
    const auto write
        = [](const QByteArray &bytes) { std::fwrite(bytes.constData(), 1, std::size_t(bytes.size()), stdout); };
    for (std::uint32_t slot = 0; slot != ph::queues::kNoSlot;) {
        QByteArray page;
        slot = store.scan(
            slot, [&](std::uint32_t, const ph::queues::TaskRecord &record, const TaskStore::Access &access) {
                noted += record.revokeNoted ? 1 : 0;
                if (options.isNdjson) {
                    QJsonObject object;
                    for (qsizetype i = 0; i < names.size(); ++i)
                        object.insert(names[i], options.columns[std::size_t(i)]->value(record, access));
                    page += ndjsonLine(object);
                } else {
                    QList<QJsonValue> cells;
                    for (const TaskColumn *column : options.columns)
                        cells << column->value(record, access);
                    csv.add(cells);
                }
            });
        write(options.isNdjson ? page : csv.take());
    }
    std::fflush(stdout);
    return noted;
}

QJsonObject summary(
    const StoreCounts &counts, std::size_t gaps, int disconnects, double cpuPerEvent, qint64 revokeNoted)
{
    QJsonObject byState;
    for (const auto &[state, count] : counts.byState)
        byState.insert(text(state), qint64(count));
    return QJsonObject {{QStringLiteral("events"), qint64(counts.events)},
        {QStringLiteral("tasks"), qint64(counts.tasks)}, {QStringLiteral("by_state"), byState},
        {QStringLiteral("gaps"), qint64(gaps)}, {QStringLiteral("disconnects"), disconnects},
        {QStringLiteral("malformed"), qint64(counts.malformed)}, {QStringLiteral("evicted"), qint64(counts.evicted)},
        {QStringLiteral("cpu_us_per_event"), cpuPerEvent}, {QStringLiteral("peak_rss_kb"), peakRssKb()},
        {QStringLiteral("revoke_noted"), revokeNoted}};
}

/// On the service's thread.
Task<void> startStream(QueueService *service)
{
    service->startStream();
    co_return Result<void> {};
}

Task<ExitCode> run(Context *ctx)
{
    auto options = optionsOf(*ctx);
    if (!options)
        co_return fail(options.error());
    auto opened = co_await openQueues(ctx, serviceOptions(*options));
    if (!opened)
        co_return fail(opened.error());
    QueueService *service = opened->queues;
    auto listening = std::make_shared<Listening>();
    // Direct: on the stream's thread, so that “ready” is never later than the first event.
    const auto *clock = &ctx->clock();
    QObject::connect(
        &service->stream(), &ph::queues::EventStream::subscribed, &service->stream(),
        [listening, clock] {
            if (!listening->isSubscribed.exchange(true))
                say("ready");
            listening->liveSince = clock->monotonic().time_since_epoch().count();
        },
        Qt::DirectConnection);
    QObject::connect(
        &service->stream(), &ph::queues::EventStream::stateChanged, &service->stream(),
        [listening](const transport::LinkState &state) {
            if (state.phase == transport::LinkPhase::Down)
                listening->liveSince = 0;
        },
        Qt::DirectConnection);
    auto started = co_await onThread<void>(
        service, [service](std::stop_token) { return startStream(service); }, ctx->stop(), 5s);
    if (!started)
        co_return fail(started.error());
    const qint64 cpuBefore = cpuMicros();
    ExportSnapshot snapshot(!options->eventsOnly, longestDownFor(options->afterIdle), ctx->clock().monotonic());
    auto subscribed = co_await untilSubscribed(ctx, &*opened, listening);
    if (!subscribed)
        co_return fail(subscribed.error());
    auto ended = co_await untilSilent(ctx, &*opened, listening, &snapshot, options->afterIdle);
    const qint64 cpu = cpuMicros() - cpuBefore;
    if (ended && !options->eventsOnly) {
        auto settled = co_await onThread<void>(
            service, [service](std::stop_token stop) { return service->settle(0ms, 100'000, std::move(stop)); },
            ctx->stop(), 10min);
        if (!settled)
            ended = fail(settled.error());
    }
    // What came until now is worth having, even when the rest was cut off.
    const TaskStore &store = service->store();
    const qint64 revokeNoted = writeTasks(store, *options);
    const StoreCounts counts = store.counts();
    const std::size_t gaps = store.gaps().size();
    const int disconnects = service->stream().disconnects();
    const auto parts = co_await snapshot.parts(ctx, &*opened);
    if (!parts)
        co_return fail(parts.error());
    for (const QString &part : parts->missing)
        say("left out: " + part.toUtf8());
    QJsonObject told
        = summary(counts, gaps, disconnects, counts.events > 0 ? double(cpu) / double(counts.events) : 0, revokeNoted);
    parts->addTo(told, snapshot.isAwaited());
    say(QJsonDocument(told).toJson(QJsonDocument::Compact));
    if (!ended)
        co_return fail(ended.error());
    const bool isWhole = gaps == 0 && counts.evicted == 0 && counts.malformed == 0 && parts->missing.isEmpty();
    co_return isWhole ? ExitCode::Done : ExitCode::Warnings;
}

} // namespace

Verb tasksExportVerb()
{
    Verb verb;
    verb.words = QStringLiteral("tasks export");
    verb.summary = QStringLiteral("Listen to task events until they cease, then print every task");
    verb.failure = QStringLiteral("The tasks were not exported");
    verb.options = sourceOptions();
    verb.options << QCommandLineOption(QStringLiteral("columns"),
        QStringLiteral("Of ") + taskColumnNames().join(QStringLiteral(", ")) + QStringLiteral(" (runtime in seconds)."),
        QStringLiteral("NAMES"), QStringLiteral("id,state,name,queue,worker,runtime"))
                 << QCommandLineOption(QStringLiteral("format"), QStringLiteral("csv or ndjson."),
                        QStringLiteral("FORMAT"), QStringLiteral("csv"))
                 << QCommandLineOption(QStringLiteral("after-idle"),
                        QStringLiteral("End when no task event came for so long (5s, 500ms, 2m)."),
                        QStringLiteral("TIME"), QStringLiteral("5s"))
                 << QCommandLineOption(
                        QStringLiteral("events-only"), QStringLiteral("No snapshot: only what the stream tells."))
                 << QCommandLineOption(QStringLiteral("limit"),
                        QStringLiteral("Keep at most so many tasks; older finished ones make room."),
                        QStringLiteral("NUMBER"), QStringLiteral("2000000"));
    verb.answers.hasCsv = true;
    verb.example
        = QStringLiteral("pilothousectl tasks export --env Staging --columns id,state --format csv --after-idle 5s");
    verb.run = run;
    return verb;
}

} // namespace ph::ctl::queues
