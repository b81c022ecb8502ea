// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/operation.h"
#include "services/queues/queueservice.h"
#include "services/wording/queueplans.h"

#include <map>

namespace ph::queues {

/// Turns task events of workers on (`queues.enable_events`) or off: Celery's remote control of the same name (celery
/// contract §5). Believed is the stream, not the answer: a worker that was started with events on keeps sending.
/// Doing it twice does no more than once.
class EventsOperation final : public operations::Operation {
public:
    /// `nodes`: empty is every worker. `service` outlives it.
    EventsOperation(QueueService &service, QStringList nodes, bool enable);

    [[nodiscard]] static operations::ActionSpec specOf(bool enable);
    [[nodiscard]] const operations::ActionSpec &spec() const override { return m_spec; }
    [[nodiscard]] QJsonObject parameters() const override;
    [[nodiscard]] static Result<std::shared_ptr<operations::Operation>> fromParameters(
        QueueService &service, const QString &action, const QJsonObject &parameters);
    [[nodiscard]] Task<operations::Plan> plan(std::stop_token stop) override;
    [[nodiscard]] Task<operations::StepResult> runStep(
        operations::PlanStep step, transport::WritePermit permit, std::stop_token stop) override;
    [[nodiscard]] Task<operations::Evidence> verify(std::stop_token stop) override;

private:
    /// Those of the named workers that are alive; without names all that are.
    [[nodiscard]] QStringList targets() const;
    [[nodiscard]] celery::PidboxRequest request() const;
    /// What the stream tells of a worker after the step.
    struct Watched {
        bool wasHeard = false; ///< events of tasks came before the step
        std::int64_t processed = -1; ///< its count of tasks once what it had done before the step is counted
        MonoTime workedAt {}; ///< when that count was seen to grow; the epoch: it did not
    };
    void look(MonoTime begun);
    [[nodiscard]] wording::EventsOutcome outcome(MonoTime since) const;

    QueueService &m_service;
    QStringList m_nodes;
    bool m_enable;
    operations::ActionSpec m_spec;
    QStringList m_agreed; ///< by the answers to the step
    std::map<QString, QString> m_noChange; ///< that it was so already, and in which words
    QStringList m_told; ///< workers that were asked
    std::map<std::string, Watched> m_watched; ///< by name
    int m_asked = 0;
};

} // namespace ph::queues
