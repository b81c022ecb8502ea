// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/queues/watch.h"

namespace ph::ctl::queues {

using namespace std::chrono_literals;

namespace {

/// On the service's thread.
Task<Seen> seenBy(ph::queues::QueueService *service)
{
    co_return Seen {service->queues(), service->workers(), service->state()};
}

Task<Seen> look(ph::queues::QueueService *service, std::stop_token stop)
{
    return onThread<Seen>(service, [service](std::stop_token) { return seenBy(service); }, std::move(stop), 5s);
}

} // namespace

Task<ExitCode> showOrWatch(Context *ctx, const QueueSession *opened, std::function<ExitCode(const Seen &)> print)
{
    auto whole = co_await waitForSnapshot(ctx, opened, 20s);
    if (!whole)
        co_return fail(whole.error());
    for (;;) {
        auto seen = co_await look(opened->queues, ctx->stop());
        if (!seen)
            co_return fail(seen.error());
        if (ctx->isSet("watch"))
            ctx->out().beginFrame();
        const ExitCode code = print(*seen);
        ctx->out().flush();
        if (!ctx->isSet("watch") || ctx->out().isBroken())
            co_return code;
        if (auto slept = co_await sleepFor(2s, ctx->stop()); !slept)
            co_return ExitCode::Done; // Ctrl+C is how a watch ends
    }
}

} // namespace ph::ctl::queues
