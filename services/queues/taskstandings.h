// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/tenants.h"
#include "services/queues/queueservice.h"
#include "services/wording/queueplans.h"

#include <QSet>

namespace ph::queues {

/// Where tasks stand before somebody acts on them: by the store, by their stored results and by what workers answer
/// that they have. Read once for each plan; on the session's I/O thread.
class TaskStandings final {
public:
    enum class Standing { Waiting, Running, Over, Unknown };

    /// `service` outlives it.
    explicit TaskStandings(QueueService &service);

    /// Reads results, searches all that waits for what no event told of (for some seconds: count() says how far it
    /// came), and asks workers. That they do not answer is no error (probes may be off): events and results must do.
    /// Errors: those of the broker; Cancelled.
    [[nodiscard]] Task<void> read(QStringList ids, std::stop_token stop);
    /// Whose these tasks are, by their exact arguments: what events and messages show of them is the sender's text.
    /// Reads nothing where `spec`'s right is had on the whole platform.
    [[nodiscard]] Task<void> readTenants(QStringList ids, const operations::ActionSpec &spec, std::stop_token stop);

    [[nodiscard]] Standing of(const QString &id) const;
    [[nodiscard]] std::optional<TaskRow> rowOf(const QString &id) const;
    [[nodiscard]] QString queueOf(const QString &id) const;
    /// It lies in a queue and no worker has it: what is stored of it is an order noted, not its end.
    [[nodiscard]] bool liesInQueue(const QString &id) const;
    /// How many are in which state: SUCCESS 2.
    [[nodiscard]] QMap<QString, int> states(const QStringList &ids) const;
    [[nodiscard]] wording::RevokeCounts count(const QStringList &ids) const;
    /// As far as it is proven; "" for the others.
    [[nodiscard]] operations::Tenants tenants(const QStringList &ids) const;
    /// The same for people: where nothing proves it, as displayed arguments tell.
    [[nodiscard]] operations::Tenants shownTenants(const QStringList &ids) const;

private:
    [[nodiscard]] Task<void> searchQueues(QStringList ids, std::stop_token stop);
    void take(const InspectAnswers &answers);
    void countServed(const QStringList &ids, wording::RevokeCounts &counts) const;

    QueueService &m_service;
    std::map<QString, Standing> m_byWorkers; ///< what workers said they have
    QSet<QString> m_served; ///< queues that workers said they take from
    int m_silentWorkers = 0; ///< that did not say
    std::optional<wording::WaitingSearch> m_search; ///< for those that may wait in a queue
    std::map<QString, QString> m_tenants; ///< of tasks; those that were proven
};

/// The queues that workers said they take from.
[[nodiscard]] QSet<QString> servedQueues(const InspectAnswers &answers);

} // namespace ph::queues
