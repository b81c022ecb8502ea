// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to check/: which Redis commands Pilothouse needs on a link of which role.

#include "services/platform/profile.h"
#include "services/transport/redis/command.h"
#include "services/wording/checktexts.h"

namespace ph::platform::check {

struct Right {
    QString name; ///< as in an ACL line, with the key where it matters: "LRANGE celery"
    transport::redis::Command command; ///< never sent to be run: see dryrun.h
};

[[nodiscard]] std::vector<Right> readingRights(const Link &link);
/// Those of the refused without which no queue of a broker can be read.
[[nodiscard]] QStringList neededForQueues(const QStringList &refused);
/// Celery's inspect.
[[nodiscard]] std::vector<Right> probeRights(const Profile &profile, const Link &link);
/// What a reading user should not be able to do.
[[nodiscard]] std::vector<Right> changingRights(const Link &link);
/// What the operator user needs for the acts there are.
[[nodiscard]] std::vector<Right> operatingRights(const Link &link);

/// How the role's own data looks.
struct RoleKeys {
    QByteArray pattern; ///< for SCAN; empty: any key may be there
    wording::FoundKeys found = wording::FoundKeys::CeleryExchanges;
    bool isExpected = false; ///< an idle platform has it as well
};
[[nodiscard]] RoleKeys keysOf(const Link &link);

} // namespace ph::platform::check
