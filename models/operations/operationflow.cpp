// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/operations/operationflow.h"

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
        QMetaObject::invokeMethod(
            thread, [operation = std::move(operation)]() mutable { operation.reset(); }, Qt::QueuedConnection);
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

OperationFlow::~OperationFlow()
{
    m_scope.close();
    releaseOn(m_session.runner(), std::move(m_operation));
}

operations::Verdict OperationFlow::verdict() const { return m_session.guard().can(m_spec, m_plan.tenant); }

void OperationFlow::plan()
{
    struct Work {
        MakeOperation make;
        std::shared_ptr<operations::Operation> operation;
        static Task<Planned> run(std::shared_ptr<operations::Operation> operation, std::stop_token stop)
        {
            auto plan = co_await operation->plan(std::move(stop));
            if (!plan)
                co_return fail(plan.error());
            co_return Planned {std::move(operation), std::move(*plan)};
        }
        Task<Planned> operator()(std::stop_token stop) { return run(operation ? operation : make(), std::move(stop)); }
    };
    const bool again = m_operation != nullptr;
    m_scope.spawn(
        onThread<Planned>(m_session.runner(), Work {m_make, m_operation}, m_scope.token(), s_planLimit, m_spec.id),
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
    Q_EMIT this->planned(m_plan, again);
}

void OperationFlow::confirm(operations::ActionClass given, const QString &typedName, const QString &reason)
{
    struct Work {
        operations::Runner *runner;
        std::shared_ptr<operations::Operation> operation;
        operations::Confirmation confirmation;
        // No stop: what was confirmed is carried out even when the view goes away.
        Task<OperationRun> operator()(std::stop_token) { return runner->run(operation, confirmation, {}); }
    };
    operations::Confirmation confirmation {given, typedName, reason, m_plan.fingerprint};
    m_scope.spawn(
        onThread<OperationRun>(m_session.runner(), Work {m_session.runner(), m_operation, std::move(confirmation)},
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
