// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/filterunits.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimeZone>
#include <array>
#include <cmath>

namespace ph::wording {

namespace {

struct Unit {
    QLatin1String name; ///< lower case
    double factor;
};

constexpr std::array durationUnits {Unit {QLatin1String("us"), 1e-6}, Unit {QLatin1String("ms"), 1e-3},
    Unit {QLatin1String("s"), 1}, Unit {QLatin1String("sec"), 1}, Unit {QLatin1String("min"), 60},
    Unit {QLatin1String("m"), 60}, Unit {QLatin1String("h"), 3600}, Unit {QLatin1String("d"), 86400},
    Unit {QLatin1String("w"), 604800}};
constexpr std::array byteUnits {Unit {QLatin1String(""), 1}, Unit {QLatin1String("b"), 1},
    Unit {QLatin1String("kb"), 1e3}, Unit {QLatin1String("mb"), 1e6}, Unit {QLatin1String("gb"), 1e9},
    Unit {QLatin1String("tb"), 1e12}, Unit {QLatin1String("k"), 1024}, Unit {QLatin1String("kib"), 1024},
    Unit {QLatin1String("m"), 1048576}, Unit {QLatin1String("mib"), 1048576}, Unit {QLatin1String("g"), 1073741824},
    Unit {QLatin1String("gib"), 1073741824}, Unit {QLatin1String("tib"), 1099511627776}};
constexpr std::array numberUnits {Unit {QLatin1String(""), 1}, Unit {QLatin1String("k"), 1e3},
    Unit {QLatin1String("m"), 1e6}, Unit {QLatin1String("g"), 1e9}, Unit {QLatin1String("%"), 0.01}};

template <std::size_t N>
std::optional<double> factorOf(QStringView name, const std::array<Unit, N> &units)
{
    for (const Unit &unit : units) {
        if (name.compare(unit.name, Qt::CaseInsensitive) == 0)
            return unit.factor;
    }
    return {};
}

std::optional<double> factorOf(QStringView name, FieldType type)
{
    switch (type) {
    case FieldType::Duration: return factorOf(name, durationUnits);
    case FieldType::Bytes: return factorOf(name, byteUnits);
    default: return factorOf(name, numberUnits);
    }
}

/// Digits with at most one point at `at`, moved behind them.
std::optional<Quantity> takeDigits(QStringView text, qsizetype &at)
{
    const qsizetype start = at;
    qsizetype point = -1;
    for (; at < text.size() && (text[at].isDigit() || (text[at] == u'.' && point < 0)); ++at) {
        if (text[at] == u'.')
            point = at;
    }
    bool ok = false;
    const double value = text.sliced(start, at - start).toDouble(&ok);
    if (!ok || at - start > 18)
        return {};
    return Quantity {value, 0.5 * std::pow(10.0, point < 0 ? 0 : -double(at - point - 1))};
}

QTime parseClock(QStringView text)
{
    for (const QString &format : {QStringLiteral("H:mm"), QStringLiteral("H:mm:ss"), QStringLiteral("H:mm:ss.zzz")}) {
        const QTime time = QTime::fromString(text.toString(), format);
        if (time.isValid())
            return time;
    }
    return {};
}

QDateTime atZone(QDate date, QTime time, TimeZoneMode zone)
{
    return zone == TimeZoneMode::Utc ? QDateTime(date, time, Qt::UTC) : QDateTime(date, time, Qt::LocalTime);
}

/// A day: today, yesterday, 2026-03-01.
QDate parseDay(QStringView word, QDate today)
{
    if (word.compare(u"today", Qt::CaseInsensitive) == 0)
        return today;
    if (word.compare(u"yesterday", Qt::CaseInsensitive) == 0)
        return today.addDays(-1);
    return word.size() == 10 ? QDate::fromString(word.toString(), Qt::ISODate) : QDate();
}

} // namespace

std::optional<Quantity> parseQuantity(QStringView text, FieldType type)
{
    const bool isNegative = text.startsWith(u'-');
    qsizetype at = isNegative ? 1 : 0;
    Quantity sum;
    int parts = 0;
    while (at < text.size()) {
        const auto digits = takeDigits(text, at);
        if (!digits)
            return {};
        const qsizetype unitStart = at;
        while (at < text.size() && !text[at].isDigit() && text[at] != u'.')
            ++at;
        const auto factor = factorOf(text.sliced(unitStart, at - unitStart).trimmed(), type);
        const bool mayGoOn = type == FieldType::Duration; // 1h30m
        if (!factor || (++parts > 1 && !mayGoOn))
            return {};
        sum.value += digits->value * *factor;
        sum.tolerance = digits->tolerance * *factor;
    }
    if (parts == 0)
        return {};
    if (type == FieldType::Number)
        sum.tolerance = std::abs(sum.value) * 1e-9;
    if (isNegative)
        sum.value = -sum.value;
    return sum;
}

std::optional<double> parseTime(QStringView text, const FilterMoment &moment)
{
    if (text.size() > 40)
        return {};
    const qint64 nowMs = moment.now.time_since_epoch().count();
    if (text.compare(u"now", Qt::CaseInsensitive) == 0)
        return double(nowMs);
    if (text.endsWith(u" ago", Qt::CaseInsensitive)) {
        const auto back = parseQuantity(text.chopped(4).trimmed(), FieldType::Duration);
        return back ? std::optional(double(nowMs) - back->value * 1000) : std::nullopt;
    }
    if (text.size() > 11 && text[10].toUpper() == u'T') {
        const auto exact = QDateTime::fromString(text.toString(), Qt::ISODateWithMs);
        if (!exact.isValid())
            return {};
        const bool hasZone = exact.timeSpec() != Qt::LocalTime;
        return double((hasZone ? exact : atZone(exact.date(), exact.time(), moment.zone)).toMSecsSinceEpoch());
    }
    TimeZoneMode zone = moment.zone;
    if (text.endsWith(u" utc", Qt::CaseInsensitive)) {
        zone = TimeZoneMode::Utc;
        text = text.chopped(4);
    }
    const QDate today = zone == TimeZoneMode::Utc ? QDateTime::fromMSecsSinceEpoch(nowMs, Qt::UTC).date()
                                                  : QDateTime::fromMSecsSinceEpoch(nowMs).date();
    if (const QTime clock = parseClock(text); clock.isValid()) {
        QDateTime latest = atZone(today, clock, zone);
        if (latest.toMSecsSinceEpoch() > nowMs)
            latest = atZone(today.addDays(-1), clock, zone);
        return double(latest.toMSecsSinceEpoch());
    }
    const qsizetype blank = text.indexOf(u' ');
    const QDate day = parseDay(blank < 0 ? text : text.first(blank), today);
    const QTime clock = blank < 0 ? QTime(0, 0) : parseClock(text.sliced(blank + 1).trimmed());
    if (!day.isValid() || !clock.isValid())
        return {};
    return double(atZone(day, clock, zone).toMSecsSinceEpoch());
}

QString expectedText(FieldType type)
{
    switch (type) {
    case FieldType::Number: return QCoreApplication::translate("wording", "a number like 3 or 10k");
    case FieldType::Duration: return QCoreApplication::translate("wording", "a duration like 250ms, 5s or 1h30m");
    case FieldType::Bytes: return QCoreApplication::translate("wording", "a size like 512B, 64KB or 2MiB");
    case FieldType::Time:
        return QCoreApplication::translate("wording", "a time like 14:00, “yesterday 18:00”, 2026-03-01 or “5m ago”");
    default: break;
    }
    return QCoreApplication::translate("wording", "a value");
}

} // namespace ph::wording
