// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/redis/command.h"
#include "services/transport/redis/endpoint.h"

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

/// A reply queue of our own, with a fresh random name: no probe can touch a queue that somebody else has named.
class ReplyAddress final {
public:
    explicit ReplyAddress(const Endpoint &endpoint);

    /// The routing key to put into a request's reply_to.
    [[nodiscard]] const QByteArray &routingKey() const { return m_id; }

private:
    friend class Probe;
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
