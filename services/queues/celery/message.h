// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"
#include "services/queues/celery/isotime.h"

#include <string>
#include <string_view>
#include <vector>

namespace ph::queues::celery {

/// A task message as it lies in a queue's list or in `unacked` (contract §2; message protocol 2).
struct TaskMessage {
    std::string id;
    std::string task;
    std::string rootId;
    std::string parentId;
    std::string group;
    std::string argsRepr; ///< Python repr cut at 1024 characters: for display only, never to rebuild a call
    std::string kwargsRepr; ///< likewise
    std::string origin; ///< "gen<pid>@<host>" of the producer
    std::string routingKey;
    std::string deliveryTag;
    Micros eta = 0; ///< 0: none
    Micros expires = 0; ///< 0: none
    int retries = 0;
    int priority = 0;
    bool redelivered = false; ///< pushed back by a worker that stopped, or by the visibility time-out
};

/// A value of the `unacked` hash.
struct UnackedMessage {
    TaskMessage message;
    std::string exchange;
    std::string routingKey; ///< the queue, with the default exchange
};

/// Exact arguments as JSON text.
struct TaskArguments {
    std::string args;
    std::string kwargs;
};

/// Reads task messages. Keeps buffers: one per thread.
class MessageReader final {
public:
    static constexpr std::size_t kMaxMessage = 64 << 20;

    MessageReader();
    ~MessageReader();
    MessageReader(const MessageReader &) = delete;
    MessageReader &operator=(const MessageReader &) = delete;

    /// An element of a queue's list. Errors: Protocol, TooLarge.
    [[nodiscard]] Result<TaskMessage> message(std::string_view text);
    /// A value of the `unacked` hash: `[message, exchange, routing_key]`.
    [[nodiscard]] Result<UnackedMessage> unacked(std::string_view text);
    /// The arguments in a list element's body.
    [[nodiscard]] Result<TaskArguments> arguments(std::string_view text);

private:
    struct Parsers;
    std::unique_ptr<Parsers> m;
};

} // namespace ph::queues::celery
