// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/timescope.h"

#include <QDateTime>

namespace ph::models {

using namespace std::chrono_literals;

TimeScope::TimeScope(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{
}

void TimeScope::setLast(Milliseconds span)
{
    if (isLive() && span == m_last)
        return;
    m_last = span.count() <= 0 ? Milliseconds {0} : std::max(span, Milliseconds {1000});
    m_fixed.reset();
    Q_EMIT changed();
}

void TimeScope::setFixed(const Range &range)
{
    m_fixed = range.to < range.from ? Range {range.to, range.from} : range;
    Q_EMIT changed();
}

Milliseconds TimeScope::span() const { return m_fixed ? m_fixed->to - m_fixed->from : m_last; }

TimeScope::Range TimeScope::range() const
{
    if (m_fixed)
        return *m_fixed;
    const WallTime now = m_clock.wall();
    if (isAll())
        return {WallTime {}, now};
    return {now - m_last, now};
}

QList<TimeScope::Preset> TimeScope::presets()
{
    return {{0min, tr("All kept", "time range: everything that Pilothouse has")},
        {15min, tr("Last 15 min", "time range")}, {60min, tr("Last 60 min", "time range")},
        {6h, tr("Last 6 h", "time range")}, {24h, tr("Last 24 h", "time range")},
        {24h * 7, tr("Last 7 days", "time range")}};
}

QString TimeScope::rangeText() const
{
    if (m_fixed) {
        const bool sameDay = std::chrono::floor<std::chrono::days>(m_fixed->from)
            == std::chrono::floor<std::chrono::days>(m_fixed->to);
        const QString to = sameDay ? wording::clockTime(m_fixed->to) : wording::dateTime(m_fixed->to);
        return tr("%1 – %2", "time range: from, to").arg(wording::dateTime(m_fixed->from), to);
    }
    for (const Preset &preset : presets())
        if (preset.span == m_last)
            return preset.text;
    return tr("Last %1", "time range; %1 is a duration").arg(wording::duration(m_last));
}

QString TimeScope::zoneText() const
{
    if (zone() == wording::TimeZoneMode::Utc)
        return QStringLiteral("UTC");
    return QDateTime::currentDateTime().timeZoneAbbreviation();
}

void TimeScope::setZone(wording::TimeZoneMode zone)
{
    if (zone == wording::timeZoneMode())
        return;
    wording::setTimeZoneMode(zone);
    Q_EMIT zoneChanged();
}

} // namespace ph::models
