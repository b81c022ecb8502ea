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

    /// How much was looked at.
    struct Read {
        int tasks = 0;
        qint64 left = 0; ///< messages that wait beyond those that were looked at
    };
    /// Tasks waiting in the queues, at most `most` of each step that run next (fewer where messages are large), into
    /// the store. `silence`: for each answer.
    [[nodiscard]] Task<Read> read(int most, std::stop_token stop, Deadline silence);
    /// How far a search went.
    struct Search {
        qint64 found = 0; ///< of the ids
        qint64 looked = 0; ///< messages
        qint64 waiting = 0; ///< all that wait
        [[nodiscard]] bool isWhole() const { return looked >= waiting; }
    };
    /// Looks for these tasks among all that waits, for at most about `within`; those it finds go into the store.
    [[nodiscard]] Task<Search> find(std::set<std::string> ids, std::stop_token stop, Milliseconds within);
    /// Grows with each answer: reading goes on.
    [[nodiscard]] std::uint64_t steps() const { return m_steps; }
    /// The ids of all that waits, at one moment for each queue; only of queues with fewer than `most` messages.
    [[nodiscard]] Task<MissingTasks::Reading> ids(int most, std::stop_token stop, Deadline deadline);
    /// The exact keyword arguments (JSON) of those of these tasks that wait, looked for as find() does.
    [[nodiscard]] Task<std::map<std::string, std::string>> arguments(
        std::set<std::string> ids, std::stop_token stop, Milliseconds within);

private:
    using Visitor = std::function<void(const QByteArray &queue, std::string_view message)>;
    /// Returns how many messages were not visited.
    [[nodiscard]] Task<qint64> visit(int most, Visitor visitor, std::stop_token stop, Deadline silence);
    /// Gives each message of these tasks to `visitor`.
    [[nodiscard]] Task<Search> search(
        std::set<std::string> ids, Visitor visitor, std::stop_token stop, Milliseconds within);
    [[nodiscard]] bool merge(const QByteArray &queue, std::string_view text);

    transport::redis::Client &m_client;
    celery::KeySpace m_keys;
    const QueueReader &m_queues;
    TaskStore &m_store;
    celery::MessageReader m_messages;
    std::uint64_t m_steps = 0;
};

} // namespace ph::queues
