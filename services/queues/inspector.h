// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/celery/keyspace.h"
#include "services/transport/redis/client.h"

#include <QJsonArray>
#include <QJsonObject>
#include <functional>
#include <map>

namespace ph::queues {

/// Gives the permit for one probe; the session's Guard, which refuses in silent environments.
using ProbeSource = std::function<Result<transport::ProbePermit>(const QString &what)>;

using transport::redis::InspectMethod;

struct InspectQuestion {
    InspectMethod method = InspectMethod::Ping;
    QJsonObject arguments {};
};

/// Who answered what. A node that refused answered {"error": text}.
struct InspectAnswers {
    std::map<InspectMethod, std::map<QString, QJsonValue>> byMethod;
    QStringList silentNodes; ///< expected, but did not answer every question

    [[nodiscard]] const std::map<QString, QJsonValue> &of(InspectMethod method) const;
};

/// Celery's inspect over Redis: asks workers about themselves without changing anything (the closed list of probes).
/// Lives on the client's thread.
class Inspector final {
public:
    /// `client` and `clock` outlive it.
    Inspector(transport::redis::Client &client, ProbeSource probes, const Clock &clock);

    /// Asks all workers all questions at once and collects until every expected node answered every question, or
    /// `patience` is over. Without expected nodes the whole patience is spent: nobody knows how many would answer.
    /// Errors: Refused (code "silent"), Forbidden NOPERM, link errors. Silence of nodes is no error: they are named.
    [[nodiscard]] Task<InspectAnswers> ask(
        std::vector<InspectQuestion> questions, QStringList expected, std::stop_token stop, Deadline patience);

    /// Asks all workers to send a heartbeat event now, so that a fresh listener learns of them at once. No answer.
    [[nodiscard]] Task<void> callForHeartbeats(std::stop_token stop, Deadline deadline);

private:
    [[nodiscard]] Task<void> send(transport::redis::Probe probe, QString what, std::stop_token stop, Deadline deadline);
    [[nodiscard]] Task<void> publish(InspectQuestion question, transport::redis::ReplyAddress address,
        QByteArray ticket, std::stop_token stop, Deadline deadline);
    [[nodiscard]] Task<InspectAnswers> collect(transport::redis::ReplyAddress address,
        QHash<QByteArray, InspectMethod> tickets, QStringList expected, std::stop_token stop, Deadline patience);
    [[nodiscard]] double serverSeconds() const;

    transport::redis::Client &m_client;
    ProbeSource m_probes;
    const Clock &m_clock;
};

} // namespace ph::queues
