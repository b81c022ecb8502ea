// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/context.h"
#include "services/localplatform/folder.h"

namespace ph::ctl::local {

/// By name; those of a platform that was started once.
[[nodiscard]] QStringList partsWithLog(const localplatform::Folder &folder);

/// The last lines of the parts' logs; with `follow` what is added, until the stop. NotFound lists the logs there are.
/// `out` outlives it.
[[nodiscard]] Task<ExitCode> showLogs(
    localplatform::Folder folder, QString part, int lines, bool follow, Output *out, std::stop_token stop);

} // namespace ph::ctl::local
