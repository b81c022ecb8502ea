// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/queues/queueservice.h"
#include "services/wording/queueplans.h"

namespace ph::queues {

/// Revokes tasks: workers drop them when their turn comes; with `terminate` a running one is killed. One PUBLISH to the
/// pidbox (celery contract §5), read back from the workers' own lists and from states. Sending it twice does no more
/// than once.
class RevokeOperation final : public operations::Operation {
public:
    /// `service` outlives it (both live on the session's I/O thread).
    RevokeOperation(QueueService &service, QStringList ids, bool terminate);

    [[nodiscard]] static operations::ActionSpec specOf(bool terminate);
    [[nodiscard]] const operations::ActionSpec &spec() const override { return m_spec; }
    [[nodiscard]] QJsonObject parameters() const override;
    [[nodiscard]] static Result<std::shared_ptr<operations::Operation>> fromParameters(
        QueueService &service, const QJsonObject &parameters);
    [[nodiscard]] Task<operations::Plan> plan(std::stop_token stop) override;
    [[nodiscard]] Task<operations::StepResult> runStep(
        const operations::PlanStep &step, transport::WritePermit permit, std::stop_token stop) override;
    [[nodiscard]] Task<operations::Evidence> verify(std::stop_token stop) override;

    static constexpr qsizetype mostTasks = 1000;

private:
    [[nodiscard]] wording::RevokeCounts count() const;
    [[nodiscard]] QByteArray envelope() const;
    [[nodiscard]] QStringList confirmedIds(const InspectAnswers &answers) const;

    QueueService &m_service;
    QStringList m_ids;
    bool m_terminate;
    operations::ActionSpec m_spec;
};

} // namespace ph::queues
