// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ph::queues {

/// Microseconds since 1970 UTC; 0 stands for "unknown" wherever it is stored.
using Micros = std::int64_t;

/// Seconds as Celery writes them (a float); anything outside 1970–2200 counts as unknown (0).
[[nodiscard]] Micros microsFromSeconds(double seconds);

namespace celery {

/// Parses "2026-11-23T01:02:03.211384+00:00" and its relatives (no fraction, "Z", ±hhmm, a space for the T). A time
/// without an offset means UTC: that is what Celery 5.2 writes.
[[nodiscard]] std::optional<Micros> parseIsoTime(std::string_view text);

} // namespace celery

} // namespace ph::queues
