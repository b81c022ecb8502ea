// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/text.h"

#include <QList>
#include <algorithm>

namespace ph {

namespace {

constexpr QChar returnSign(0x23ce); // ⏎
constexpr QChar ellipsis(0x2026);
constexpr char32_t nonJoiner = 0x200c;
constexpr char32_t joiner = 0x200d;

/// Signs that change how other signs look or that cannot be seen.
bool isHidden(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph: return true;
    default: break;
    }
    const bool isFiller = c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0 || c == 0x2800 || c == 0x034f;
    const bool isVariation
        = (c >= 0xfe00 && c <= 0xfe0e) || (c >= 0xe0000 && c <= 0xe0fff); // fe0f only picks the emoji look
    return isFiller || isVariation;
}

QString escapeOf(char32_t c)
{
    if (c < 0x100)
        return QStringLiteral("\\x%1").arg(uint(c), 2, 16, QLatin1Char('0'));
    if (c < 0x10000)
        return QStringLiteral("\\u%1").arg(uint(c), 4, 16, QLatin1Char('0'));
    return QStringLiteral("\\U%1").arg(uint(c), 8, 16, QLatin1Char('0'));
}

bool mayBeJoined(char32_t c)
{
    return c > 0xff
        && (QChar::isLetter(c) || QChar::category(c) == QChar::Symbol_Other || QChar::isMark(c) || c == 0xfe0f);
}

bool isHarmless(QChar c) { return (c >= u' ' && c < u'\x7f') || (c > u'\xa0' && c < u'\x100' && c != u'\xad'); }

} // namespace

QString visible(const QString &text, LineEnds lineEnds)
{
    if (std::all_of(text.begin(), text.end(), isHarmless))
        return text;
    const QList<uint> points = text.toUcs4();
    QString out;
    out.reserve(text.size() + 16);
    for (qsizetype i = 0; i < points.size(); ++i) {
        const char32_t c = points[i];
        const bool hasNewline = i + 1 < points.size() && points[i + 1] == u'\n';
        if (c == u'\r' && hasNewline)
            continue;
        const bool isJoiner = (c == nonJoiner || c == joiner) && i > 0 && i + 1 < points.size()
            && mayBeJoined(points[i - 1]) && mayBeJoined(points[i + 1]);
        if (c == u'\n')
            out += lineEnds == LineEnds::Keep ? QChar(u'\n') : returnSign;
        else if (c == u'\t')
            out += lineEnds == LineEnds::Keep ? u'\t' : u' ';
        else if (isHidden(c) && !isJoiner)
            out += escapeOf(c);
        else
            out += QChar::fromUcs4(c);
    }
    return out;
}

QString elidedMiddle(const QString &text, int longest)
{
    const qsizetype room = qMax(5, longest);
    if (text.size() <= room)
        return text;
    qsizetype head = (room - 1) * 2 / 3; // the start of an id tells more
    qsizetype tail = room - 1 - head;
    if (text[head - 1].isHighSurrogate())
        --head;
    if (text[text.size() - tail].isLowSurrogate())
        --tail;
    return text.first(head) + ellipsis + text.last(tail);
}

QString elidedEnd(const QString &text, int longest)
{
    const qsizetype room = qMax(2, longest);
    if (text.size() <= room)
        return text;
    qsizetype head = room - 1;
    if (text[head - 1].isHighSurrogate())
        --head;
    return text.first(head) + ellipsis;
}

QString safeFileName(const QString &text, const QString &otherwise)
{
    constexpr qsizetype longest = 80;
    QString name;
    for (const QChar c : text.left(longest)) {
        const bool isSafe = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9')
            || c == u'-' || c == u'_' || c == u'.';
        name += isSafe ? c : u'_';
    }
    while (name.startsWith(u'.') || name.startsWith(u'-'))
        name.remove(0, 1);
    const bool isEmpty = std::all_of(name.begin(), name.end(), [](QChar c) { return c == u'_' || c == u'.'; });
    return isEmpty ? otherwise : name;
}

} // namespace ph
