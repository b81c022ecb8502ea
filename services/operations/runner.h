// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/journal.h"
#include "services/operations/auditoutbox.h"
#include "services/operations/guard.h"
#include "services/operations/operation.h"

#include <QMap>
#include <QObject>
#include <atomic>

namespace ph::operations {

enum class RunPhase {
    Running,
    Verifying,
    Done,
    DoneWithWarnings, ///< done, but a step said something, or the read-back could not confirm it
    Failed, ///< a step did not happen; the steps before it did
    Cancelled, ///< stopped between steps on request
    Unknown, ///< a step was sent and not answered: whether it happened must be looked at
    Interrupted, ///< a crash or kill cut it; can be resumed
    Elsewhere, ///< another process is running it now
};

[[nodiscard]] QString runPhaseName(RunPhase phase);
[[nodiscard]] bool isOver(RunPhase phase);

struct StepState {
    PlanStep step;
    enum class State { Waiting, Running, Done, Warning, Failed, Unknown } state = State::Waiting;
    QString summary; ///< what the server said, or the error
};

/// One operation as Activity shows it. A value; comes again at every change.
struct OperationRun {
    QString id;
    QString action; ///< ActionSpec::id
    QString title;
    QString objectName;
    QString typedName; ///< what was typed for it, or would be (Plan::typedName)
    QString tenant; ///< that everything is of; empty: there is none
    Tenants tenants;
    QString who;
    QString program; ///< that ran it: "pilothouse", "pilothousectl"; empty in old journals
    QString reason;
    RunPhase phase = RunPhase::Running;
    std::vector<StepState> steps;
    QJsonObject parameters; ///< to make the operation again for resuming
    WallTime startedAt {};
    WallTime endedAt {};
    std::optional<Error> error {};
    QString evidence;
    bool isAuditOnServer = false;
    bool isWrittenOff = false; ///< interrupted or unknown, and somebody has looked at it (Runner::abandon)
    std::shared_ptr<Operation> undo {}; ///< only in the process that ran it
};

/// Cut off, or of unknown outcome and not written off: somebody must go on with it or write it off.
[[nodiscard]] bool needsDecision(const OperationRun &run);

/// Runs operations: the one place where permits are asked for. Order: plan again and compare with what was shown →
/// journal and audit the intent (durable) → each step: journal, permit, effect, journal → read back → audit the
/// outcome.
///
/// Lives on the session's I/O thread.
class Runner final : public QObject {
    Q_OBJECT
public:
    /// `folder`: the environment's state folder (0700). All references outlive the Runner.
    Runner(Guard &guard, const IdentitySource &identities, const Clock &clock, QString folder, QThreadPool &pool,
        QObject *parent = nullptr);
    ~Runner() override;

    /// Conflict, code "plan-changed": the world is not as it was shown; plan again. Refused/Forbidden/Auth: the Guard's
    /// reasons. An operation that began ends as an OperationRun, whatever happened to its steps.
    [[nodiscard]] Task<OperationRun> run(
        std::shared_ptr<Operation> operation, Confirmation confirmation, std::stop_token stop);

    /// Goes on where a crash cut it, with the operation made again from its parameters. A step that had begun is done
    /// again: see Operation::runStep. Where nothing is left to do (Plan::nothingLeft) it ends as done, with that as its
    /// evidence, and nothing is sent. Conflict (LOCKED): another process has it; "precondition": it cannot go on now,
    /// and stays cut off.
    [[nodiscard]] Task<OperationRun> resume(
        QString operationId, std::shared_ptr<Operation> operation, Confirmation confirmation, std::stop_token stop);

    /// Writes an operation off that was interrupted, or whose outcome is unknown (which it stays), with a reason;
    /// audited.
    [[nodiscard]] Task<void> abandon(QString operationId, QString reason, std::stop_token stop);

    /// Everything in the state folder, newest first: past, running here or elsewhere, and interrupted.
    [[nodiscard]] Task<std::vector<OperationRun>> history(std::stop_token stop);

    /// Before the next step; what a step has begun is finished.
    void cancel(const QString &operationId);
    /// Something is under way. Any thread.
    [[nodiscard]] bool isBusy() const { return m_busy > 0; }

    /// The session ends: whatever runs is cut where it waits (a step that was sent ends as unknown) and journaled as
    /// such; `idle` is called once nothing is under way, from the event loop. Nothing begins after this.
    void shutDown(std::function<void()> idle);

    /// Is the local audit log whole? Protocol: it is damaged, and nothing can be done until it is moved away.
    [[nodiscard]] Task<void> checkAudit(std::stop_token stop);
    [[nodiscard]] const AuditOutbox &outbox() const { return m_outbox; }

Q_SIGNALS:
    void changed(const ph::operations::OperationRun &run);

private:
    struct Active;
    class Busy;
    [[nodiscard]] Task<OperationRun> execute(std::shared_ptr<Active> active, std::stop_token stop);
    [[nodiscard]] Task<void> executeStep(std::shared_ptr<Active> active, size_t index, std::stop_token stop);
    [[nodiscard]] Task<void> verify(std::shared_ptr<Active> active, std::stop_token stop);
    /// Fills Active::nothingLeft; an error: it cannot go on now.
    [[nodiscard]] Task<void> lookAgain(std::shared_ptr<Active> active, std::stop_token stop);
    [[nodiscard]] Task<void> endWithoutSteps(std::shared_ptr<Active> active);
    [[nodiscard]] Task<void> record(std::shared_ptr<Active> active, QJsonObject entry);
    /// The stages of a resumed run have request ids of their own: nothing is told twice under one.
    [[nodiscard]] Task<void> audit(std::shared_ptr<Active> active, QString stage);
    [[nodiscard]] QString pathOf(const QString &operationId) const;
    void publish(const Active &active);

    Guard &m_guard;
    const IdentitySource &m_identities;
    const Clock &m_clock;
    QString m_folder;
    QThreadPool &m_pool;
    AuditOutbox m_outbox;
    QMap<QString, std::shared_ptr<Active>> m_active;
    std::atomic<int> m_busy = 0; ///< runs and resumes under way
    std::stop_source m_closing;
    std::function<void()> m_idle; ///< set once by shutDown()
};

/// Neither done before it was cut nor done since.
[[nodiscard]] inline bool isLeft(const StepState &step)
{
    return step.state != StepState::State::Done && step.state != StepState::State::Warning;
}

/// This program, as journals name it.
[[nodiscard]] QString programName();

/// An operation as its journal tells it.
[[nodiscard]] OperationRun runFromJournal(const QString &id, const std::vector<QJsonObject> &records);

} // namespace ph::operations

Q_DECLARE_METATYPE(ph::operations::OperationRun)
