// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/runner.h"
#include "services/platform/session/platformsession.h"

#include <QObject>

namespace ph::models {

/// Makes the operation; called on the session's I/O thread.
using MakeOperation = std::function<std::shared_ptr<operations::Operation>()>;

/// One act from the click to its evidence, for the GUI thread: plan → (the view confirms) → run. The operation itself
/// stays on the I/O thread. One flow is one act; it ends with finished() or refused(), and may be destroyed at any
/// time: what was confirmed goes on and is found in Activity.
class OperationFlow final : public QObject {
    Q_OBJECT
public:
    OperationFlow(
        platform::PlatformSession &session, operations::ActionSpec spec, MakeOperation make, QObject *parent = nullptr);
    /// Goes on with one that a crash cut: it is made again from its journal; the plan shows the steps that are left.
    OperationFlow(platform::PlatformSession &session, operations::OperationRun cut, QObject *parent = nullptr);
    ~OperationFlow() override;

    /// planned() or refused() follows.
    void plan();
    /// With what the person gave; the fingerprint is the flow's. finished(), planned() again (the world changed) or
    /// refused().
    void confirm(operations::ActionClass given, const QString &typedName, const QString &reason);

    [[nodiscard]] const operations::ActionSpec &spec() const { return m_spec; }
    [[nodiscard]] const operations::Plan &lastPlan() const { return m_plan; }
    /// May it be run here and now by this person; what must be confirmed.
    [[nodiscard]] operations::Verdict verdict() const;
    [[nodiscard]] platform::PlatformSession &session() { return m_session; }

Q_SIGNALS:
    /// `again`: the world changed since the plan that was shown.
    void planned(const ph::operations::Plan &plan, bool again);
    void refused(const ph::Error &error);
    void finished(const ph::operations::OperationRun &run);

private:
    /// Result<T> must not hold a bare pointer (see Task).
    struct Planned {
        std::shared_ptr<operations::Operation> operation;
        operations::Plan plan;
        operations::ActionSpec spec;
    };
    /// On the I/O thread.
    [[nodiscard]] static Task<Planned> makePlan(platform::PlatformSession *session,
        std::shared_ptr<operations::Operation> operation, MakeOperation make,
        std::optional<operations::OperationRun> cut, std::stop_token stop);
    [[nodiscard]] static Task<operations::OperationRun> carryOut(operations::Runner *runner,
        std::shared_ptr<operations::Operation> operation, operations::Confirmation confirmation, QString resumes);
    void takePlan(Result<Planned> planned, bool again);

    platform::PlatformSession &m_session;
    operations::ActionSpec m_spec;
    MakeOperation m_make;
    std::optional<operations::OperationRun> m_cut; ///< set: this one goes on
    std::shared_ptr<operations::Operation> m_operation;
    operations::Plan m_plan;
    TaskScope m_scope;
};

} // namespace ph::models
