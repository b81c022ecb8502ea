// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/session/platformsession.h"
#include "services/queues/queueservice.h"
#include "tests/integration/queues/celeryworker.h"
#include "tests/support/redisserver.h"

#include <QTemporaryDir>

namespace ph::test {

/// redis.conf lines for the two users of README: `reader` (with the probe list), `operator`, and `plainreader` without
/// probes. The default user stays open: it is the workers'.
[[nodiscard]] QByteArray aclOfReadme();

/// Who somebody is. Rights as "platform.queues", or "jobs.manage@acme" for a tenant's.
[[nodiscard]] std::shared_ptr<const operations::Identity> personWith(const QStringList &rights, const Clock &clock);

/// A session of an environment with nothing but a broker, and somebody signed in.
class BrokerSession final {
public:
    struct Options {
        quint16 port = 0;
        QString user = QStringLiteral("reader");
        QString operatorUser = QStringLiteral("operator");
        bool isReadOnly = false;
        QStringList rights {QStringLiteral("platform.queues")};
        QString stateFolder {}; ///< empty: one of its own
    };
    explicit BrokerSession(const Options &options);
    ~BrokerSession();

    [[nodiscard]] platform::PlatformSession &session() { return *m_session; }
    [[nodiscard]] queues::QueueService &queues() { return *m_queues; }
    [[nodiscard]] QString stateFolder() const { return m_stateFolder; }
    /// Until queues, results and workers are known, and this worker is heard (empty: none is waited for).
    [[nodiscard]] bool isWhole(const QString &node = {});
    /// The task's state by the store; empty while it is not known.
    [[nodiscard]] QString state(const QString &id);

    using Make = std::function<std::shared_ptr<operations::Operation>(queues::QueueService &)>;
    struct Planned {
        std::shared_ptr<operations::Operation> operation;
        operations::Plan plan;
    };
    [[nodiscard]] Result<Planned> plan(Make make);
    [[nodiscard]] Result<operations::OperationRun> run(const Planned &planned);
    [[nodiscard]] Result<operations::OperationRun> planAndRun(const Make &make);
    [[nodiscard]] std::vector<operations::OperationRun> history();
    [[nodiscard]] Result<operations::OperationRun> resume(const operations::OperationRun &cut);
    /// The audit entries' stages, oldest first; their hashes were checked.
    [[nodiscard]] QStringList auditStages();

private:
    SystemClock m_clock;
    QTemporaryDir m_folder {QStringLiteral("/tmp/phq-XXXXXX")};
    QString m_stateFolder;
    std::unique_ptr<platform::PlatformSession> m_session;
    queues::QueueService *m_queues = nullptr;
};

/// Methods of the remote-control messages in what a client sent to Redis ("ping", "revoke" …), in order.
[[nodiscard]] QStringList sentMethods(const QByteArray &sent);
/// The names of all commands in it.
[[nodiscard]] QStringList sentCommands(const QByteArray &sent);

} // namespace ph::test
