// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Internal to services/transport/postgres: one libpqxx connection, used by one worker at a time. Everything here
// blocks.

#include "services/base/pending.h"
#include "services/transport/permits/permit.h"
#include "services/transport/postgres/conninfo.h"
#include "services/transport/postgres/rows.h"
#include "services/transport/postgres/statement.h"

#include <atomic>
#include <memory>

namespace ph::transport::postgres {

struct StatementLimits {
    Milliseconds statement {30'000};
    Milliseconds lock {2000};
    qsizetype bytes = 64 * 1024 * 1024;
};

/// Whether a transaction may still commit; shared by the worker and whoever gives up waiting.
class CommitGate final {
public:
    /// Worker: directly before COMMIT. False: the asker has gone, roll back.
    [[nodiscard]] bool tryCommit() { return change(State::Committing); }
    /// Asker: true when it is now certain that nothing will be committed.
    [[nodiscard]] bool tryAbandon() { return change(State::Abandoned); }

private:
    enum class State { Open, Committing, Abandoned };
    bool change(State to)
    {
        State expected = State::Open;
        return m_state.compare_exchange_strong(expected, to) || expected == to;
    }
    std::atomic<State> m_state {State::Open};
};

struct Notification {
    QString channel;
    QString payload;
};

struct HeartbeatAnswer {
    WallTime serverTime {};
    bool isReplica = false;
};

class Session final {
public:
    /// Connects. Errors: see explainFailure in diagnosis.h.
    [[nodiscard]] static Result<std::shared_ptr<Session>> open(
        const Endpoint &endpoint, const Credentials &credentials, const NearEnd &nearEnd, Milliseconds limit);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    [[nodiscard]] Result<Rows> read(
        const ReadStatement &statement, const Params &params, const StatementLimits &limits);
    [[nodiscard]] Result<std::vector<Rows>> transact(
        WritePermit permit, const std::vector<WriteStep> &steps, const StatementLimits &limits, CommitGate &gate);
    [[nodiscard]] Result<HeartbeatAnswer> beat();
    [[nodiscard]] Result<void> listen(const QStringList &channels);
    /// What arrived; does not block when the socket is readable.
    [[nodiscard]] Result<std::vector<Notification>> notifications();

    /// Fit for another use.
    [[nodiscard]] bool isHealthy() const { return m_healthy; }
    [[nodiscard]] int socket() const;

    // From any thread:
    /// Ends what runs: first by a cancel request, then by cutting the connection when that has no effect. Returns at
    /// once.
    static void abandon(std::shared_ptr<Session> session);
    /// Cuts the connection: a blocked worker comes back at once.
    void cut();

private:
    struct Parts;
    class Busy;
    explicit Session(const Endpoint &endpoint);
    template <class T, class F>
    [[nodiscard]] Result<T> guarded(const char *statement, F work);
    void cancelQuery();

    std::unique_ptr<Parts> m;
    QString m_environment;
    QString m_where;
    std::atomic<bool> m_healthy {true};
    std::atomic<bool> m_busy {false};
};

} // namespace ph::transport::postgres
