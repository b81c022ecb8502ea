// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/queues/listings.h"
#include "services/queues/objectjson.h"

#include <QJsonValue>
#include <QString>
#include <string_view>

namespace ph::ctl::queues {

using ph::queues::isoTime;
using ph::queues::known;
using ph::queues::textOrNull;

[[nodiscard]] QString isoText(WallTime time);
/// "4.2 s", "2 m 14 s", "3 h 5 m"; "–" when negative.
[[nodiscard]] QString duration(double seconds);
/// UTF-8 of the platform for --json.
[[nodiscard]] QString text(std::string_view utf8);
/// The same for a person: control characters and the like as escapes; "–" when empty.
[[nodiscard]] QString shown(std::string_view utf8, int longest = 60);
/// Of tasks that wait by their events and are in no queue any more.
[[nodiscard]] QString missingText(std::size_t tasks);
/// Keys and queues that could not be read, each with why.
[[nodiscard]] QStringList unreadableTexts(const ph::queues::QueueListing &listing);

} // namespace ph::ctl::queues
