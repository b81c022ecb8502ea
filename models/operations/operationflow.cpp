// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/operations/operationflow.h"
#include "services/base/post.h"

namespace ph::models {

using namespace std::chrono_literals;
using operations::OperationRun;

namespace {

constexpr Deadline s_planLimit = 30s;
/// The steps have deadlines of their own; this one only bounds a defect.
constexpr Deadline s_runLimit = 30min;

/// Released where it lives: the operation belongs to the I/O thread.
void releaseOn(QObject *thread, std::shared_ptr<operations::Operation> operation)
{
    if (operation && thread != nullptr)
        post(thread, [operation = std::move(operation)]() mutable { operation.reset(); });
}

} // namespace

OperationFlow::OperationFlow(
    platform::PlatformSession &session, operations::ActionSpec spec, MakeOperation make, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_spec(std::move(spec))
    , m_make(std::move(make))
{
}

OperationFlow::OperationFlow(platform::PlatformSession &session, OperationRun cut, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_cut(std::move(cut))
{
    m_spec.id = m_cut->action;
}

OperationFlow::~OperationFlow()
{
    m_scope.close();
    releaseOn(m_session.runner(), std::move(m_operation));
}

operations::Verdict OperationFlow::verdict() const { return m_session.guard().can(m_spec, m_plan.tenants); }

Task<OperationFlow::Planned> OperationFlow::makePlan(platform::PlatformSession *session,
    std::shared_ptr<operations::Operation> operation, MakeOperation make, std::optional<OperationRun> cut,
    std::stop_token stop)
{
    if (!operation && cut) {
        auto again = session->makeOperation(cut->action, cut->parameters);
        if (!again)
            co_return fail(again.error());
        operation = std::move(*again);
    } else if (!operation) {
        operation = make();
    }
    auto plan = co_await operation->plan(std::move(stop));
    if (!plan)
        co_return fail(plan.error());
    if (cut) {
        // What the world is like now, and what was left to do then.
        plan->title = cut->title;
        plan->objectName = cut->objectName;
        plan->nameToType = cut->typedName;
        plan->tenants = cut->tenants;
        plan->steps.clear();
        for (const operations::StepState &state : cut->steps)
            if (operations::isLeft(state))
                plan->steps.push_back(state.step);
        if (plan->steps.empty())
            plan->nothingLeft.clear(); // all was done; the read-back says what came of it
        if (!plan->nothingLeft.isEmpty())
            plan->steps.clear();
        if (plan->steps.empty()) { // nothing is sent: nothing is needed for it, nothing touched
            plan->preconditions.clear();
            plan->touches.clear();
        }
    }
    const operations::ActionSpec spec = operation->spec();
    co_return Planned {std::move(operation), std::move(*plan), spec};
}

void OperationFlow::plan()
{
    struct Work {
        platform::PlatformSession *session;
        std::shared_ptr<operations::Operation> operation;
        MakeOperation make;
        std::optional<OperationRun> cut;
        Task<Planned> operator()(std::stop_token stop)
        {
            return makePlan(session, operation, make, cut, std::move(stop));
        }
    };
    const bool again = m_operation != nullptr;
    m_scope.spawn(onThread<Planned>(m_session.runner(), Work {&m_session, m_operation, m_make, m_cut}, m_scope.token(),
                      s_planLimit, m_spec.id),
        [this, again](Result<Planned> planned) { takePlan(std::move(planned), again); });
}

void OperationFlow::takePlan(Result<Planned> planned, bool again)
{
    if (!planned) {
        Q_EMIT refused(planned.error());
        return;
    }
    m_operation = std::move(planned->operation);
    m_plan = std::move(planned->plan);
    m_spec = std::move(planned->spec);
    Q_EMIT this->planned(m_plan, again);
}

Task<OperationRun> OperationFlow::carryOut(operations::Runner *runner, std::shared_ptr<operations::Operation> operation,
    operations::Confirmation confirmation, QString resumes)
{
    // No stop: what was confirmed is carried out even when the view goes away.
    if (resumes.isEmpty())
        co_return co_await runner->run(std::move(operation), std::move(confirmation), {});
    co_return co_await runner->resume(std::move(resumes), std::move(operation), std::move(confirmation), {});
}

void OperationFlow::confirm(operations::ActionClass given, const QString &typedName, const QString &reason)
{
    struct Work {
        operations::Runner *runner;
        std::shared_ptr<operations::Operation> operation;
        operations::Confirmation confirmation;
        QString resumes;
        Task<OperationRun> operator()(std::stop_token) { return carryOut(runner, operation, confirmation, resumes); }
    };
    operations::Confirmation confirmation {given, typedName, reason, m_plan.fingerprint};
    m_scope.spawn(onThread<OperationRun>(m_session.runner(),
                      Work {m_session.runner(), m_operation, std::move(confirmation), m_cut ? m_cut->id : QString()},
                      m_scope.token(), s_runLimit, m_spec.id),
        [this](Result<OperationRun> run) {
            if (run)
                Q_EMIT finished(*run);
            else if (run.error().code == QLatin1String("plan-changed"))
                plan();
            else
                Q_EMIT refused(run.error());
        });
}

} // namespace ph::models
