// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/redact.h"
#include "services/base/redaction/shapes.h"
#include "services/base/redaction/values.h"

#include <algorithm>

namespace ph::redaction {

namespace {

constexpr qsizetype longestUserInfo
    = 4096; // keeps hostile text linear; tokens of several kilobytes do not stand in addresses

/// After the "//" of an address whose ':' is at `colon`; slashes may be escaped as in \/\/. -1: no address.
qsizetype authorityStart(QStringView text, qsizetype colon)
{
    qsizetype at = colon + 1;
    for (int slash = 0; slash < 2; ++slash) {
        while (at < text.size() && text[at] == u'\\')
            ++at;
        if (at >= text.size() || text[at] != u'/')
            return -1;
        ++at;
    }
    return colon > 0 && text[colon - 1].isLetterOrNumber() ? at : -1;
}

bool isWebScheme(QStringView text, qsizetype colon)
{
    const QStringView before = text.first(colon);
    return before.endsWith(u"http", Qt::CaseInsensitive) || before.endsWith(u"https", Qt::CaseInsensitive)
        || before.endsWith(u"ws", Qt::CaseInsensitive) || before.endsWith(u"wss", Qt::CaseInsensitive);
}

qsizetype indexOfAny(QStringView text, QStringView signs, qsizetype from, qsizetype to)
{
    for (qsizetype i = from; i < to; ++i) {
        if (signs.contains(text[i]))
            return i;
    }
    return to;
}

/// The last '@' in [from, to), or -1.
qsizetype lastAt(QStringView text, qsizetype from, qsizetype to)
{
    const qsizetype at = text.sliced(from, to - from).lastIndexOf(u'@');
    return at < 0 ? -1 : from + at;
}

/// The secret part of the user information that starts at `start`, empty if there is none.
Span userInfoSecret(QStringView text, qsizetype start, bool isWeb)
{
    const qsizetype farthest = qMin(text.size(), start + longestUserInfo);
    const qsizetype authorityEnd = indexOfAny(text, u"/?# \t\r\n\"'`<>", start, farthest);
    qsizetype at = lastAt(text, start, authorityEnd);
    const qsizetype colon = indexOfAny(text, u":@", start, authorityEnd);
    const bool hasPassword = colon < authorityEnd && text[colon] == u':';
    if (at < start) {
        // A '/' or '#' in an unquoted password hides the '@' behind it; a port, or no ':' at all, says it is none.
        if (!hasPassword)
            return {};
        const auto port = text.sliced(colon + 1, indexOfAny(text, u"/?#,", colon, authorityEnd) - colon - 1);
        const bool isPort
            = !port.isEmpty() && std::all_of(port.begin(), port.end(), [](QChar c) { return c.isDigit(); });
        if (isPort)
            return {};
        at = lastAt(text, start, indexOfAny(text, u" \t\r\n\"'`<>", start, farthest));
        if (at < start)
            return {};
    }
    if (hasPassword && colon < at)
        return {colon + 1, at};
    return isWeb ? Span {start, at} : Span {};
}

} // namespace

QString removeUserInfo(const QString &text)
{
    const QStringView view(text);
    QString out;
    qsizetype copied = 0;
    for (qsizetype colon = view.indexOf(u':'); colon >= 0; colon = view.indexOf(u':', colon + 1)) {
        const qsizetype start = authorityStart(view, colon);
        if (start < 0)
            continue;
        const Span secret = userInfoSecret(view, start, isWebScheme(view, colon));
        if (secret.end <= secret.start)
            continue;
        out += view.sliced(copied, secret.start - copied);
        out += redactedMark;
        copied = secret.end;
        colon = secret.end - 1;
    }
    out += view.sliced(copied);
    return out;
}

} // namespace ph::redaction
