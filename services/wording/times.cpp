// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/times.h"

#include "services/wording/numbers.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimeZone>
#include <algorithm>
#include <atomic>
#include <limits>

namespace ph::wording {

namespace {

using namespace std::chrono;

std::atomic<TimeZoneMode> s_mode {TimeZoneMode::Utc};

QDateTime inZone(WallTime time, TimeZoneMode mode)
{
    const qint64 ms = time.time_since_epoch().count();
    return mode == TimeZoneMode::Utc ? QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC)
                                     : QDateTime::fromMSecsSinceEpoch(ms, Qt::LocalTime);
}

/// "CET", or "UTC+03" for zones without a name of letters.
QString zoneName(const QDateTime &time)
{
    const QString name = time.timeZoneAbbreviation();
    const bool isName = !name.isEmpty() && std::all_of(name.begin(), name.end(), [](QChar c) { return c.isLetter(); });
    if (isName)
        return name;
    return name.startsWith(u'+') || name.startsWith(u'-') ? QStringLiteral("UTC") + name
                                                          : time.timeZone().displayName(time, QTimeZone::OffsetName);
}

QString formatted(WallTime time, TimeZoneMode mode, const QString &format)
{
    const QDateTime local = inZone(time, mode);
    return local.toString(format) + QLatin1Char(' ') + zoneName(local);
}

QString withUnit(const QString &value, const char *unit) { return value + thinSpace + QString::fromUtf8(unit); }

/// "2 m 14 s"; the second part is left out when it is zero.
QString twoParts(qint64 large, const char *largeUnit, qint64 small, const char *smallUnit)
{
    const QString first = withUnit(number(large), largeUnit);
    return small == 0 ? first : first + QLatin1Char(' ') + withUnit(number(small), smallUnit);
}

QString longDuration(qint64 seconds)
{
    if (seconds < 3600)
        return twoParts(seconds / 60, "m", seconds % 60, "s");
    if (seconds < 86400)
        return twoParts(seconds / 3600, "h", seconds % 3600 / 60, "m");
    return twoParts(seconds / 86400, "d", seconds % 86400 / 3600, "h");
}

} // namespace

TimeZoneMode timeZoneMode() { return s_mode.load(std::memory_order_relaxed); }

void setTimeZoneMode(TimeZoneMode mode) { s_mode.store(mode, std::memory_order_relaxed); }

QString duration(microseconds time)
{
    if (time.count() < 0)
        return QStringLiteral("−")
            + duration(microseconds {-std::max<qint64>(time.count(), -std::numeric_limits<qint64>::max())});
    const double us = double(time.count());
    // Each border is where rounding would write the next unit's first value.
    if (us == 0)
        return withUnit(QStringLiteral("0"), "s");
    if (us < 999.5)
        return withUnit(QString::number(us, 'f', 0), "µs");
    if (us < 9'950)
        return withUnit(QString::number(us / 1e3, 'f', 1), "ms");
    if (us < 999'500)
        return withUnit(QString::number(us / 1e3, 'f', 0), "ms");
    if (us < 9'995'000)
        return withUnit(QString::number(us / 1e6, 'f', 2), "s");
    if (us < 59'950'000)
        return withUnit(QString::number(us / 1e6, 'f', 1), "s");
    return longDuration(duration_cast<seconds>(time + 500ms).count());
}

QString latency(Milliseconds time)
{
    if (time < 1ms)
        return withUnit(QStringLiteral("< 1"), "ms");
    // No digit that was not measured: "2 ms", not "2.0 ms".
    return time < 1s ? withUnit(number(qint64(time.count())), "ms") : duration(time);
}

QString age(Milliseconds time)
{
    const qint64 seconds = std::max<qint64>(0, time.count() / 1000);
    if (seconds < 60)
        return withUnit(number(seconds), "s");
    if (seconds < 600)
        return longDuration(seconds);
    if (seconds < 3600)
        return withUnit(number(seconds / 60), "m");
    if (seconds < 2 * 86400)
        return longDuration(seconds);
    return withUnit(number(seconds / 86400), "d");
}

QString roughly(Milliseconds time)
{
    const qint64 minutes = (time.count() + 30'000) / 60'000;
    if (minutes < 1)
        return QCoreApplication::translate("wording", "under a minute");
    if (minutes <= 60)
        //: an estimate
        return QCoreApplication::translate("wording", "about %1 min")
            .arg(minutes <= 15 ? minutes : (minutes + 2) / 5 * 5);
    if (minutes <= 24 * 60)
        //: an estimate
        return QCoreApplication::translate("wording", "about %1 h").arg((minutes + 30) / 60);
    return QCoreApplication::translate("wording", "more than a day");
}

QString clockTime(WallTime time, TimeZoneMode mode) { return formatted(time, mode, QStringLiteral("HH:mm:ss")); }

QString preciseTime(WallTime time, TimeZoneMode mode) { return formatted(time, mode, QStringLiteral("HH:mm:ss.zzz")); }

QString dateTime(WallTime time, TimeZoneMode mode)
{
    return formatted(time, mode, QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString shortTime(WallTime time, WallTime now, TimeZoneMode mode)
{
    return inZone(time, mode).date() == inZone(now, mode).date() ? clockTime(time, mode) : dateTime(time, mode);
}

QString relativeTime(WallTime time, WallTime now)
{
    const Milliseconds past = now - time;
    if (past > -1s && past < 1s)
        return QCoreApplication::translate("wording", "just now");
    if (past > 0s)
        //: %1 is a duration: "2 m ago"
        return QCoreApplication::translate("wording", "%1 ago").arg(age(past));
    //: %1 is a duration: "in 4 s"
    return QCoreApplication::translate("wording", "in %1").arg(age(-past));
}

QString asOf(WallTime time, WallTime now, TimeZoneMode mode)
{
    //: %1 is a time: "as of 13:58:04 UTC"
    return QCoreApplication::translate("wording", "as of %1").arg(shortTime(time, now, mode));
}

} // namespace ph::wording
