// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/operations/activeoperation.h"
#include "services/operations/operationrecord.h"

#include "services/base/logging.h"
#include "services/base/stoplink.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QTimer>
#include <QUuid>
#include <algorithm>

namespace ph::operations {

Runner::Runner(Guard &guard, const IdentitySource &identities, const Clock &clock, QString folder, QThreadPool &pool,
    QObject *parent)
    : QObject(parent)
    , m_guard(guard)
    , m_identities(identities)
    , m_clock(clock)
    , m_folder(std::move(folder))
    , m_pool(pool)
    , m_outbox(m_folder + QStringLiteral("/audit.outbox"))
{
    qRegisterMetaType<OperationRun>();
}

Runner::~Runner() = default;

/// While an operation is under way; the last one tells who waits for the end.
class Runner::Busy final {
public:
    explicit Busy(Runner &runner)
        : m_runner(runner)
    {
        ++m_runner.m_busy;
    }
    ~Busy()
    {
        if (--m_runner.m_busy == 0 && m_runner.m_idle)
            QTimer::singleShot(0, &m_runner, std::exchange(m_runner.m_idle, {}));
    }
    Busy(const Busy &) = delete;
    Busy &operator=(const Busy &) = delete;

private:
    Runner &m_runner;
};

void Runner::shutDown(std::function<void()> idle)
{
    m_idle = std::move(idle);
    m_closing.request_stop();
    if (m_busy == 0 && m_idle)
        QTimer::singleShot(0, this, std::exchange(m_idle, {}));
}

void Runner::publish(const Active &active) { Q_EMIT changed(active.run); }

void Runner::cancel(const QString &operationId)
{
    if (const auto active = m_active.value(operationId))
        active->cancel.request_stop();
}

Task<void> Runner::record(std::shared_ptr<Active> active, QJsonObject entry)
{
    entry.insert(QLatin1String("at"), stamp(m_clock.wall()));
    auto append = [](std::shared_ptr<Journal> journal, QJsonObject json) -> Result<void> {
        auto appended = journal->append(json);
        if (!appended)
            return fail(appended.error());
        return {};
    };
    // The journal is written to the end even when the owner goes away: no stop token.
    co_return co_await offload<void>(&m_pool, {}, diskDeadline, append, active->journal, std::move(entry));
}

namespace {

/// What is told of going on with a run that was cut off: its first go told the plan.
QJsonObject goneOn(const OperationRun &run)
{
    QJsonArray left;
    for (const StepState &each : run.steps)
        if (isLeft(each))
            left << each.step.id;
    return {{QStringLiteral("title"), run.title}, {QStringLiteral("goes_on"), true},
        {QStringLiteral("steps_left"), left}, {QStringLiteral("tenants"), run.tenants.toJson()}};
}

} // namespace

Task<void> Runner::audit(std::shared_ptr<Active> active, QString stage)
{
    AuditEntry entry;
    entry.requestId = active->run.id + QLatin1Char('/') + stage;
    if (active->resumes > 0)
        entry.requestId += QLatin1Char('-') + QString::number(active->resumes + 1);
    entry.operationId = active->run.id;
    entry.action = active->run.action;
    entry.stage = stage;
    if (active->identity) {
        entry.subject = active->identity->subject;
        entry.email = active->identity->email;
    }
    entry.object = active->run.objectName;
    entry.tenant = active->run.tenant;
    entry.reason = active->confirmation.reason.isEmpty() ? active->run.reason : active->confirmation.reason;
    entry.environment = m_guard.policy().id;
    entry.at = m_clock.wall();
    if (stage == QLatin1String("intent")) {
        // The plan shows a few of the objects; the parameters name them all.
        entry.details = active->resumes == 0 ? active->plan.toJson() : goneOn(active->run);
        entry.details.insert(QLatin1String("parameters"), redacted(active->run.parameters));
    } else {
        entry.details = {{QStringLiteral("phase"), runPhaseName(active->run.phase)},
            {QStringLiteral("evidence"), active->run.evidence}};
    }
    auto append = [](AuditOutbox outbox, AuditEntry each) { return outbox.append(each); };
    co_return co_await offload<void>(&m_pool, {}, diskDeadline, append, m_outbox, std::move(entry));
}

Task<OperationRun> Runner::run(std::shared_ptr<Operation> operation, Confirmation confirmation, std::stop_token caller)
{
    const LiveTask live;
    const Busy busy(*this);
    const StopLink link(caller, m_closing.get_token());
    const std::stop_token stop = link.token();
    auto plan = co_await operation->plan(stop);
    if (!plan)
        co_return fail(plan.error());
    if (plan->fingerprint != confirmation.planFingerprint)
        co_return fail(ErrorKind::Conflict, QStringLiteral("the plan is not the one that was confirmed"), plan->title,
            QStringLiteral("look at the new plan"), QStringLiteral("plan-changed"));
    if (!plan->canRun())
        co_return fail(plan->unmet());
    // Asked before anything is written; asked again for every step.
    if (auto allowed = m_guard.permit(operation->spec(), plan->tenants, plan->typedName(), confirmation,
            QStringLiteral("check"), QStringLiteral("check"));
        !allowed)
        co_return fail(allowed.error());

    auto active = std::make_shared<Active>();
    active->operation = std::move(operation);
    active->confirmation = std::move(confirmation);
    active->plan = std::move(*plan);
    active->identity = m_identities.identity();
    OperationRun &run = active->run;
    run.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    run.action = active->operation->spec().id;
    run.title = active->plan.title;
    run.objectName = active->plan.objectName;
    run.typedName = active->plan.typedName();
    run.tenant = active->plan.tenants.only();
    run.tenants = active->plan.tenants;
    run.who = active->identity ? active->identity->email : QString();
    run.program = programName();
    run.reason = active->confirmation.reason;
    run.parameters = active->operation->parameters();
    run.startedAt = m_clock.wall();
    for (const PlanStep &step : active->plan.steps)
        run.steps.push_back({step, StepState::State::Waiting, {}});

    auto open = [](QString path) -> Result<Journal> {
        if (auto made = makePrivateDirectory(QFileInfo(path).path()); !made)
            return fail(made.error());
        return Journal::open(path);
    };
    auto journal = co_await offload<Journal>(&m_pool, stop, diskDeadline, open, pathOf(run.id));
    if (!journal)
        co_return fail(journal.error());
    active->journal = std::make_shared<Journal>(std::move(*journal));
    auto begun = co_await record(active,
        {{QStringLiteral("event"), QStringLiteral("begin")}, {QStringLiteral("action"), run.action},
            {QStringLiteral("who"), run.who}, {QStringLiteral("program"), run.program},
            {QStringLiteral("reason"), run.reason}, {QStringLiteral("environment"), m_guard.policy().id},
            {QStringLiteral("spec"), specToJson(active->operation->spec())},
            {QStringLiteral("parameters"), run.parameters}, {QStringLiteral("plan"), active->plan.toJson()}});
    if (!begun)
        co_return fail(begun.error());
    co_return co_await execute(active, stop);
}

Task<OperationRun> Runner::resume(
    QString operationId, std::shared_ptr<Operation> operation, Confirmation confirmation, std::stop_token caller)
{
    const LiveTask live;
    const Busy busy(*this);
    const StopLink link(caller, m_closing.get_token());
    const std::stop_token stop = link.token();
    auto journal = co_await offload<Journal>(&m_pool, stop, diskDeadline, &Journal::open, pathOf(operationId));
    if (!journal)
        co_return fail(journal.error());
    auto active = std::make_shared<Active>();
    active->run = runFromJournal(operationId, journal->records());
    if (active->run.phase != RunPhase::Interrupted)
        co_return fail(ErrorKind::Conflict,
            QStringLiteral("it is over already: %1").arg(runPhaseName(active->run.phase)), active->run.title);
    active->operation = std::move(operation);
    active->confirmation = std::move(confirmation);
    active->identity = m_identities.identity();
    active->journal = std::make_shared<Journal>(std::move(*journal));
    if (auto looked = co_await lookAgain(active, stop); !looked)
        co_return fail(looked.error());
    active->run.phase = RunPhase::Running;
    active->resumes = 1 + int(std::ranges::count_if(active->journal->records(), [](const QJsonObject &each) {
        return each.value(QLatin1String("event")) == QLatin1String("resume");
    }));
    if (auto resumed = co_await record(active,
            {{QStringLiteral("event"), QStringLiteral("resume")},
                {QStringLiteral("who"), active->identity ? active->identity->email : QString()},
                {QStringLiteral("reason"), active->confirmation.reason}});
        !resumed)
        co_return fail(resumed.error());
    co_return co_await execute(active, stop);
}

Task<void> Runner::lookAgain(std::shared_ptr<Active> active, std::stop_token stop)
{
    const OperationRun &run = active->run;
    if (std::ranges::none_of(run.steps, isLeft))
        co_return Result<void> {}; // only the read-back is left
    auto plan = co_await active->operation->plan(stop);
    if (!plan)
        co_return fail(plan.error());
    active->nothingLeft = plan->nothingLeft;
    if (!active->nothingLeft.isEmpty()) { // no permit is asked for where nothing is sent, but the act's right is needed
        const Verdict verdict = m_guard.can(active->operation->spec(), run.tenants);
        co_return verdict.allowed ? Result<void> {} : fail(verdict.refusal);
    }
    co_return plan->canRun() ? Result<void> {} : fail(plan->unmet());
}

Task<void> Runner::endWithoutSteps(std::shared_ptr<Active> active)
{
    OperationRun &run = active->run;
    for (StepState &each : run.steps) {
        if (!isLeft(each))
            continue;
        each.state = StepState::State::Done;
        each.summary = QStringLiteral("ended meanwhile: nothing was sent now");
        auto ended = co_await record(active,
            {{QStringLiteral("event"), QStringLiteral("step-end")}, {QStringLiteral("step"), each.step.id},
                {QStringLiteral("outcome"), QStringLiteral("done")}, {QStringLiteral("summary"), each.summary}});
        if (!ended)
            co_return ended;
    }
    run.phase = RunPhase::Done;
    run.evidence = active->nothingLeft;
    co_return co_await record(active,
        {{QStringLiteral("event"), QStringLiteral("verified")}, {QStringLiteral("summary"), run.evidence},
            {QStringLiteral("confirmed"), true}});
}

Task<OperationRun> Runner::execute(std::shared_ptr<Active> active, std::stop_token stop)
{
    OperationRun &run = active->run;
    m_active.insert(run.id, active);
    publish(*active);
    Result<void> going = co_await audit(active, QStringLiteral("intent"));
    bool begunAny = false;
    if (going && !active->nothingLeft.isEmpty())
        going = co_await endWithoutSteps(active);
    for (size_t i = 0; going && i < run.steps.size(); ++i) {
        if (!isLeft(run.steps[i]))
            continue; // resumed: done before the cut, or nothing is left to do
        if (stop.stop_requested() || active->cancel.stop_requested()) {
            run.phase = RunPhase::Cancelled;
            break;
        }
        begunAny = true;
        going = co_await executeStep(active, i, stop);
    }
    if (!going) {
        run.error = going.error();
        const bool unknown = begunAny && std::any_of(run.steps.begin(), run.steps.end(), [](const StepState &each) {
            return each.state == StepState::State::Unknown;
        });
        run.phase = unknown ? RunPhase::Unknown : RunPhase::Failed;
    } else if (run.phase == RunPhase::Running) {
        run.phase = RunPhase::Verifying;
        publish(*active);
        if (auto verified = co_await verify(active, stop); !verified)
            run.error = verified.error();
    }
    run.endedAt = m_clock.wall();
    QJsonObject end {
        {QStringLiteral("event"), QStringLiteral("end")}, {QStringLiteral("phase"), runPhaseName(run.phase)}};
    if (run.error)
        end.insert(QLatin1String("error"), errorToJson(*run.error));
    if (auto ended = co_await record(active, end); !ended)
        qCWarning(logOperations).noquote()
            << "the end of" << run.id << "could not be journaled:" << brief(ended.error());
    if (auto told = co_await audit(active, QStringLiteral("outcome")); !told) {
        qCWarning(logOperations).noquote()
            << "the outcome of" << run.id << "could not be audited:" << brief(told.error());
        if (run.phase == RunPhase::Done)
            run.phase = RunPhase::DoneWithWarnings;
    }
    active->journal.reset();
    m_active.remove(run.id);
    publish(*active);
    co_return run;
}

Task<void> Runner::executeStep(std::shared_ptr<Active> active, size_t index, std::stop_token stop)
{
    StepState &state = active->run.steps[index];
    const PlanStep step = state.step;
    auto permit = m_guard.permit(active->operation->spec(), active->run.tenants, active->run.typedName,
        active->confirmation, active->run.id, step.id);
    if (!permit) {
        state.state = StepState::State::Failed;
        state.summary = permit.error().what;
        co_return fail(permit.error());
    }
    if (auto begun = co_await record(
            active, {{QStringLiteral("event"), QStringLiteral("step-begin")}, {QStringLiteral("step"), step.id}});
        !begun) {
        state.state = StepState::State::Failed;
        co_return fail(begun.error());
    }
    state.state = StepState::State::Running;
    publish(*active);
    auto result = co_await active->operation->runStep(step, std::move(*permit), stop);
    QJsonObject end {{QStringLiteral("event"), QStringLiteral("step-end")}, {QStringLiteral("step"), step.id}};
    if (result) {
        state.state = result->hasWarning ? StepState::State::Warning : StepState::State::Done;
        state.summary = result->summary;
        end.insert(QLatin1String("details"), result->details);
    } else {
        // No answer is not "no": the effect may have happened.
        const ErrorKind kind = result.error().kind;
        const bool unknown = kind == ErrorKind::Timeout || kind == ErrorKind::Cancelled
            || result.error().code == QLatin1String("outcome-unknown");
        state.state = unknown ? StepState::State::Unknown : StepState::State::Failed;
        state.summary = result.error().what;
        end.insert(QLatin1String("error"), errorToJson(result.error()));
    }
    end.insert(QLatin1String("summary"), state.summary);
    end.insert(QLatin1String("outcome"),
        state.state == StepState::State::Done          ? QStringLiteral("done")
            : state.state == StepState::State::Warning ? QStringLiteral("warning")
            : state.state == StepState::State::Unknown ? QStringLiteral("unknown")
                                                       : QStringLiteral("failed"));
    publish(*active);
    auto recorded = co_await record(active, end);
    if (!result)
        co_return fail(result.error());
    co_return recorded;
}

Task<void> Runner::verify(std::shared_ptr<Active> active, std::stop_token stop)
{
    OperationRun &run = active->run;
    const bool warned = std::any_of(run.steps.begin(), run.steps.end(),
        [](const StepState &each) { return each.state == StepState::State::Warning; });
    auto evidence = co_await active->operation->verify(stop);
    if (!evidence) {
        run.phase = RunPhase::DoneWithWarnings;
        run.evidence = QStringLiteral("not read back: ") + evidence.error().what;
        co_return fail(evidence.error());
    }
    run.phase = evidence->isConfirmed && !warned ? RunPhase::Done : RunPhase::DoneWithWarnings;
    run.evidence = evidence->summary;
    run.undo = evidence->undo;
    co_return co_await record(active,
        {{QStringLiteral("event"), QStringLiteral("verified")}, {QStringLiteral("summary"), evidence->summary},
            {QStringLiteral("confirmed"), evidence->isConfirmed}, {QStringLiteral("details"), evidence->details}});
}

} // namespace ph::operations
