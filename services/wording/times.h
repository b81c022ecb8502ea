// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

#include <QString>

namespace ph::wording {

/// The one switch of the program: all times are shown, and read in filters, in this zone. The zone is always printed.
enum class TimeZoneMode { Utc, Local };
[[nodiscard]] TimeZoneMode timeZoneMode();
/// Whoever sets it has every view drawn again.
void setTimeZoneMode(TimeZoneMode mode);

/// "412 µs", "38 ms", "2.18 s", "21.8 s", "2 m 14 s", "1 h 4 m", "3 d 2 h".
[[nodiscard]] QString duration(std::chrono::microseconds time);
/// How long a server takes to answer, measured in milliseconds: "38 ms", "< 1 ms".
[[nodiscard]] QString latency(Milliseconds time);

/// How old something is, in whole seconds at most: "3 s", "2 m 14 s", "41 m", "1 h 4 m", "3 d". Negative ages (clocks
/// differ): "0 s".
[[nodiscard]] QString age(Milliseconds time);

/// An estimate, no more exact than it can be: "under a minute", "about 12 min", "about 25 min", "about 3 h", "more than
/// a day".
[[nodiscard]] QString roughly(Milliseconds time);

/// "14:02:11 UTC", "15:02:11 CET".
[[nodiscard]] QString clockTime(WallTime time, TimeZoneMode mode = timeZoneMode());
/// "14:02:11.123 UTC".
[[nodiscard]] QString preciseTime(WallTime time, TimeZoneMode mode = timeZoneMode());
/// "2026-03-01 14:02:11 UTC".
[[nodiscard]] QString dateTime(WallTime time, TimeZoneMode mode = timeZoneMode());
/// clockTime() for a time of the same day as `now`, else dateTime().
[[nodiscard]] QString shortTime(WallTime time, WallTime now, TimeZoneMode mode = timeZoneMode());

/// "2 m ago", "in 4 s", "just now" (less than a second).
[[nodiscard]] QString relativeTime(WallTime time, WallTime now);

/// "as of 13:58:04 UTC".
[[nodiscard]] QString asOf(WallTime time, WallTime now, TimeZoneMode mode = timeZoneMode());

} // namespace ph::wording
