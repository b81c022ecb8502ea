// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/link/credentials.h"
#include "services/transport/link/linkstate.h"
#include "services/transport/permits/permit.h"
#include "services/transport/redis/command.h"
#include "services/transport/redis/endpoint.h"
#include "services/transport/redis/probe.h"
#include "services/transport/redis/reply.h"
#include "services/transport/route/dial.h"

#include <QObject>
#include <functional>
#include <memory>

namespace ph::transport::redis {

class KeptLink;
struct Access;

/// A Lua program that an Operation runs. Scripts are constants of an area, never built from text.
struct Script {
    const char *name; ///< for errors and the journal
    const char *source;
};

/// Commands to one Redis. Lives on the session's I/O thread, and is called there (other threads: ph::onThread(client,
/// …)). Do not destroy it inside one of its own signals.
///
/// Reading goes through the reader user, writing through the operator user: the server's ACL keeps them apart, the
/// types here do so a second time. Connects on start() or with the first call; reconnects by itself (jittered, at most
/// 3 s apart; not after a refused certificate). Calls while it is down fail at once with the reason; while it connects
/// they wait.
class Client final : public QObject {
    Q_OBJECT
public:
    struct Options {
        Endpoint endpoint;
        CredentialSource reader {}; ///< null: no AUTH
        CredentialSource operatorUser {}; ///< null: writing is refused (Forbidden, code "no-operator")
        Dial dial {}; ///< for endpoints with an SSH host
        bool probesAsOperator = false; ///< probes by the operator user (a reader whose ACL has no probe list)
    };
    explicit Client(Options options);
    ~Client() override;

    void start();
    void reconnectNow(); ///< “Retry now”, resume, network change
    [[nodiscard]] const Endpoint &endpoint() const { return m_options.endpoint; }
    [[nodiscard]] bool canWrite() const { return bool(m_options.operatorUser); }
    /// Of the reader's connection. Its clock is Redis TIME (± half a round trip).
    [[nodiscard]] const LinkState &state() const;

    /// One command of the closed table of reading commands (readtable.h). The server's error replies come as errors:
    /// Forbidden NOPERM (hint names the command), Server with Redis's code (WRONGTYPE, LOADING, …).
    /// TooLarge: a reply above 64 MiB (the connection is lost with it).
    [[nodiscard]] Task<Reply> read(Command command, std::stop_token stop, Deadline deadline);
    /// The same for many, pipelined. Error replies stand in the list (Reply::isError): one missing right spoils no
    /// batch.
    [[nodiscard]] Task<std::vector<Reply>> readMany(
        std::vector<Command> commands, std::stop_token stop, Deadline deadline);
    /// The same; `silence` is for each answer after the one before: much may take long, as long as it goes on.
    [[nodiscard]] Task<std::vector<Reply>> readManyWhileAnswered(
        std::vector<Command> commands, std::stop_token stop, Deadline silence);

    /// Changes. The permit is redeemed directly before the bytes leave. Never repeated by itself: when the answer is
    /// lost after sending, the error's code is "outcome-unknown".
    [[nodiscard]] Task<Reply> write(WritePermit permit, Command command, std::stop_token stop, Deadline deadline);
    /// All in one MULTI/EXEC; the replies of EXEC, error replies among them.
    [[nodiscard]] Task<std::vector<Reply>> writeAtomically(
        WritePermit permit, std::vector<Command> commands, std::stop_token stop, Deadline deadline);
    [[nodiscard]] Task<Reply> writeScript(WritePermit permit, Script script, std::vector<QByteArray> keys,
        std::vector<QByteArray> arguments, std::stop_token stop, Deadline deadline);

    /// The closed list of probe.h. A waiting one (takeReply) has a connection of its own; it is nil when nothing came.
    [[nodiscard]] Task<Reply> probe(ProbePermit permit, Probe probe, std::stop_token stop, Deadline deadline);

Q_SIGNALS:
    void stateChanged(const ph::transport::LinkState &state);

private:
    class BlockingPool;

    [[nodiscard]] Access accessAs(const CredentialSource &credentials) const;
    [[nodiscard]] Task<std::vector<Reply>> readBatch(
        std::vector<Command> commands, std::stop_token stop, std::function<Deadline()> left);
    [[nodiscard]] Result<void> checkWrite(const Command &command) const;
    [[nodiscard]] KeptLink &operatorLink();
    [[nodiscard]] KeptLink &probeLink();
    template <class P>
    [[nodiscard]] Task<std::vector<Reply>> sendPermitted(
        KeptLink *link, P permit, std::vector<Command> commands, std::stop_token stop, Deadline deadline);
    template <class P>
    [[nodiscard]] Task<Reply> sendOne(
        KeptLink *link, P permit, Command command, std::stop_token stop, Deadline deadline);

    Options m_options;
    std::unique_ptr<KeptLink> m_reader;
    std::unique_ptr<KeptLink> m_operator; ///< connected by the first write
    std::shared_ptr<BlockingPool> m_blocking;
};

} // namespace ph::transport::redis
