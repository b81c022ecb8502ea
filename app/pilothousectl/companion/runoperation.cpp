// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/runoperation.h"

#include "app/pilothousectl/companion/showplan.h"
#include "services/auth/autharea.h"
#include "services/base/post.h"

#include <QDateTime>
#include <QJsonArray>
#include <QPointer>

namespace ph::ctl {

using namespace std::chrono_literals;
using operations::ActionClass;
using operations::Operation;
using operations::OperationRun;
using operations::RunPhase;
using operations::StepState;

namespace {

constexpr Deadline s_planLimit = 60s;
constexpr Deadline s_runLimit = 30min; // the steps have deadlines of their own; this one bounds a defect only

struct Planned {
    std::shared_ptr<Operation> operation;
    operations::Plan plan;
};

Task<Planned> planned(MakeOperation make, std::stop_token stop)
{
    auto operation = make();
    if (!operation)
        co_return fail(operation.error());
    auto plan = co_await (*operation)->plan(std::move(stop));
    if (!plan)
        co_return fail(plan.error());
    co_return Planned {std::move(*operation), std::move(*plan)};
}

QString wouldBeRefused() { return QStringLiteral("It would be refused"); }

/// May it be done? Where nobody could find out who is signed in (the window is locked, the sign-in server does not
/// answer), that is the reason, and not that nobody is.
operations::Verdict verdictOf(
    platform::PlatformSession *session, const operations::ActionSpec &spec, const operations::Tenants &tenants)
{
    operations::Verdict verdict = session->guard().can(spec, tenants);
    auto *area = session->area<ph::auth::AuthArea>();
    if (verdict.allowed || verdict.refusal.code != u"signed-out" || area == nullptr)
        return verdict;
    if (const auto why = area->session().state()->whyNobody())
        verdict.refusal = *why;
    return verdict;
}

/// What was given with --yes, for this plan.
Result<operations::Confirmation> confirmationOf(const Context &ctx, const operations::Plan &plan, ActionClass effective)
{
    const QString name = ctx.confirmedName();
    if (!name.isEmpty() && name != plan.typedName())
        return fail(ErrorKind::Refused, QStringLiteral("“%1” is not what the plan is about").arg(name.left(60)),
            QStringLiteral("--yes"), QStringLiteral("the name is %1").arg(plan.typedName()),
            QStringLiteral("typed-name"));
    return operations::Confirmation {effective, name, ctx.reason(), plan.fingerprint};
}

/// Ctrl+C while an operation runs: before its next step, never in the middle of one.
class StopBetweenSteps final {
public:
    StopBetweenSteps(operations::Runner *runner, std::stop_token stop)
        : m_id(std::make_shared<QString>())
        , m_seen(QObject::connect(
              runner, &operations::Runner::changed, runner, [id = m_id](const OperationRun &run) { *id = run.id; },
              Qt::DirectConnection))
        , m_callback(std::move(stop), Cancel {runner, m_id})
    {
    }
    ~StopBetweenSteps() { QObject::disconnect(m_seen); }
    StopBetweenSteps(const StopBetweenSteps &) = delete;
    StopBetweenSteps &operator=(const StopBetweenSteps &) = delete;

private:
    struct Cancel {
        operations::Runner *runner;
        std::shared_ptr<QString> id; // of the runner's thread
        void operator()() const
        {
            post(runner, [runner = runner, id = id] { runner->cancel(*id); });
        }
    };
    std::shared_ptr<QString> m_id;
    QMetaObject::Connection m_seen;
    std::stop_callback<Cancel> m_callback;
};

/// What did not happen, by how far it came.
QString failureOf(const Context &ctx, RunPhase phase)
{
    switch (phase) {
    case RunPhase::Unknown: return QStringLiteral("It is not known whether it happened");
    case RunPhase::Done:
    case RunPhase::DoneWithWarnings: return QStringLiteral("It was done, but could not be read back");
    default: return ctx.failure();
    }
}

ExitCode tell(const Context &ctx, const OperationRun &run, const operations::Plan *plan)
{
    Output &out = ctx.out();
    if (out.format() == Output::Format::Json) {
        QJsonObject all {{QStringLiteral("run"), toJson(run)}};
        if (plan != nullptr)
            all.insert(QStringLiteral("plan"), plan->toJson());
        out.json(all);
    } else {
        showRun(out, run);
        if (run.error)
            out.error(*run.error, failureOf(ctx, run.phase));
    }
    return exitCodeOf(run);
}

void show(Output &out, const operations::Plan &plan, const operations::Verdict &verdict)
{
    if (out.format() == Output::Format::Json)
        out.json(QJsonObject {{QStringLiteral("plan"), plan.toJson()},
            {QStringLiteral("class"), int(verdict.effectiveClass)}, {QStringLiteral("allowed"), verdict.allowed},
            {QStringLiteral("because"), verdict.allowed ? verdict.because : brief(verdict.refusal)}});
    else
        showPlan(out, plan, verdict);
}

/// Why a run would not begin: the Guard's reason first, for what is missing in the world is no concern of who may not.
std::optional<Error> refusalOf(const operations::Plan &plan, const operations::Verdict &verdict)
{
    if (!verdict.allowed)
        return verdict.refusal;
    return plan.canRun() ? std::nullopt : std::optional(plan.unmet());
}

/// The plan and why it is not done; the code is the one that the run ends with.
ExitCode refused(const Context &ctx, const operations::Plan &plan, const operations::Verdict &verdict, const Error &why)
{
    show(ctx.out(), plan, verdict);
    ctx.out().error(why, ctx.isDryRun() ? wouldBeRefused() : ctx.failure());
    return exitCodeOf(why);
}

/// One that a crash cut, before anybody goes on with it.
void showCut(Output &out, const OperationRun &cut, const QString &nothingLeft)
{
    if (out.format() == Output::Format::Json)
        return out.json(
            QJsonObject {{QStringLiteral("run"), toJson(cut)}, {QStringLiteral("nothing_left"), nothingLeft}});
    showRun(out, cut);
    if (!nothingLeft.isEmpty())
        out.line(QStringLiteral("  %1 Going on ends it as done and sends nothing.").arg(nothingLeft));
}

Error notConfirmed(const QString &title, const QString &how)
{
    return fail(ErrorKind::Refused, QStringLiteral("the plan above waits for it"), title,
        QStringLiteral("repeat it with %1").arg(how), QStringLiteral("confirmation"))
        .error();
}

ExitCode unconfirmed(const Context &ctx, const operations::Plan &plan, const operations::Verdict &verdict)
{
    show(ctx.out(), plan, verdict);
    if (ctx.isDryRun())
        return ExitCode::Done;
    const QString how = verdict.effectiveClass == ActionClass::Destructive
        ? QStringLiteral("--yes \"%1\" --reason TEXT").arg(plan.typedName())
        : QStringLiteral("--yes");
    ctx.out().error(notConfirmed(plan.title, how), ctx.failure());
    return ExitCode::Refused;
}

} // namespace

ExitCode exitCodeOf(const OperationRun &run)
{
    switch (run.phase) {
    case RunPhase::Done: return ExitCode::Done;
    case RunPhase::DoneWithWarnings: return ExitCode::Warnings;
    case RunPhase::Unknown: return ExitCode::Unreachable;
    case RunPhase::Failed: return run.error ? exitCodeOf(*run.error) : ExitCode::Failed;
    default: return ExitCode::Interrupted;
    }
}

QJsonObject toJson(const OperationRun &run)
{
    static const char *const s_states[] = {"waiting", "running", "done", "warning", "failed", "unknown"};
    QJsonArray steps;
    for (const StepState &state : run.steps)
        steps << QJsonObject {{QStringLiteral("id"), state.step.id}, {QStringLiteral("title"), state.step.title},
            {QStringLiteral("command"), state.step.command},
            {QStringLiteral("state"), QLatin1String(s_states[size_t(state.state)])},
            {QStringLiteral("summary"), state.summary}};
    const auto time = [](WallTime at) -> QJsonValue {
        if (at == WallTime {})
            return QJsonValue::Null;
        return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODateWithMs);
    };
    QJsonObject json {{QStringLiteral("id"), run.id}, {QStringLiteral("action"), run.action},
        {QStringLiteral("title"), run.title}, {QStringLiteral("object"), run.objectName},
        {QStringLiteral("who"), run.who}, {QStringLiteral("reason"), run.reason},
        {QStringLiteral("phase"), operations::runPhaseName(run.phase)}, {QStringLiteral("steps"), steps},
        {QStringLiteral("written_off"), run.isWrittenOff}, {QStringLiteral("evidence"), run.evidence},
        {QStringLiteral("started_at"), time(run.startedAt)}, {QStringLiteral("ended_at"), time(run.endedAt)}};
    if (run.error)
        json.insert(QStringLiteral("error"),
            QJsonObject {{QStringLiteral("kind"), kindName(run.error->kind)}, {QStringLiteral("code"), run.error->code},
                {QStringLiteral("message"), brief(*run.error)}});
    return json;
}

