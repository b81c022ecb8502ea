// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/numbers.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace ph::wording {

namespace {

QString grouped(const QString &digits)
{
    const bool isNegative = digits.startsWith(u'-');
    QString out = digits;
    for (qsizetype at = digits.size() - 3; at > (isNegative ? 1 : 0); at -= 3)
        out.insert(at, thinSpace);
    return out;
}

/// With at most `decimals` digits after the point, none of them a trailing zero.
QString shortened(double value, int decimals)
{
    QString text = QString::number(value, 'f', decimals);
    if (decimals > 0) {
        while (text.endsWith(u'0'))
            text.chop(1);
        if (text.endsWith(u'.'))
            text.chop(1);
    }
    return text == QLatin1String("-0") ? QStringLiteral("0") : text;
}

using Texts = std::pair<const char *, const char *>;

Texts textsOf(Noun noun)
{
    switch (noun) {
    case Noun::Task: return {QT_TRANSLATE_NOOP("wording", "%1 task"), QT_TRANSLATE_N_NOOP("wording", "%1 tasks")};
    case Noun::Job: return {QT_TRANSLATE_NOOP("wording", "%1 job"), QT_TRANSLATE_N_NOOP("wording", "%1 jobs")};
    case Noun::Queue: return {QT_TRANSLATE_NOOP("wording", "%1 queue"), QT_TRANSLATE_N_NOOP("wording", "%1 queues")};
    case Noun::Worker: return {QT_TRANSLATE_NOOP("wording", "%1 worker"), QT_TRANSLATE_N_NOOP("wording", "%1 workers")};
    case Noun::Tenant: return {QT_TRANSLATE_NOOP("wording", "%1 tenant"), QT_TRANSLATE_N_NOOP("wording", "%1 tenants")};
    case Noun::Member: return {QT_TRANSLATE_NOOP("wording", "%1 member"), QT_TRANSLATE_N_NOOP("wording", "%1 members")};
    case Noun::User: return {QT_TRANSLATE_NOOP("wording", "%1 user"), QT_TRANSLATE_N_NOOP("wording", "%1 users")};
    case Noun::Event: return {QT_TRANSLATE_NOOP("wording", "%1 event"), QT_TRANSLATE_N_NOOP("wording", "%1 events")};
    case Noun::Row: return {QT_TRANSLATE_NOOP("wording", "%1 row"), QT_TRANSLATE_N_NOOP("wording", "%1 rows")};
    case Noun::Key: return {QT_TRANSLATE_NOOP("wording", "%1 key"), QT_TRANSLATE_N_NOOP("wording", "%1 keys")};
    case Noun::Alert: return {QT_TRANSLATE_NOOP("wording", "%1 alert"), QT_TRANSLATE_N_NOOP("wording", "%1 alerts")};
    case Noun::Series: return {QT_TRANSLATE_NOOP("wording", "%1 series"), QT_TRANSLATE_N_NOOP("wording", "%1 series")};
    case Noun::Record: return {QT_TRANSLATE_NOOP("wording", "%1 record"), QT_TRANSLATE_N_NOOP("wording", "%1 records")};
    case Noun::Step: return {QT_TRANSLATE_NOOP("wording", "%1 step"), QT_TRANSLATE_N_NOOP("wording", "%1 steps")};
    case Noun::Server: return {QT_TRANSLATE_NOOP("wording", "%1 server"), QT_TRANSLATE_N_NOOP("wording", "%1 servers")};
    case Noun::Gap: return {QT_TRANSLATE_NOOP("wording", "%1 gap"), QT_TRANSLATE_N_NOOP("wording", "%1 gaps")};
    case Noun::Silence:
        return {QT_TRANSLATE_NOOP("wording", "%1 silence"), QT_TRANSLATE_N_NOOP("wording", "%1 silences")};
    case Noun::Environment: break;
    }
    return {QT_TRANSLATE_NOOP("wording", "%1 environment"), QT_TRANSLATE_N_NOOP("wording", "%1 environments")};
}

} // namespace

QString number(qint64 value) { return grouped(QString::number(value)); }

QString number(double value)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    const double size = std::abs(value);
    if (size >= 99.95)
        return size < 9e18 ? number(qint64(std::llround(value))) : QString::number(value, 'g', 3);
    if (size >= 9.995)
        return shortened(value, 1);
    if (size >= 0.0995 || size == 0)
        return shortened(value, 2);
    return QString::number(value, 'g', 2);
}

QString bytes(qint64 size)
{
    static constexpr std::array units {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = double(size);
    size_t unit = 0;
    while (std::abs(value) >= 1023.95 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    const bool isWhole = unit == 0 || std::abs(value) >= 99.95;
    return (isWhole ? number(qint64(std::llround(value))) : shortened(value, 1)) + thinSpace
        + QLatin1String(units.at(unit));
}

namespace {

/// Its digits do not come and go: "7.0" beside "7.2".
QString steadyNumber(double value)
{
    const double size = std::abs(value);
    if (size == 0 || size < 0.0995 || size >= 99.95)
        return number(value);
    return QString::number(value, 'f', size >= 0.995 ? 1 : 2);
}

} // namespace

QString rate(double perSecond)
{
    if (!std::isfinite(perSecond))
        return QStringLiteral("–");
    if (perSecond == 0 || std::abs(perSecond) >= 0.1)
        //: A rate: %1 events each second
        return QCoreApplication::translate("wording", "%1/s").arg(steadyNumber(perSecond));
    if (std::abs(perSecond) * 60 >= 0.1)
        //: A rate: %1 events each minute
        return QCoreApplication::translate("wording", "%1/min").arg(steadyNumber(perSecond * 60));
    //: A rate: %1 events each hour
    return QCoreApplication::translate("wording", "%1/h").arg(steadyNumber(perSecond * 3600));
}

QString percentage(double share)
{
    if (!std::isfinite(share))
        return QStringLiteral("–");
    const QString sign = thinSpace + QStringLiteral("%");
    if (share > 0 && share < 0.001)
        return QStringLiteral("<") + thinSpace + QStringLiteral("0.1") + sign;
    if (share > 0.999 && share < 1)
        return QStringLiteral(">") + thinSpace + QStringLiteral("99.9") + sign;
    const double percent = share * 100;
    return (std::abs(percent) < 99.95 ? shortened(percent, 1) : number(percent)) + sign;
}

QString plural(const char *context, const char *one, const char *many, qint64 count)
{
    const int n = int(std::min(std::abs(count), qint64(std::numeric_limits<int>::max())));
    return QCoreApplication::translate(context, n == 1 ? one : many, nullptr, n).arg(number(count));
}

QString counted(qint64 count, Noun noun)
{
    const auto [one, many] = textsOf(noun);
    return plural("wording", one, many, count);
}

} // namespace ph::wording
