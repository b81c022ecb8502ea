// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/celery/keyspace.h"
#include "services/queues/celery/message.h"
#include "services/queues/listings.h"
#include "services/queues/taskstore.h"
#include "services/transport/redis/client.h"

#include <map>
#include <set>
#include <span>

namespace ph::queues {

/// Lists queues off the broker's keys: which there are, how long they are, since when their oldest message waits, what
/// is unacknowledged (contract §2 to §4). What waits in them one by one: waitingreader.h. Lives on the client's thread.
class QueueReader final {
public:
    /// More unacknowledged messages than this are counted, but not looked at one by one.
    static constexpr qint64 kMostUnacked = 5000;
    /// Of so many, the oldest, it is read when they were taken.
    static constexpr qint64 kMostTimes = 1000;

    /// A task whose message a worker took and did not acknowledge.
    struct UnackedTask {
        std::string id;
        Micros taken = 0; ///< by the worker's clock; 0: not read
    };

    /// All references outlive it. `configured` are queues that the profile names.
    QueueReader(transport::redis::Client &client, celery::KeySpace keys, QList<QByteArray> configured, TaskStore &store,
        const Clock &clock);

    /// Looks for binding tables over the whole keyspace (SCAN, never KEYS), up to 200 000 keys. Seldom: exchanges
    /// rarely change. `silence`: for each answer, here and below.
    [[nodiscard]] Task<void> discover(std::stop_token stop, Deadline silence);
    /// One poll, in two round trips unless much is unacknowledged. What unacknowledged messages tell of their tasks
    /// goes into the store. A key of another type costs what that key tells (QueueListing::unreadable).
    [[nodiscard]] Task<QueueListing> read(std::stop_token stop, Deadline silence);
    /// Grows with each answer that could be used: reading goes on.
    [[nodiscard]] std::uint64_t steps() const { return m_steps; }
    /// What the last poll found unacknowledged, as far as it was looked at.
    [[nodiscard]] const std::vector<UnackedTask> &unackedTasks() const { return m_unacked; }
    /// Every queue known by now: bound, named by the profile, taken from by a worker, or named by events.
    [[nodiscard]] std::set<QByteArray> knownQueues() const;
    /// The time on the broker's clock, as far as its distance from ours is known.
    [[nodiscard]] Micros serverNow() const;

    /// Who takes from which queue, as the workers said; `isWhole`: nobody is alive who did not say.
    void setConsumers(std::map<QByteArray, QStringList> consumers, bool isWhole);

private:
    struct Unacked {
        qint64 count = 0;
        qint64 scheduled = 0;
    };
    struct UnackedPoll {
        std::map<QByteArray, Unacked> byQueue;
        qint64 total = 0;
        qint64 seen = 0;
        qint64 bytes = 0; ///< of those seen
        QByteArray cursor; ///< "0": seen whole
        Micros oldest = 0;
        std::map<QByteArray, Micros> taken; ///< by delivery tag
        std::vector<UnackedTask> tasks;
        QList<UnreadableKey> unreadable;
        bool isKnown = true;
    };
    struct Tail {
        std::string id;
        Micros seenSince = 0;
    };

    [[nodiscard]] Task<UnackedPoll> readBasis(std::stop_token stop, Deadline silence);
    [[nodiscard]] Result<void> takeBindings(std::span<const transport::redis::Reply> replies, UnackedPoll &poll);
    [[nodiscard]] Result<void> beginUnacked(std::span<const transport::redis::Reply> replies, UnackedPoll &poll);
    void takePage(const transport::redis::Reply &page, UnackedPoll &poll, Micros now);
    void countUnacked(const transport::redis::Reply &entries, UnackedPoll &poll, Micros now);
    [[nodiscard]] std::set<QByteArray> allQueues(const UnackedPoll &unacked, const std::vector<QueueFlow> &flows) const;
    void fillReady(
        QueueStatus &status, const std::vector<transport::redis::Reply> &replies, std::size_t &at, Micros now);
    void fillOldest(QueueStatus &status, int step, const QByteArray &tail, Micros now);

    transport::redis::Client &m_client;
    celery::KeySpace m_keys;
    QList<QByteArray> m_configured;
    TaskStore &m_store;
    const Clock &m_clock;
    celery::MessageReader m_messages;
    std::set<QByteArray> m_exchanges {"celery"};
    std::set<QByteArray> m_bound;
    std::map<QByteArray, QStringList> m_consumers;
    std::vector<UnackedTask> m_unacked;
    bool m_areConsumersKnown = false;
    std::uint64_t m_steps = 0;
    std::map<std::pair<QByteArray, int>, Tail> m_tails; ///< the oldest message of each list, and since when it is that
};

} // namespace ph::queues
