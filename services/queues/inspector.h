// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/celery/keyspace.h"
#include "services/queues/celery/pidbox.h"
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
    /// Subscriptions that a question reached: workers, and whoever watches with a wide pattern.
    qint64 receivers = 0;

    [[nodiscard]] const std::map<QString, QJsonValue> &of(InspectMethod method) const;
};

/// What workers said to a command.
struct CommandAnswers {
    std::map<QString, QJsonValue> byNode; ///< {"ok": …}, or {"error": text} from a node that refused
    QStringList silentNodes; ///< expected, but did not answer
    qint64 receivers = 0; ///< subscriptions that the message reached: watchers too, so no count of workers
    bool isCast = false; ///< no answer was asked for: probes are off or not allowed here
};

/// Celery's remote control over Redis: asks workers about themselves without changing anything (inspect: the closed
/// list of probes), and carries commands that a permit allows. Lives on the client's thread.
class Inspector final {
public:
    /// `client` and `clock` outlive it.
    Inspector(transport::redis::Client &client, ProbeSource probes, const Clock &clock);

    /// Asks all workers all questions at once and collects until every expected node answered every question, or
    /// `patience` is over. That is time for the workers: what the way there and back takes comes on top. Without
    /// expected nodes all of it is spent: nobody knows how many would answer.
    /// Errors: Refused (code "silent"), Forbidden NOPERM, link errors. Silence of nodes is no error: they are named.
    [[nodiscard]] Task<InspectAnswers> ask(
        std::vector<InspectQuestion> questions, QStringList expected, std::stop_token stop, Deadline patience);

    /// Publishes one changing command (revoke, enable_events) and collects what the expected nodes answer. The permit
    /// is redeemed by the one PUBLISH; it is never sent again. Where probes are refused it is sent without asking for
    /// answers (isCast). Errors before sending: link errors, Forbidden NOPERM. After it: Timeout, code
    /// "outcome-unknown", when the server's reply was lost or none of the expected nodes answered.
    [[nodiscard]] Task<CommandAnswers> command(transport::WritePermit permit, celery::PidboxRequest request,
        QStringList expected, std::stop_token stop, Deadline patience);
    /// The request as command() sends it, for the plan: {"method": …, "arguments": …, "destination": …}.
    [[nodiscard]] static QByteArray shownRequest(const celery::PidboxRequest &request);

    /// Asks all workers to send a heartbeat event now, so that a fresh listener learns of them at once. No answer.
    [[nodiscard]] Task<void> callForHeartbeats(std::stop_token stop, Deadline deadline);

private:
    [[nodiscard]] Task<qint64> send(
        transport::redis::Probe probe, QString what, std::stop_token stop, Deadline deadline);
    [[nodiscard]] Task<qint64> publish(InspectQuestion question, transport::redis::ReplyAddress address,
        QByteArray ticket, std::stop_token stop, Deadline deadline);
    [[nodiscard]] Task<InspectAnswers> collect(transport::redis::ReplyAddress address,
        QHash<QByteArray, InspectMethod> tickets, QStringList expected, std::stop_token stop, Deadline patience);
    /// Sends all of them before it waits for the first.
    [[nodiscard]] Task<qint64> publishAll(std::vector<InspectQuestion> questions,
        transport::redis::ReplyAddress address, std::vector<QByteArray> tickets, std::stop_token stop);
    /// Returns whether it has enough.
    using TakeAnswer = std::function<bool(const celery::PidboxReply &)>;
    /// Gives `take` each answer until it has enough, or the patience is over. The first is waited for on a connection
    /// of its own; what else came until then is read in one round trip, and so on.
    [[nodiscard]] Task<void> listen(
        transport::redis::ReplyAddress address, TakeAnswer take, std::stop_token stop, Deadline patience);
    /// The next answer's bytes; none when it did not come in time.
    [[nodiscard]] Task<std::vector<QByteArray>> popAnswer(
        transport::redis::ReplyAddress address, std::stop_token stop, Deadline patience);
    /// What the way to the server and back adds to a patience.
    [[nodiscard]] Deadline wayThereAndBack() const;
    [[nodiscard]] Task<CommandAnswers> collectAnswers(transport::redis::ReplyAddress address, QByteArray ticket,
        QStringList expected, std::stop_token stop, Deadline patience);
    /// Takes away what Pilothouses left behind that were killed while they asked; at the first question, then seldom.
    [[nodiscard]] Task<void> sweep(std::stop_token stop);
    [[nodiscard]] Task<void> release(transport::redis::ReplyAddress address, std::stop_token stop);
    [[nodiscard]] double serverSeconds() const;

    transport::redis::Client &m_client;
    ProbeSource m_probes;
    const Clock &m_clock;
    std::optional<MonoTime> m_sweptAt;
};

} // namespace ph::queues
