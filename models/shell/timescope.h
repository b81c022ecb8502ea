// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "services/wording/times.h"

#include <QObject>

namespace ph::models {

/// The window's time: which stretch the pages look at, and in which zone times are shown. One per window.
class TimeScope final : public QObject {
    Q_OBJECT
public:
    struct Range {
        WallTime from;
        WallTime to;
    };
    /// `clock` outlives this.
    explicit TimeScope(const Clock &clock, QObject *parent = nullptr);

    /// Moves with the clock: the last `span`. Zero: all that is kept, as at the start.
    void setLast(Milliseconds span);
    [[nodiscard]] bool isAll() const { return isLive() && m_last == Milliseconds {0}; }
    /// A fixed stretch; swapped when it is the wrong way round.
    void setFixed(const Range &range);
    [[nodiscard]] bool isLive() const { return !m_fixed.has_value(); }
    [[nodiscard]] Milliseconds span() const;
    /// Of all that is kept it begins with 1970.
    [[nodiscard]] Range range() const;
    /// "Last 60 min", or "13:02 – 14:02".
    [[nodiscard]] QString rangeText() const;
    /// "UTC", or the zone's own name.
    [[nodiscard]] QString zoneText() const;

    void setZone(wording::TimeZoneMode zone);
    [[nodiscard]] wording::TimeZoneMode zone() const { return wording::timeZoneMode(); }
    [[nodiscard]] const Clock &clock() const { return m_clock; }

    struct Preset {
        Milliseconds span;
        QString text;
    };
    [[nodiscard]] static QList<Preset> presets();

Q_SIGNALS:
    void changed();
    /// All times are to be drawn again.
    void zoneChanged();

private:
    const Clock &m_clock;
    Milliseconds m_last {0};
    std::optional<Range> m_fixed;
};

} // namespace ph::models
