// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/queues/celery/isotime.h"

#include <QJsonValue>
#include <QString>
#include <string_view>

namespace ph::ctl::queues {

/// "2026-11-23T01:02:03.211384Z"; null when unknown.
[[nodiscard]] QJsonValue isoTime(ph::queues::Micros time);
[[nodiscard]] QString isoText(WallTime time);
/// "4.2 s", "2 m 14 s", "3 h 5 m"; "–" when negative.
[[nodiscard]] QString duration(double seconds);
/// UTF-8 of the platform for --json.
[[nodiscard]] QString text(std::string_view utf8);
/// The same for a person: control characters and the like as escapes; "–" when empty.
[[nodiscard]] QString shown(std::string_view utf8, int longest = 60);
/// The number, or null when it is negative (unknown).
[[nodiscard]] QJsonValue known(double value);

} // namespace ph::ctl::queues
