// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/runoperation.h"
#include "app/pilothousectl/queues/queuesession.h"
#include "app/pilothousectl/queues/verbs.h"
#include "services/queues/eventsoperation.h"

namespace ph::ctl::queues {

using ph::queues::EventsOperation;

namespace {

Task<ExitCode> run(Context *ctx, bool enable)
{
    auto opened = co_await openActingQueues(ctx);
    if (!opened)
        co_return fail(opened.error());
    auto *service = opened->queues;
    co_return co_await runOperation(ctx, &opened->session(), EventsOperation::specOf(enable),
        [service, nodes = ctx->arguments(), enable]() -> Result<std::shared_ptr<operations::Operation>> {
            return std::make_shared<EventsOperation>(*service, nodes, enable);
        });
}

} // namespace

Verb workersEventsVerb(bool enable)
{
    Verb verb;
    verb.words = EventsOperation::specOf(enable).verb;
    verb.arguments = QStringLiteral("[NODE…]");
    verb.summary = enable ? QStringLiteral("Ask workers to send task events (all, or those named)")
                          : QStringLiteral("Ask workers to send no task events");
    verb.failure = enable ? QStringLiteral("No worker was asked to send events")
                          : QStringLiteral("No worker was asked to stop sending events");
    verb.options = planOptions();
    verb.example = QStringLiteral("pilothousectl %1 --env Staging").arg(verb.words);
    verb.act = plannedAct;
    verb.run = [enable](Context *ctx) { return run(ctx, enable); };
    return verb;
}

} // namespace ph::ctl::queues
