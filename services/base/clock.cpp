// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/clock.h"

namespace ph {

WallTime SystemClock::wall() const
{
    return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
}

MonoTime SystemClock::monotonic() const
{
    return std::chrono::time_point_cast<Milliseconds>(std::chrono::steady_clock::now());
}

ServerOffset ServerOffset::measure(
    WallTime server, WallTime sent, WallTime received, Milliseconds resolution, MonoTime at)
{
    const Milliseconds roundTrip = received - sent;
    const WallTime middle = sent + roundTrip / 2;
    // A stated time is cut off to its resolution: on average half of it is missing.
    return {server + resolution / 2 - middle, roundTrip / 2 + resolution / 2 + Milliseconds {1}, at};
}

bool ServerOffset::isSkewed() const
{
    using namespace std::chrono_literals;
    const Milliseconds size = offset < 0ms ? -offset : offset;
    return size - uncertainty > 30s;
}

} // namespace ph
