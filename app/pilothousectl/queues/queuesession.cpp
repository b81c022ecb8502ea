// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/queuesession.h"

#include "app/pilothousectl/companion/actingsession.h"

namespace ph::ctl::queues {

using namespace std::chrono_literals;
using platform::LinkKind;
using platform::Profile;

namespace {

/// What the options say beyond the address. An environment has its own prefixes and queues.
Result<void> adjust(const Context &ctx, Profile &profile, bool isAdHoc)
{
    if (ctx.isSet("no-probes"))
        profile.isSilent = true;
    for (const char *option : {"key-prefix", "results-prefix", "queue"})
        if (ctx.isSet(option) && !isAdHoc)
            return fail(ErrorKind::Invalid, QStringLiteral("the environment says this already"),
                QStringLiteral("--%1").arg(QLatin1String(option)), QStringLiteral("it goes with --broker"));
    for (platform::Link &link : profile.links) {
        if (!isAdHoc || link.kind != LinkKind::Redis)
            continue;
        if (link.role == QLatin1String("broker")) {
            link.keyPrefix = ctx.value("key-prefix");
            link.queues = ctx.values("queue");
        } else if (link.role == QLatin1String("results")) {
            link.keyPrefix = ctx.value("results-prefix");
        }
    }
    return {};
}

ProfileChange adjusting(const Context *ctx)
{
    return [ctx](Profile &profile, bool isAdHoc) { return adjust(*ctx, profile, isAdHoc); };
}

Result<QueueSession> withQueues(OpenSession open)
{
    QueueSession session {std::move(open), nullptr};
    session.queues = session.session().area<ph::queues::QueueService>();
    if (session.queues != nullptr)
        return session;
    if (const auto reason = redisDown(session.session()))
        return fail(*reason);
    return fail(ErrorKind::NotFound, QStringLiteral("no Redis broker was named"), session.session().profile().name,
        QStringLiteral("add its link, role “broker”, to the environment; or give --broker rediss://HOST:PORT/DB"));
}

/// On the service's thread. One poll is enough: the tending loop rings for one after the workers answered.
Task<FirstReading> readingOf(ph::queues::QueueService *service)
{
    FirstReading reading;
    reading.isPolled = service->queues().has_value();
    reading.isWhole = service->state().hasSnapshot && service->queues().has_value();
    reading.steps = service->steps();
    reading.results = service->results().looked();
    reading.pollError = service->state().pollError;
    reading.broker = service->broker().endpoint().where();
    co_return reading;
}

/// It may be over with the next poll; the link goes on trying.
bool isPassing(const Error &error)
{
    static const QStringList s_codes = {QStringLiteral("LOADING"), QStringLiteral("BUSY"), QStringLiteral("TRYAGAIN"),
        QStringLiteral("MASTERDOWN"), QStringLiteral("CLUSTERDOWN")};
    return error.kind == ErrorKind::Network || error.kind == ErrorKind::Timeout || error.kind == ErrorKind::Tls
        || s_codes.contains(error.code);
}

} // namespace

QList<QCommandLineOption> sourceOptions()
{
    return addressOptions()
        + QList<QCommandLineOption> {
            {QStringLiteral("key-prefix"), QStringLiteral("With --broker: Celery's global_keyprefix there."),
                QStringLiteral("TEXT")},
            {QStringLiteral("results-prefix"), QStringLiteral("With --redis: global_keyprefix of the result backend."),
                QStringLiteral("TEXT")},
            {QStringLiteral("queue"),
                QStringLiteral("With --broker: a queue to show even if nothing names it; may be repeated."),
                QStringLiteral("NAME")},
            {QStringLiteral("no-probes"), QStringLiteral("Read only; ask no worker anything.")},
        };
}

QList<QCommandLineOption> planOptions()
{
    QList<QCommandLineOption> all = sourceOptions();
    for (QCommandLineOption &option : all) {
        const QString name = option.names().constFirst();
        if (name == QLatin1String("broker"))
            option.setDescription(QStringLiteral(
                "With --dry-run: Celery's broker, in place of an environment. Acting needs an environment."));
        else if (name == QLatin1String("postgres") || name == QLatin1String("prometheus")
            || name == QLatin1String("auth") || name == QLatin1String("publishable-key"))
            option.setFlags(QCommandLineOption::HiddenFromHelp);
    }
    return all;
}

Task<QueueSession> openQueues(Context *ctx, ph::queues::QueueService::Options options)
{
    auto open = co_await openSession(ctx, {ph::queues::queuesArea(options)}, adjusting(ctx));
    if (!open)
        co_return fail(open.error());
    co_return withQueues(std::move(*open));
}

Task<QueueSession> openActingQueues(Context *ctx)
{
    ph::queues::QueueService::Options options;
    options.readsResults = false; // an operation reads those of its own tasks
    auto open = co_await openActingSession(ctx, {ph::queues::queuesArea(options)}, adjusting(ctx));
    if (!open)
        co_return fail(open.error());
    auto opened = withQueues(std::move(*open));
    if (!opened)
        co_return fail(opened.error());
    if (auto whole = co_await waitForSnapshot(ctx, &*opened, 20s); !whole)
        co_return fail(whole.error());
    co_return opened;
}

std::optional<Error> redisDown(platform::PlatformSession &session)
{
    for (const platform::LinkInfo &link : session.links().links())
        if (link.kind == LinkKind::Redis && link.state.phase == transport::LinkPhase::Down)
            return link.state.reason;
    return std::nullopt;
}

bool FirstReading::isRefused() const { return pollError && !isPassing(*pollError); }

Error FirstReading::standstill(Deadline silence) const
{
    if (pollError) {
        Error error = *pollError;
        if (error.where != broker)
            error.where = error.where.isEmpty() ? broker : broker + QStringLiteral(", ") + error.where;
        return error;
    }
    const QString read
        = results > 0 ? QStringLiteral("; %1 stored results were read until then").arg(results) : QString();
    return {ErrorKind::Timeout,
        QStringLiteral("it answered, but nothing more came for %1 s%2").arg(silence / 1s).arg(read), broker,
        QStringLiteral("the server may be overloaded, or the way to it too narrow"), QStringLiteral("timeout"), {}, {}};
}

Task<FirstReading> firstReading(const QueueSession *session, std::stop_token stop)
{
    auto *service = session->queues;
    return onThread<FirstReading>(
        service, [service](std::stop_token) { return readingOf(service); }, std::move(stop), 5s);
}

Task<void> waitForSnapshot(Context *ctx, const QueueSession *session, Deadline silence)
{
    std::uint64_t steps = 0;
    MonoTime movedAt = ctx->clock().monotonic();
    MonoTime failingSince = movedAt;
    for (;;) {
        auto reading = co_await firstReading(session, ctx->stop());
        if (!reading)
            co_return fail(reading.error());
        if (reading->isWhole)
            co_return Result<void> {};
        if (const auto reason = redisDown(session->session()))
            co_return fail(*reason);
        if (reading->isRefused())
            co_return fail(reading->standstill(silence));
        const MonoTime now = ctx->clock().monotonic();
        if (reading->isPolled || !reading->pollError)
            failingSince = now;
        if (std::exchange(steps, reading->steps) != reading->steps)
            movedAt = now;
        if (now - movedAt > silence || now - failingSince > silence)
            co_return fail(reading->standstill(silence));
        if (auto slept = co_await sleepFor(20ms, ctx->stop()); !slept)
            co_return fail(slept.error());
    }
}

} // namespace ph::ctl::queues
