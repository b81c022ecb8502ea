// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/redis/command.h"
#include "services/transport/redis/endpoint.h"

#include <QDateTime>
#include <chrono>
#include <optional>

namespace ph::transport::redis {

/// What Celery's remote control may be asked without being able to change anything.
enum class InspectMethod {
    Ping,
    Stats,
    Active,
    Reserved,
    Scheduled,
    Registered,
    ActiveQueues,
    QueryTask,
    Conf,
    Clock,
    Revoked,
    Report,
    Heartbeat
};
/// Celery's name: "active_queues".
[[nodiscard]] QByteArray inspectMethodName(InspectMethod method);

/// A reply queue of our own, with a fresh random name: no probe can touch a queue that somebody else has named. The
/// name is a UUID by its form (ACLs know it by that), begins alike for every Pilothouse and says when it was made, so
/// that what a killed one left behind is known and taken away by the next. A time to live is out of question: the list
/// exists only once a worker has answered, and readers may not set one.
class ReplyAddress final {
public:
    /// Older ones are of processes that are gone: none waits that long.
    static constexpr qint64 longestLifeSeconds = 300;

    /// `madeAt` in seconds since 1970 by the server's clock.
    explicit ReplyAddress(const Endpoint &endpoint, qint64 madeAt = QDateTime::currentSecsSinceEpoch());

    /// What a Pilothouse that was killed left in kombu's table; nothing: somebody else's, malformed, or young.
    [[nodiscard]] static std::optional<ReplyAddress> leftBehind(
        const Endpoint &endpoint, const QByteArray &member, qint64 now);
    /// SSCAN over kombu's table for members that begin as ours do.
    [[nodiscard]] static Command scan(const Endpoint &endpoint, const QByteArray &cursor);

    /// LRANGE of the answers that came after the first `known`: all at once, and none is taken away.
    [[nodiscard]] Command answersAfter(qint64 known) const;

    /// The routing key to put into a request's reply_to.
    [[nodiscard]] const QByteArray &routingKey() const { return m_id; }

private:
    friend class Probe;
    ReplyAddress(const Endpoint &endpoint, QByteArray id);
    QByteArray m_id;
    QByteArray m_list; ///< <prefix><id>.reply.celery.pidbox
    QByteArray m_table; ///< <prefix>_kombu.binding.reply.celery.pidbox
    QByteArray m_member;
};

/// The closed list between reading and writing (Celery's inspect over Redis). There is no other way to make one.
class Probe final {
public:
    /// SADD of our reply queue to kombu's table: before each request (kombu may sweep the table).
    [[nodiscard]] static Probe bind(const ReplyAddress &address);
    /// PUBLISH to the pidbox channel of the endpoint's database. `envelope` is kombu's JSON; its body must hold exactly
    /// this method: Error{Refused, code "not-a-probe"} otherwise. What is sent is the checked JSON, written anew.
    [[nodiscard]] static Result<Probe> request(
        const Endpoint &endpoint, InspectMethod method, const QByteArray &envelope);
    /// BRPOP on our reply list, on a connection of its own. Nil after `patience`.
    [[nodiscard]] static Probe takeReply(const ReplyAddress &address, std::chrono::milliseconds patience);
    /// SREM of our binding.
    [[nodiscard]] static Probe unbind(const ReplyAddress &address);
    /// DEL of our reply list.
    [[nodiscard]] static Probe drop(const ReplyAddress &address);

    [[nodiscard]] const Command &command() const { return m_command; }
    /// Set for the blocking probe.
    [[nodiscard]] std::optional<std::chrono::milliseconds> blocksFor() const { return m_blocks; }

private:
    explicit Probe(Command command)
        : m_command(std::move(command))
    {
    }
    Command m_command;
    std::optional<std::chrono::milliseconds> m_blocks;
};

} // namespace ph::transport::redis
