// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/celery/keyspace.h"
#include "services/queues/inspector.h"
#include "services/queues/listings.h"
#include "services/queues/taskstore.h"

#include <functional>
#include <set>
#include <span>

namespace ph::queues {

/// Tasks that inspect told of, by id.
using SeenTasks = std::set<std::string>;

/// Puts what `active`, `reserved` and `scheduled` answered into the store.
[[nodiscard]] SeenTasks mergeInspected(const InspectAnswers &answers, TaskStore &store);

/// Reads stored results (contract §4). Lives on the client's thread.
class ResultReader final {
public:
    /// `client` is the one of the result backend; all references outlive it.
    ResultReader(transport::redis::Client &client, celery::ResultKeySpace keys, TaskStore &store);

    /// How many stored results were read; not whole: more lie there, and which were read says nothing of their age.
    struct Read {
        int results = 0;
        bool isWhole = true;
    };
    /// Results that lie there, at most about `most`, in no order (SCAN), into the store. Pipelined: a round trip
    /// fetches as many as the size of those before allows. `silence`: for each answer; much may take long as long as it
    /// comes.
    [[nodiscard]] Task<Read> readSome(int most, std::stop_token stop, Deadline silence);
    /// The results of these tasks into the store, of those too that it does not know; returns the ids without a result.
    [[nodiscard]] Task<std::vector<std::string>> readOf(
        std::vector<std::string> ids, std::stop_token stop, Deadline silence);
    /// One result whole; NotFound when there is none (not done, expired, or results are off).
    [[nodiscard]] Task<celery::ResultMeta> read(QByteArray taskId, std::stop_token stop, Deadline deadline);
    /// Results looked at by readSome(), ever; grows while reading goes on, as steps() does with each answer.
    [[nodiscard]] qint64 looked() const { return m_looked; }
    [[nodiscard]] std::uint64_t steps() const { return m_steps; }

private:
    /// How much is fetched at once: as much as those before say that it takes.
    struct Flight {
        qint64 fetched = 0;
        qint64 bytes = 0;
        [[nodiscard]] std::size_t fits() const;
    };
    /// Puts what came for these keys into the store; of which nothing came, `missing` is told.
    [[nodiscard]] Result<int> take(std::span<const transport::redis::Reply> pages, Flight &flight,
        const std::function<void(std::size_t)> &missing);

    transport::redis::Client &m_client;
    celery::ResultKeySpace m_keys;
    TaskStore &m_store;
    qint64 m_looked = 0;
    std::uint64_t m_steps = 0;
};

} // namespace ph::queues
