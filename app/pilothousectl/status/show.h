// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pilothousectl/companion/output.h"
#include "services/overview/overview.h"
#include "services/platform/profile.h"

#include <QJsonObject>

namespace ph::ctl::status {

/// What was seen at one moment.
struct Snapshot {
    QString environment;
    platform::EnvironmentKind kind = platform::EnvironmentKind::Production;
    std::vector<platform::LinkInfo> links;
    std::vector<platform::AreaVerdict> areas;
    overview::Verdict verdict;
    MonoTime now {};
    WallTime wallNow {};
};

/// Verdict first, then the links, then a line for each area.
void showHuman(Output &out, const Snapshot &snapshot);
[[nodiscard]] QJsonObject toJson(const Snapshot &snapshot);

} // namespace ph::ctl::status
