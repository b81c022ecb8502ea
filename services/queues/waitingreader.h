// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/celery/keyspace.h"
#include "services/queues/celery/message.h"
#include "services/queues/missingtasks.h"
#include "services/queues/queuereader.h"
#include "services/queues/taskstore.h"
#include "services/transport/redis/client.h"

#include <functional>
#include <map>
#include <set>
#include <string>

namespace ph::queues {

/// Walks through the messages that wait in the broker's lists, the next to run first, page by page: bounded in number
/// and in bytes, since messages hold whole arguments. Takes nothing away. Errors are the link's, and Forbidden NOPERM.
/// Lives on the client's thread.
class WaitingReader final {
public:
    /// All references outlive it. `queues` knows whose lists there are.
    WaitingReader(transport::redis::Client &client, celery::KeySpace keys, const QueueReader &queues, TaskStore &store);

    /// Tasks waiting in the queues, at most `most` of each step that run next (fewer where messages are large), into
    /// the store. Returns how many.
    [[nodiscard]] Task<int> read(int most, std::stop_token stop, Deadline deadline);
    /// The ids of all that waits, at one moment for each queue; only of queues with fewer than `most` messages.
    [[nodiscard]] Task<MissingTasks::Reading> ids(int most, std::stop_token stop, Deadline deadline);
    /// The exact keyword arguments (JSON) of those of these tasks that wait; found among as many as read() reads.
    [[nodiscard]] Task<std::map<std::string, std::string>> arguments(
        std::set<std::string> ids, int most, std::stop_token stop, Deadline deadline);

private:
    using Visitor = std::function<void(const QByteArray &queue, std::string_view message)>;
    [[nodiscard]] Task<void> visit(int most, Visitor visitor, std::stop_token stop, Deadline deadline);

    transport::redis::Client &m_client;
    celery::KeySpace m_keys;
    const QueueReader &m_queues;
    TaskStore &m_store;
    celery::MessageReader m_messages;
};

} // namespace ph::queues