Task<ExitCode> runOperation(
    Context *ctx, platform::PlatformSession *session, operations::ActionSpec spec, MakeOperation make)
{
    operations::Runner *runner = session->runner();
    auto ready = co_await onThread<Planned>(
        runner, [make = std::move(make)](std::stop_token stop) { return planned(make, std::move(stop)); }, ctx->stop(),
        s_planLimit, spec.id);
    if (!ready)
        co_return fail(ready.error());
    const operations::Verdict verdict = verdictOf(session, spec, ready->plan.tenants);
    if (const auto why = refusalOf(ready->plan, verdict))
        co_return refused(*ctx, ready->plan, verdict, *why);
    auto confirmation = confirmationOf(*ctx, ready->plan, verdict.effectiveClass);
    if (!confirmation)
        co_return fail(confirmation.error());
    // As in the window: what is small and can be taken back takes one step, and the way back is told afterwards.
    const bool needsYes = verdict.effectiveClass != ActionClass::Reversible;
    if (ctx->isDryRun() || (needsYes && !ctx->isConfirmed()))
        co_return unconfirmed(*ctx, ready->plan, verdict);
    const StopBetweenSteps stopper(runner, ctx->stop());
    auto run = co_await onThread<OperationRun>(
        runner,
        [runner, operation = ready->operation, confirmation = *confirmation](
            std::stop_token) { return runner->run(operation, confirmation, {}); },
        {}, s_runLimit, spec.id);
    if (!run)
        co_return fail(run.error());
    co_return tell(*ctx, *run, &ready->plan);
}

