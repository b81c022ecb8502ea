// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/taskscope.h"
#include "services/transport/link/credentials.h"
#include "services/transport/link/linktracker.h"
#include "services/transport/permits/permit.h"
#include "services/transport/postgres/endpoint.h"
#include "services/transport/postgres/rows.h"
#include "services/transport/postgres/statement.h"
#include "services/transport/route/dial.h"

#include <QObject>
#include <memory>

namespace ph::transport::postgres {

class Session;
class CommitGate;

/// Statements to one PostgreSQL with one login (a pool per role: make one Client for the reader, one for the operator).
/// Lives on the session's I/O thread and is called there; libpqxx works on worker threads. Do not destroy it inside its
/// signals.
///
/// Connects on start() or with the first call, beats its heart every 2 s, reconnects by itself (jittered, at most 3 s
/// apart; not after a refused certificate; 30 s after a refused login). Calls while it is down fail at once with the
/// reason. Every statement runs with statement_timeout (its deadline) and lock_timeout set, TimeZone UTC, DateStyle
/// ISO; when the caller stops waiting it is cancelled on the server and its connection dropped.
class Client final : public QObject {
    Q_OBJECT
public:
    struct Options {
        Endpoint endpoint;
        CredentialSource credentials {}; ///< asked at each new connection
        Dial dial {}; ///< near end of a tunnel; empty: directly
        int mostConnections = 3; ///< and one for the heartbeat when all are busy
        bool mayWrite = false; ///< false: transact() is refused (Forbidden, code "no-operator")
        qsizetype largestAnswer = 64 * 1024 * 1024;
    };
    explicit Client(Options options);
    ~Client() override;

    void start();
    void reconnectNow(); ///< “Retry now”, resume, network change
    [[nodiscard]] const Endpoint &endpoint() const { return m_options.endpoint; }
    [[nodiscard]] const LinkState &state() const { return m_link.state(); }
    /// The server said that it is a replica (in recovery).
    [[nodiscard]] bool isReplica() const { return m_isReplica; }

    /// One statement of a catalogue in a READ ONLY transaction (tried once more when the connection had died while
    /// idle). Errors carry the SQLSTATE as code: Forbidden 42501, Refused 25006 (it tried to write), Timeout 57014,
    /// Conflict 55P03 (lock), NotFound 42P01 …; TooLarge above largestAnswer.
    [[nodiscard]] Task<Rows> read(ReadStatement statement, Params params, std::stop_token stop, Deadline deadline);

    /// All steps in one transaction; the answer of each. The permit is redeemed directly before the first byte leaves.
    /// Never repeated by itself. When it is not certain whether COMMIT happened, the error's code is "outcome-unknown";
    /// any other error means that nothing was changed.
    [[nodiscard]] Task<std::vector<Rows>> transact(
        WritePermit permit, std::vector<WriteStep> steps, std::stop_token stop, Deadline deadline);

Q_SIGNALS:
    void stateChanged(const ph::transport::LinkState &state);

private:
    struct Lease {
        std::shared_ptr<Session> session;
    };
    [[nodiscard]] Task<Rows> readOnce(ReadStatement statement, Params params, std::stop_token stop, Deadline deadline);
    [[nodiscard]] Task<Lease> acquire(bool reserve, std::stop_token stop, Deadline deadline);
    void release(std::shared_ptr<Session> session);
    void forget(const std::shared_ptr<Session> &session);
    void dropAll();
    [[nodiscard]] Task<void> ready(std::stop_token stop, Deadline deadline);

    [[nodiscard]] Task<void> run(std::stop_token stop);
    [[nodiscard]] Task<void> beat(std::stop_token stop);
    [[nodiscard]] Task<void> rest(Milliseconds time, std::stop_token stop);
    void enter(LinkPhase phase, Error reason = {}, std::optional<MonoTime> nextTry = {});

    Options m_options;
    LinkTracker m_link;
    Backoff m_backoff;
    bool m_isReplica = false;
    bool m_started = false;
    std::vector<std::shared_ptr<Session>> m_idle; ///< last used last
    std::vector<std::shared_ptr<Session>> m_used;
    int m_count = 0; ///< idle, used and being opened
    std::vector<std::shared_ptr<Pending<void>>> m_slotWaiters;
    std::vector<std::shared_ptr<Pending<void>>> m_readyWaiters;
    std::shared_ptr<Pending<void>> m_rest;
    TaskScope m_scope; ///< last: its end unwinds what uses the rest
};

} // namespace ph::transport::postgres
