// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/localplatform/folder.h"
#include "services/transport/permits/permit.h"

namespace ph::localplatform {

/// Checks that everything is installed, makes the folder and starts its supervisor, detached. Blocks for some
/// milliseconds: for worker threads. Returns its process id.
[[nodiscard]] Result<qint64> startSupervisor(
    const Folder &folder, const QString &program, bool isQuiet, int seed, transport::LocalPermit permit);

/// That process exists.
[[nodiscard]] bool isAlive(qint64 pid);
/// The last line the supervisor wrote, for the error when it ended at once.
[[nodiscard]] QString lastWords(const Folder &folder);

} // namespace ph::localplatform
