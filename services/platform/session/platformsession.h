// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/operations/runner.h"
#include "services/platform/connections/connections.h"
#include "services/platform/identityholder.h"
#include "services/platform/linkboard.h"
#include "services/platform/verdicts.h"
#include "services/platform/wakewatcher.h"

#include <QThread>
#include <QThreadPool>

namespace ph::platform {

class Keychain;
class AreaContext;

/// What an area's service of a session derives from. Made, used and destroyed on the session's I/O thread.
class AreaService : public QObject {
    Q_OBJECT
public:
    /// The machine woke up or the network came back.
    virtual void wake() { }
    /// An operation of this area again, from what the journal kept (Operation::parameters). NotFound: not this area's.
    [[nodiscard]] virtual Result<std::shared_ptr<operations::Operation>> makeOperation(
        const QString &action, const QJsonObject &parameters)
    {
        Q_UNUSED(parameters)
        return fail(ErrorKind::NotFound, QStringLiteral("not an operation of this area"), action);
    }
};

/// An area's part of every session. app/ has one table of these: adding an area is one line there.
struct AreaFactory {
    const char *name;
    std::function<std::unique_ptr<AreaService>(AreaContext &context)> make;
    bool judges = true; ///< reports to the VerdictBoard
};

/// What areas attach to. Lives on the I/O thread; every reference outlives the areas.
class AreaContext final {
public:
    const Profile &profile;
    const Clock &clock;
    operations::Guard &guard;
    operations::Runner &runner;
    IdentityHolder &identities;
    LinkBoard &links;
    Connections &connections;
    QThreadPool &workers; ///< blocking work: files, libpqxx
    Keychain *keychain; ///< null in one-off use
    QString stateFolder; ///< of this environment, 0700
    VerdictBoard &verdicts; ///< what the Overview says of this area
};

struct SessionOptions {
    Profile profile;
    bool isAdHoc = false; ///< made of plain addresses: can never write
    SecretLookup secrets;
    Keychain *keychain = nullptr;
    QString stateFolder;
    std::vector<AreaFactory> areas;
};

/// One environment that is in use: its identity, guard, clocks, links, journal and areas, on an I/O thread of its own.
/// Lives on the main thread. Window and companion hold one each.
class PlatformSession final : public QObject {
    Q_OBJECT
public:
    PlatformSession(SessionOptions options, const Clock &clock, QObject *parent = nullptr);
    /// Ends in order: areas, transports, the I/O thread. What waits is cancelled, so this does not wait for servers.
    ~PlatformSession() override;

    /// Makes the areas on the I/O thread; started() follows.
    void start();
    [[nodiscard]] bool isStarted() const { return m_isStarted; }
    /// Ends when started.
    [[nodiscard]] Task<void> ready(std::stop_token stop);

    [[nodiscard]] const Profile &profile() const { return m_profile; }
    /// The environment with other guards and nothing else changed (isSameButGuards()): they hold from now on, no link
    /// is connected anew. Main thread.
    void setGuards(const Profile &now);
    [[nodiscard]] const Clock &clock() const { return m_clock; }
    [[nodiscard]] operations::Guard &guard() { return *m_guard; }
    [[nodiscard]] IdentityHolder &identities() { return m_identities; }
    [[nodiscard]] LinkBoard &links() { return m_links; }
    [[nodiscard]] VerdictBoard &verdicts() { return m_verdicts; }
    /// Lives on the I/O thread; null before started().
    [[nodiscard]] operations::Runner *runner() const { return m_runner.get(); }
    [[nodiscard]] Connections *connections() const { return m_connections.get(); }

    /// The service of an area, or null. Lives on the I/O thread: call it through onThread(). Valid from started() on.
    template <class Area>
    [[nodiscard]] Area *area() const
    {
        for (const auto &each : m_areas)
            if (auto *found = qobject_cast<Area *>(each.get()))
                return found;
        return nullptr;
    }

    /// So many areas there are that report to the VerdictBoard: without their link some are not made. Valid from
    /// started() on.
    [[nodiscard]] std::size_t judges() const { return m_judges; }

    /// An operation again, of whichever area it is. On the I/O thread (onThread(runner(), …)).
    [[nodiscard]] Result<std::shared_ptr<operations::Operation>> makeOperation(
        const QString &action, const QJsonObject &parameters) const;

    /// Every link now: “Retry now”.
    void reconnectNow();

Q_SIGNALS:
    void started();
    /// The session ends: the last moment at which it may be used. What waits for a person's answer dies now.
    void closing();

private:
    void make();
    void wake();

    SessionOptions m_options; ///< its profile is read on the I/O thread and stays as it was at the start
    Profile m_profile; ///< with the guards of now
    const Clock &m_clock;
    IdentityHolder m_identities;
    LinkBoard m_links;
    VerdictBoard m_verdicts;
    std::unique_ptr<operations::Guard> m_guard;
    WakeWatcher m_wake;
    QThreadPool m_workers;
    QThread m_thread;
    std::unique_ptr<QObject> m_io; ///< lives on m_thread; what is posted there runs through it
    // Made and destroyed on m_thread:
    std::unique_ptr<operations::Runner> m_runner;
    std::unique_ptr<Connections> m_connections;
    std::unique_ptr<AreaContext> m_context;
    std::vector<std::unique_ptr<AreaService>> m_areas;
    std::size_t m_judges = 0;
    bool m_isStarted = false;
    std::vector<std::shared_ptr<Pending<void>>> m_waiting;
};

} // namespace ph::platform
