// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/address.h"

#include <QDateTime>
#include <QStringDecoder>
#include <QUrl>
#include <algorithm>

namespace ph::models {

namespace {

constexpr qsizetype s_longestPart = 512;

QByteArray scheme() { return QByteArrayLiteral("pilothouse://"); }

Failure refuse(const QString &what)
{
    return fail(ErrorKind::Invalid, what, QStringLiteral("the link"),
        QStringLiteral("a link reads pilothouse://ENVIRONMENT/AREA/OBJECT"), QStringLiteral("address"));
}

bool isHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Visible ASCII without what would mean something else in an address, and whole escapes.
bool isPlain(const QByteArray &part)
{
    for (qsizetype i = 0; i < part.size(); ++i) {
        const char c = part[i];
        if (c <= ' ' || c >= 0x7f || QByteArrayView("\"<>\\^`{|}@?#").contains(c))
            return false;
        if (c == '%' && (i + 2 >= part.size() || !isHex(part[i + 1]) || !isHex(part[i + 2])))
            return false;
    }
    return true;
}

/// Null: not UTF-8, too long, or with characters that do not show.
std::optional<QString> decoded(const QByteArray &part)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder.decode(QByteArray::fromPercentEncoding(part));
    const auto isHidden = [](QChar c) {
        return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format
            || c == QChar::ReplacementCharacter;
    };
    if (decoder.hasError() || text.size() > s_longestPart || std::any_of(text.begin(), text.end(), isHidden))
        return std::nullopt;
    return text;
}

bool isAreaName(const QString &name)
{
    return !name.isEmpty() && name.size() <= 40 && name[0].isLetter()
        && std::all_of(
            name.begin(), name.end(), [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'); });
}

Result<std::optional<WallTime>> timeOf(const QByteArray &query)
{
    if (query.isNull())
        return std::optional<WallTime>();
    const QByteArray value = query.startsWith("at=") ? query.mid(3) : QByteArray();
    const QDateTime time = value.endsWith('Z') && value.size() <= 32
        ? QDateTime::fromString(QString::fromLatin1(value), Qt::ISODateWithMs)
        : QDateTime();
    if (!time.isValid())
        return refuse(QStringLiteral("behind the question mark only a moment can stand: at=2026-01-31T14:02:00Z"));
    return std::optional(WallTime {Milliseconds {time.toMSecsSinceEpoch()}});
}

} // namespace

Result<Address> parseAddress(const QByteArray &text)
{
    if (text.size() > Address::largest)
        return refuse(QStringLiteral("it is longer than %1 bytes").arg(Address::largest));
    if (!text.startsWith(scheme()))
        return refuse(QStringLiteral("it does not begin with pilothouse://"));
    const qsizetype mark = text.indexOf('?');
    const QByteArray path = text.mid(scheme().size(), mark < 0 ? -1 : mark - scheme().size());
    const auto at = timeOf(mark < 0 ? QByteArray() : text.mid(mark + 1));
    if (!at)
        return fail(at.error());
    if (!isPlain(path))
        return refuse(QStringLiteral("it holds characters that a link cannot have"));
    QStringList parts;
    for (const QByteArray &part : path.split('/')) {
        const auto name = decoded(part);
        if (!name)
            return refuse(QStringLiteral("a name in it cannot be read"));
        parts << *name;
    }
    if (parts.size() == 2 && parts.last().isEmpty())
        parts.removeLast(); // pilothouse://eu-central/
    if (parts.first().isEmpty())
        return refuse(QStringLiteral("it names no environment"));
    if (parts.size() > 1 && !isAreaName(parts[1]))
        return refuse(QStringLiteral("“%1” is no page").arg(parts[1].left(40)));
    // An object's name keeps its slashes; they were escaped or not, both lead there.
    return Address {parts.first(), parts.value(1), parts.mid(2).join(QLatin1Char('/')), *at};
}

QString addressText(const Address &address)
{
    QString text = QString::fromLatin1(scheme() + QUrl::toPercentEncoding(address.environment));
    if (!address.area.isEmpty())
        text += QLatin1Char('/') + address.area;
    if (!address.object.isEmpty())
        text += QLatin1Char('/') + QString::fromLatin1(QUrl::toPercentEncoding(address.object, "/"));
    if (address.at)
        text += QLatin1String("?at=")
            + QDateTime::fromMSecsSinceEpoch(address.at->time_since_epoch().count(), Qt::UTC)
                  .toString(Qt::ISODateWithMs);
    return text;
}

} // namespace ph::models
