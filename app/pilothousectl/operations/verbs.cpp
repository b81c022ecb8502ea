// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/operations/verbs.h"

#include "app/pilothousectl/companion/actingsession.h"
#include "app/pilothousectl/companion/runoperation.h"
#include "services/wording/times.h"

#include <QJsonArray>
#include <algorithm>

namespace ph::ctl::activity {

using namespace std::chrono_literals;
using ph::operations::OperationRun;
using ph::operations::RunPhase;

namespace {

using Areas = std::function<std::vector<platform::AreaFactory>()>;

Task<std::vector<OperationRun>> history(platform::PlatformSession *session, std::stop_token stop)
{
    auto *runner = session->runner();
    co_return co_await onThread<std::vector<OperationRun>>(
        runner, [runner](std::stop_token s) { return runner->history(std::move(s)); }, stop, 30s);
}

/// What is wrong with the local audit log, if anything is.
Task<std::optional<Error>> auditTrouble(platform::PlatformSession *session, std::stop_token stop)
{
    auto *runner = session->runner();
    const auto checked = co_await onThread<void>(
        runner, [runner](std::stop_token s) { return runner->checkAudit(std::move(s)); }, stop, 30s);
    if (!checked && checked.error().kind != ErrorKind::Protocol)
        co_return fail(checked.error());
    co_return checked ? std::optional<Error>() : std::optional(checked.error());
}

/// Its journal could not be read.
bool isDamaged(const OperationRun &run)
{
    return run.error && run.error->code == QLatin1String("JOURNAL_DAMAGED") && run.steps.empty();
}

Task<ExitCode> list(Context *ctx)
{
    if (auto named = refuseAddresses(*ctx); !named)
        co_return fail(named.error());
    auto open = co_await openSession(ctx, {});
    if (!open)
        co_return fail(open.error());
    auto runs = co_await history(open->session.get(), ctx->stop());
    if (!runs)
        co_return fail(runs.error());
    const auto audit = co_await auditTrouble(open->session.get(), ctx->stop());
    if (!audit)
        co_return fail(audit.error());
    if (ctx->out().format() == Output::Format::Json) {
        QJsonArray all;
        for (const OperationRun &run : *runs)
            all << toJson(run);
        ctx->out().json(QJsonObject {{QStringLiteral("operations"), all}});
    } else if (!runs->empty() || ctx->out().format() == Output::Format::Csv) {
        std::vector<std::vector<Cell>> rows;
        for (const OperationRun &run : *runs)
            rows.push_back({Cell(wording::dateTime(run.startedAt), toJson(run)[QLatin1String("started_at")]),
                run.isWrittenOff ? Cell(QStringLiteral("written off"), QStringLiteral("written-off"))
                                 : Cell(ph::operations::runPhaseName(run.phase)),
                Cell(run.title), Cell(run.who), Cell(run.id)});
        ctx->out().table(
            {{QStringLiteral("STARTED"), QStringLiteral("started_at")},
                {QStringLiteral("PHASE"), QStringLiteral("phase")},
                {QStringLiteral("OPERATION"), QStringLiteral("title")}, {QStringLiteral("WHO"), QStringLiteral("who")},
                {QStringLiteral("ID"), QStringLiteral("id"), Align::Left, true}},
            rows);
    }
    if (runs->empty() && ctx->out().format() == Output::Format::Human)
        ctx->out().note(QStringLiteral("Nothing was changed from here yet."));
    const bool needs
        = std::ranges::any_of(*runs, [](const OperationRun &run) { return run.phase == RunPhase::Interrupted; });
    bool isUnreadable = false;
    for (const OperationRun &run : *runs)
        if (isDamaged(run)) {
            ctx->out().error(*run.error, QStringLiteral("An operation could not be read"));
            isUnreadable = true;
        }
    if (*audit) {
        ctx->out().error(**audit, QStringLiteral("Nothing can be changed from here"));
        isUnreadable = true;
    }
    co_return isUnreadable ? ExitCode::Failed : needs ? ExitCode::Interrupted : ExitCode::Done;
}

/// The operation that the argument names.
Task<OperationRun> named(Context *ctx, platform::PlatformSession *session)
{
    if (ctx->arguments().size() != 1)
        co_return fail(ErrorKind::Invalid, QStringLiteral("name one operation by its id"), QStringLiteral("operations"),
            QStringLiteral("`pilothousectl operations` lists them"));
    auto runs = co_await history(session, ctx->stop());
    if (!runs)
        co_return fail(runs.error());
    const QString id = ctx->arguments().front();
    const auto found = std::ranges::find(*runs, id, &OperationRun::id);
    if (found == runs->end())
        co_return fail(ErrorKind::NotFound, QStringLiteral("there is no such operation"), id.left(60),
            QStringLiteral("`pilothousectl operations` lists them"));
    if (isDamaged(*found))
        co_return fail(*found->error);
    co_return *found;
}

Task<ExitCode> resume(Context *ctx, Areas areas)
{
    if (auto named = refuseAddresses(*ctx); !named)
        co_return fail(named.error());
    auto open = co_await openActingSession(ctx, areas());
    if (!open)
        co_return fail(open.error());
    auto run = co_await named(ctx, open->session.get());
    if (!run)
        co_return fail(run.error());
    if (run->phase != RunPhase::Interrupted)
        co_return fail(ErrorKind::Conflict,
            QStringLiteral("it was not cut off: %1").arg(ph::operations::runPhaseName(run->phase)), run->title);
    co_return co_await resumeOperation(ctx, open->session.get(), *run);
}

Task<ExitCode> abandon(Context *ctx)
{
    if (auto named = refuseAddresses(*ctx); !named)
        co_return fail(named.error());
    if (ctx->reason().trimmed().size() < 3)
        co_return fail(ErrorKind::Invalid,
            ctx->reason().trimmed().isEmpty()
                ? QStringLiteral("a reason is missing")
                : QStringLiteral("the reason is too short: it needs 3 characters at least"),
            QStringLiteral("--reason"), QStringLiteral("it is kept in the audit log"));
    auto open = co_await openActingSession(ctx, {});
    if (!open)
        co_return fail(open.error());
    auto run = co_await named(ctx, open->session.get());
    if (!run)
        co_return fail(run.error());
    auto *runner = open->session->runner();
    auto done = co_await onThread<void>(
        runner,
        [runner, id = run->id, reason = ctx->reason()](
            std::stop_token stop) { return runner->abandon(id, reason, std::move(stop)); },
        ctx->stop(), 30s);
    if (!done)
        co_return fail(done.error());
    ctx->out().outcome(QStringLiteral("%1 is written off.").arg(run->title),
        {{QStringLiteral("id"), run->id}, {QStringLiteral("title"), run->title},
            {QStringLiteral("reason"), ctx->reason()}, {QStringLiteral("written_off"), true}});
    co_return ExitCode::Done;
}

} // namespace

Verbs verbs(Areas areas)
{
    Verbs all;
    all.push_back({QStringLiteral("operations"), {},
        QStringLiteral("What was changed from here, and what a crash cut off; exit 6 when something was"),
        QStringLiteral("The operations were not listed"), environmentOptions(), list, {.hasCsv = true}});
    all.push_back({QStringLiteral("operations resume"), QStringLiteral("ID"),
        QStringLiteral("Go on where a crash cut an operation; shows it first"),
        QStringLiteral("The operation was not resumed"), environmentOptions(),
        [areas](Context *ctx) { return resume(ctx, areas); }});
    all.push_back({QStringLiteral("operations abandon"), QStringLiteral("ID"),
        QStringLiteral("Write off what was cut off or never answered, with --reason"),
        QStringLiteral("The operation was not written off"), environmentOptions(), abandon});
    all[0].example = QStringLiteral("pilothousectl operations --env Staging");
    all[1].example = QStringLiteral("pilothousectl operations resume ID --env Staging --yes");
    all[2].example = QStringLiteral("pilothousectl operations abandon ID --env Staging --reason \"done by hand\"");
    all[1].act = plannedAct;
    all[2].act = {.hasReason = true};
    return all;
}

} // namespace ph::ctl::activity
