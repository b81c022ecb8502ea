// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queues/celery/keyspace.h"
#include "services/queues/inspector.h"
#include "services/queues/listings.h"
#include "services/queues/taskstore.h"

#include <set>

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
    /// Results that lie there, at most about `most`, in no order (SCAN), into the store.
    [[nodiscard]] Task<Read> readSome(int most, std::stop_token stop, Deadline deadline);
    /// The results of these tasks into the store, of those too that it does not know; returns the ids without a result.
    [[nodiscard]] Task<std::vector<std::string>> readOf(
        std::vector<std::string> ids, std::stop_token stop, Deadline deadline);
    /// One result whole; NotFound when there is none (not done, expired, or results are off).
    [[nodiscard]] Task<celery::ResultMeta> read(QByteArray taskId, std::stop_token stop, Deadline deadline);

private:
    transport::redis::Client &m_client;
    celery::ResultKeySpace m_keys;
    TaskStore &m_store;
};

} // namespace ph::queues
