// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <chrono>
#include <optional>

namespace ph {

using Milliseconds = std::chrono::milliseconds;
/// UTC, in milliseconds since 1970. The desktop's clock: may be wrong and may jump.
using WallTime = std::chrono::sys_time<Milliseconds>;
/// Never jumps; meaningless outside this process. Ages, deadlines and token lifetimes are measured on it.
using MonoTime = std::chrono::time_point<std::chrono::steady_clock, Milliseconds>;

/// Where time comes from. Tests use ManualClock.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual WallTime wall() const = 0;
    [[nodiscard]] virtual MonoTime monotonic() const = 0;

protected:
    Clock() = default;
    Clock(const Clock &) = default;
    Clock &operator=(const Clock &) = default;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] WallTime wall() const override;
    [[nodiscard]] MonoTime monotonic() const override;
};

/// Moves only when told. The wall part can jump alone, as a clock that is set does.
class ManualClock final : public Clock {
public:
    explicit ManualClock(WallTime start = WallTime {Milliseconds {1'700'000'000'000}})
        : m_wall(start)
    {
    }
    [[nodiscard]] WallTime wall() const override { return m_wall; }
    [[nodiscard]] MonoTime monotonic() const override { return m_mono; }
    void advance(Milliseconds by)
    {
        m_wall += by;
        m_mono += by;
    }
    void jumpWall(Milliseconds by) { m_wall += by; }

private:
    WallTime m_wall;
    MonoTime m_mono {Milliseconds {1'000'000}};
};

/// How far a server's clock is ahead of ours, from its own statement of the time (Date header, Redis TIME, SQL now()).
/// The true value lies within ± uncertainty (half the round trip plus the resolution of the statement).
struct ServerOffset {
    Milliseconds offset {0};
    Milliseconds uncertainty {0};
    MonoTime takenAt {};

    /// `sent` and `received` are our wall times around the request; `resolution` is 1000 ms for an HTTP Date.
    [[nodiscard]] static ServerOffset measure(
        WallTime server, WallTime sent, WallTime received, Milliseconds resolution, MonoTime at);
    /// The server's time for a wall time of ours.
    [[nodiscard]] WallTime toServer(WallTime ours) const { return ours + offset; }
    [[nodiscard]] WallTime toLocal(WallTime server) const { return server - offset; }
    /// Worth a warning: certainly off by more than 30 s.
    [[nodiscard]] bool isSkewed() const;
};

} // namespace ph

Q_DECLARE_METATYPE(ph::WallTime)