Task<ExitCode> resumeOperation(Context *ctx, platform::PlatformSession *session, OperationRun cut)
{
    operations::Runner *runner = session->runner();
    const auto make = [session, cut] { return session->makeOperation(cut.action, cut.parameters); };
    auto ready = co_await onThread<Planned>(
        runner, [make](std::stop_token stop) { return planned(make, std::move(stop)); }, ctx->stop(), s_planLimit,
        cut.action);
    if (!ready)
        co_return fail(ready.error());
    const operations::Verdict verdict = verdictOf(session, ready->operation->spec(), cut.tenants);
    const bool sends = ready->plan.nothingLeft.isEmpty() && std::ranges::any_of(cut.steps, operations::isLeft);
    auto why = verdict.allowed ? std::optional<Error>() : std::optional(verdict.refusal);
    if (!why && sends && !ready->plan.canRun())
        why = ready->plan.unmet();
    // Where nothing is left to be sent, going on changes nothing: it ends the entry.
    if (ctx->isDryRun() || (sends && !ctx->isConfirmed()) || why) {
        showCut(ctx->out(), cut, ready->plan.nothingLeft);
        if (why)
            ctx->out().error(*why, ctx->isDryRun() ? wouldBeRefused() : ctx->failure());
        else if (!ctx->isDryRun())
            ctx->out().error(notConfirmed(cut.title, QStringLiteral("--yes")), ctx->failure());
        co_return why ? exitCodeOf(*why) : ctx->isDryRun() ? ExitCode::Done : ExitCode::Refused;
    }
    const operations::Confirmation confirmation {verdict.effectiveClass, ctx->confirmedName(), ctx->reason(), {}};
    const StopBetweenSteps stopper(runner, ctx->stop());
    auto run = co_await onThread<OperationRun>(
        runner,
        [runner, id = cut.id, operation = ready->operation, confirmation](
            std::stop_token) { return runner->resume(id, operation, confirmation, {}); },
        {}, s_runLimit, cut.action);
    if (!run)
        co_return fail(run.error());
    co_return tell(*ctx, *run, nullptr);
}

} // namespace ph::ctl
