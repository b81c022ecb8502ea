// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/queues/queueservice.h"
#include "services/wording/queueplans.h"

#include <QSet>

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
    enum class Standing { Waiting, Running, Over, Unknown };

    [[nodiscard]] Result<void> check() const;
    /// Where each task stands now, by store, result and the workers' own answer.
    [[nodiscard]] Task<void> readStandings(std::stop_token stop);
    /// Whose these tasks are, by their exact arguments: what events and messages show of them is the sender's text.
    [[nodiscard]] Task<void> readTenants(std::stop_token stop);
    /// Of all that is sent, as far as it is proven.
    [[nodiscard]] operations::Tenants tenants() const;
    /// The same for people: where nothing proves it, as displayed arguments tell.
    [[nodiscard]] operations::Tenants shownTenants() const;
    [[nodiscard]] Standing standingOf(const QString &id) const;
    [[nodiscard]] wording::RevokeCounts count() const;
    /// It lies in a queue and no worker has it: what is stored of it is an order noted, not its end.
    [[nodiscard]] bool liesInQueue(const QString &id) const;
    void countServed(wording::RevokeCounts &counts) const;
    [[nodiscard]] QString queueOf(const QString &id) const;
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
    QStringList m_open; ///< at the last plan; empty: none was made yet, or all are over
    std::map<QString, Standing> m_byWorkers; ///< what workers said they have, at the last plan
    QSet<QString> m_served; ///< queues that workers said they take from, at the last plan
    int m_unsaid = 0; ///< workers that did not say
    std::map<QString, QString> m_tenants; ///< of tasks, at the last plan; those that were proven
    QStringList m_wereUnknown; ///< at the last plan: nobody told of them
    QStringList m_wereRunning; ///< at the last plan: with terminate these must end as REVOKED
};

} // namespace ph::queues
