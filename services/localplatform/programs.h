// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/localplatform/folder.h"

namespace ph::localplatform {

/// The programs of the distribution that the platform runs, and the Python environment.
struct Programs {
    QString redisServer;
    QString postgresFolder; ///< /usr/lib/postgresql/15/bin
    QString prometheus;
    QString nodeExporter;
    QString redisExporter;
    QString postgresExporter;
    QString python; ///< of the environment `<base>/venv-<hash of requirements.txt>`
};

/// Finds all of them. Unavailable names every missing one with its apt package and the one command that helps; a
/// PostgreSQL cluster of the folder wants the version that made it.
[[nodiscard]] Result<Programs> findPrograms(const Folder &folder);

} // namespace ph::localplatform
