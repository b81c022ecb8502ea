// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/queues/taskstandings.h"

namespace ph::queues {

/// What is to be revoked.
struct RevokeRequest {
    QStringList ids;
    bool terminate = false; ///< also end the process that runs it
    QString signal = QStringLiteral("SIGTERM"); ///< with terminate: one of RevokeOperation::signalNames()
};

/// Revokes tasks: workers drop them when their turn comes; with `terminate` a running one is killed. One PUBLISH to the
/// pidbox (celery contract §5), answered by the workers, read back from their own lists, from results and from states.
/// Sending it twice does no more than once.
class RevokeOperation final : public operations::Operation {
public:
    /// `service` outlives it (both live on the session's I/O thread).
    RevokeOperation(QueueService &service, RevokeRequest request);

    [[nodiscard]] static operations::ActionSpec specOf(bool terminate);
    [[nodiscard]] static const QStringList &signalNames();
    [[nodiscard]] const operations::ActionSpec &spec() const override { return m_spec; }
    [[nodiscard]] QJsonObject parameters() const override;
    [[nodiscard]] static Result<std::shared_ptr<operations::Operation>> fromParameters(
        QueueService &service, const QJsonObject &parameters);
    /// Invalid: no task, too many, or a signal that is none. Reads results, and asks workers what they have.
    [[nodiscard]] Task<operations::Plan> plan(std::stop_token stop) override;
    [[nodiscard]] Task<operations::StepResult> runStep(
        operations::PlanStep step, transport::WritePermit permit, std::stop_token stop) override;
    [[nodiscard]] Task<operations::Evidence> verify(std::stop_token stop) override;

    static constexpr qsizetype mostTasks = 1000;

private:
    [[nodiscard]] Result<void> check() const;
    [[nodiscard]] celery::PidboxRequest request() const;
    /// What is sent: the tasks that were not over at the last plan.
    [[nodiscard]] const QStringList &openIds() const { return m_open.isEmpty() ? m_request.ids : m_open; }
    [[nodiscard]] QString shownCommand() const;
    /// What became of the tasks that were sent, by their states and by what workers keep in mind.
    struct ReadBack {
        QStringList revoked; ///< an event, or the result of what a worker had, says so
        QStringList running; ///< noted; they go on to their end
        QStringList noted; ///< by a worker at least
        QStringList unknown; ///< noted; nobody knew them
    };
    [[nodiscard]] ReadBack readBack(const InspectAnswers &answers) const;
    [[nodiscard]] operations::Evidence evidenceOf(const ReadBack &found, const InspectAnswers &answers) const;

    QueueService &m_service;
    RevokeRequest m_request;
    operations::ActionSpec m_spec;
    TaskStandings m_standings; ///< at the last plan
    QStringList m_open; ///< at the last plan; empty: none was made yet, or all are over
    QStringList m_wereUnknown; ///< at the last plan: nobody told of them
    QStringList m_wereRunning; ///< at the last plan: with terminate these must end as REVOKED
};

} // namespace ph::queues
