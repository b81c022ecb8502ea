// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For transports that start programs (command, route): a QProcess with our environment that never outlives us.

#include "services/base/result.h"

#include <QProcess>
#include <QProcessEnvironment>
#include <chrono>
#include <memory>

namespace ph::transport::command {

/// HOME, USER, LOGNAME, TMPDIR, TZ, XDG_RUNTIME_DIR, SSH_AUTH_SOCK as they are, PATH as given, LC_ALL=C.UTF-8; nothing
/// else.
[[nodiscard]] QProcessEnvironment scrubbedEnvironment(const QString &searchPath);

/// PATH of this process without empty and relative entries.
[[nodiscard]] QString safeSearchPath();

/// Error: Unavailable, code "program-missing".
[[nodiscard]] Result<QString> findProgram(const QString &program, const QString &searchPath);

/// Ends the process without waiting for it: SIGTERM to its group, SIGKILL after `grace`; deletes the object then.
/// Only when its thread ends meanwhile, that waits for it (2 × `grace` at most).
struct EndProcess {
    std::chrono::milliseconds grace {3000};
    void operator()(QProcess *process) const;
};
using ProcessOwner = std::unique_ptr<QProcess, EndProcess>;

/// A process ready to start: own process group, killed by the system if the thread that started it ends, stdin closed.
[[nodiscard]] ProcessOwner makeProcess(
    const QString &path, const QStringList &arguments, const QString &searchPath, std::chrono::milliseconds grace);

} // namespace ph::transport::command
