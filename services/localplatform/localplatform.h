// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/async.h"
#include "services/localplatform/accounts.h"
#include "services/localplatform/folder.h"
#include "services/localplatform/types.h"
#include "services/platform/profile.h"
#include "services/transport/permits/permit.h"

namespace ph::localplatform {

/// A real platform on this machine, in one folder: for “Try it here”, the companion and the tests.
///
/// The servers belong to a supervisor process of their own and outlive this object. Nothing here blocks: work on files
/// and processes is done on the global thread pool. Lives on one thread; `clock` outlives it. Its tasks may outlive it.
class LocalPlatform final {
public:
    struct Options {
        QString name = QStringLiteral("default");
        QString base {}; ///< folder of folders; empty: the default for this user
        QString program {}; ///< pilothousectl; empty: beside this program, else in PATH
    };
    struct Up {
        bool isQuiet = false; ///< without the load generator
        int seed = 1; ///< of the load generator
        Deadline patience {120'000};
        /// Called whenever something changed, on the calling thread, while up() runs.
        std::function<void(const PlatformStatus &)> progress {};
    };
    struct UpResult {
        PlatformStatus status;
        bool wasRunning = false; ///< then isQuiet and seed were not applied
    };

    /// Invalid: a name that cannot be one.
    [[nodiscard]] static Result<std::unique_ptr<LocalPlatform>> make(Options options, const Clock &clock);

    [[nodiscard]] const Folder &folder() const { return m_folder; }

    /// Starts it and waits until every part answers. Unavailable names what is missing with the command that installs
    /// it (codes "missing-programs", "missing-python"), or the part that does not start and its log
    /// (code "part-failed"): then what had started is stopped again, unless it ran before. Timeout: it goes on
    /// starting.
    [[nodiscard]] Task<UpResult> up(Up options, std::stop_token stop);
    /// What runs now. When nothing does, the status says so: no error.
    [[nodiscard]] Task<PlatformStatus> status(std::stop_token stop);
    /// Stops everything, in order; ends when the last process is gone. NotFound: it did not run.
    [[nodiscard]] Task<void> down(std::stop_token stop);
    /// Stops one part and keeps it stopped / starts it again and waits until it answers. NotFound lists the parts.
    [[nodiscard]] Task<PlatformStatus> hold(QString part, std::stop_token stop);
    [[nodiscard]] Task<PlatformStatus> release(QString part, std::stop_token stop);
    /// Removes the folder with all its data. Conflict while it runs.
    [[nodiscard]] Task<void> reset(std::stop_token stop);

    /// The environment to connect with, as last started: endpoints, CA, users; ports are kept from start to start
    /// unless taken. NotFound before the first start. Reads two small files.
    [[nodiscard]] Result<platform::Profile> profile() const;
    /// The password of a user of one of that profile's links (`pilothouse_reader`, `pilothouse_operator`).
    [[nodiscard]] Result<Secret> password(const platform::Link &link, const QString &user) const;
    /// Who can sign in, with passwords: for the sign-in page of this environment alone.
    [[nodiscard]] Result<std::vector<DemoAccount>> accounts() const;

private:
    class Authority;

    LocalPlatform(Folder folder, QString program, const Clock &clock);
    [[nodiscard]] transport::LocalPermit permit(const QString &step) const;
    /// For coroutines that may outlive this.
    [[nodiscard]] static transport::LocalPermit permitOf(const Folder &folder,
        const std::shared_ptr<const Authority> &authority, const Clock &clock, const QString &step);
    [[nodiscard]] Task<PlatformStatus> tell(QString verb, QString part, std::stop_token stop);

    Folder m_folder;
    QString m_program;
    const Clock &m_clock;
    std::shared_ptr<const Authority> m_authority;
};

} // namespace ph::localplatform
