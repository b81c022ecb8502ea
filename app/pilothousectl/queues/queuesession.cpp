// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/queuesession.h"

#include "app/pilothousectl/companion/actingsession.h"
#include "services/transport/link/countdown.h"

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
Task<bool> hasSnapshot(ph::queues::QueueService *service)
{
    co_return service->state().hasSnapshot && service->queues().has_value();
}

/// Redis answers, and refuses what the reader asks for: waiting would change nothing.
Task<void> notRefused(ph::queues::QueueService *service)
{
    const auto &error = service->state().pollError;
    if (error && (error->kind == ErrorKind::Forbidden || error->kind == ErrorKind::Auth))
        co_return fail(*error);
    co_return Result<void> {};
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

Task<void> waitForSnapshot(Context *ctx, const QueueSession *session, Deadline deadline)
{
    const transport::Countdown countdown(deadline);
    auto *service = session->queues;
    for (;;) {
        auto whole = co_await onThread<bool>(
            service, [service](std::stop_token) { return hasSnapshot(service); }, ctx->stop(), 5s);
        if (!whole)
            co_return fail(whole.error());
        if (*whole)
            co_return Result<void> {};
        if (const auto reason = redisDown(session->session()))
            co_return fail(*reason);
        auto allowed = co_await onThread<void>(
            service, [service](std::stop_token) { return notRefused(service); }, ctx->stop(), 5s);
        if (!allowed)
            co_return allowed;
        if (countdown.left() <= 1ms)
            co_return fail(ErrorKind::Timeout, QStringLiteral("the broker did not answer everything in time"),
                session->session().profile().name);
        if (auto slept = co_await sleepFor(20ms, ctx->stop()); !slept)
            co_return fail(slept.error());
    }
}

} // namespace ph::ctl::queues
