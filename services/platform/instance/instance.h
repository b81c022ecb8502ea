// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/lockfile.h"
#include "services/platform/instance/instancesocket.h"

namespace ph::platform {

/// One window per environment: the first holds a lock and listens on a socket; a second start finds that out and asks
/// the first to come to the front. The lock is the kernel's, so a crash leaves nothing to clear away. Main thread.
class Instance final {
public:
    /// `runtimeFolder` is Folders::runtime; made 0700 if it is not there.
    /// Conflict, code "already-running": another process has this environment open; `what` names it. Blocks for a
    /// moment (files).
    [[nodiscard]] static Result<std::unique_ptr<Instance>> claim(
        const QString &runtimeFolder, const QString &profileId);

    /// What other processes may ask; "raise" is the window's to add.
    [[nodiscard]] InstanceServer &server() { return *m_server; }

    /// Where the one of that environment listens.
    [[nodiscard]] static QString socketPath(const QString &runtimeFolder, const QString &profileId);

private:
    Instance(LockFile lock, std::unique_ptr<InstanceServer> server);
    LockFile m_lock;
    std::unique_ptr<InstanceServer> m_server; ///< gone before the lock
};

} // namespace ph::platform
