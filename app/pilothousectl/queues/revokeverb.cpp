// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/runoperation.h"
#include "app/pilothousectl/queues/queuesession.h"
#include "app/pilothousectl/queues/verbs.h"
#include "services/queues/revokeoperation.h"

namespace ph::ctl::queues {

using namespace std::chrono_literals;
using ph::queues::RevokeOperation;
using ph::queues::RevokeRequest;

namespace {

Task<ExitCode> run(Context *ctx)
{
    if (ctx->arguments().isEmpty())
        co_return fail(ErrorKind::Invalid, QStringLiteral("no task was named"), QStringLiteral("tasks revoke"),
            QStringLiteral("as in `pilothousectl tasks revoke ID… --yes`; a bare --yes stands last"));
    RevokeRequest request {ctx->arguments(), ctx->isSet("terminate"), ctx->value("signal").toUpper()};
    if (!request.signal.startsWith(QLatin1String("SIG")))
        request.signal.prepend(QLatin1String("SIG"));
    if (ctx->isSet("signal") && !request.terminate)
        co_return fail(ErrorKind::Invalid, QStringLiteral("a signal ends a running task only"),
            QStringLiteral("--signal"), QStringLiteral("give --terminate too"));
    auto opened = co_await openActingQueues(ctx);
    if (!opened)
        co_return fail(opened.error());
    auto *service = opened->queues;
    co_return co_await runOperation(ctx, &opened->session(), RevokeOperation::specOf(request.terminate),
        [service, request]() -> Result<std::shared_ptr<operations::Operation>> {
            return std::make_shared<RevokeOperation>(*service, request);
        });
}

} // namespace

Verb tasksRevokeVerb()
{
    Verb verb;
    verb.words = QStringLiteral("tasks revoke");
    verb.arguments = QStringLiteral("ID…");
    verb.summary = QStringLiteral("Tell workers to skip tasks, or to end them; shows the plan first");
    verb.failure = QStringLiteral("No task was revoked");
    verb.options = planOptions();
    verb.options << QCommandLineOption(
        QStringLiteral("terminate"), QStringLiteral("Also end the process that runs it: its work so far is lost."))
                 << QCommandLineOption(QStringLiteral("signal"),
                        QStringLiteral("With --terminate: ") + RevokeOperation::signalNames().join(QStringLiteral(", "))
                            + QLatin1Char('.'),
                        QStringLiteral("NAME"), QStringLiteral("SIGTERM"));
    verb.example = QStringLiteral("pilothousectl tasks revoke ID --env Staging --yes --reason \"INC-2291\"");
    verb.act = plannedAct;
    verb.run = run;
    return verb;
}

} // namespace ph::ctl::queues
