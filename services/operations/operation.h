// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"
#include "services/operations/plan.h"
#include "services/transport/permits/permit.h"

#include <QJsonObject>
#include <memory>

namespace ph::operations {

/// What a step did, in the server's words where there are any.
struct StepResult {
    QString summary; ///< "2 of 2 workers answered ok"
    QJsonObject details; ///< journaled and shown as evidence; redacted
    bool hasWarning = false;
};

/// The proof that the whole did what was planned (read back), and how to take it back.
struct Evidence {
    QString summary;
    QJsonObject details;
    bool isConfirmed = false; ///< false: "unknown", it is said and asked, never repeated blindly
    /// The operation that undoes this one; null when none exists.
    std::shared_ptr<class Operation> undo {};
};

/// One act on the platform. Lives on the session's I/O thread; made by an area's service, run by the Runner only.
class Operation {
public:
    virtual ~Operation() = default;

    [[nodiscard]] virtual const ActionSpec &spec() const = 0;
    /// Enough to make it again after a crash; journaled. No secrets.
    [[nodiscard]] virtual QJsonObject parameters() const = 0;
    /// Reads only. Called again before the run: a different fingerprint means the world changed.
    [[nodiscard]] virtual Task<Plan> plan(std::stop_token stop) = 0;
    /// Does one step of the plan. Must be safe to call again after a crash cut it (an idempotency mark,
    /// compare-and-set), or say in its error that this is unknown (ErrorKind::Timeout).
    [[nodiscard]] virtual Task<StepResult> runStep(PlanStep step, transport::WritePermit permit, std::stop_token stop)
        = 0;
    /// Reads back what was changed.
    [[nodiscard]] virtual Task<Evidence> verify(std::stop_token stop) = 0;
};

} // namespace ph::operations
