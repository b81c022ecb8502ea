// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/redaction/values.h"

#include "services/base/redact.h"

namespace ph::redaction {

namespace {

bool isQuote(QChar c) { return c == u'"' || c == u'\'' || c == u'`'; }
bool isLineEnd(QChar c)
{
    return c == u'\n' || c == u'\r' || c == QChar::LineSeparator || c == QChar::ParagraphSeparator;
}

/// What stands after a sign that closes something.
bool isClosed(QStringView text, qsizetype after)
{
    if (after >= text.size() || text[after].isSpace() || isQuote(text[after]))
        return true;
    return QStringView(u",;:)]}>\\").contains(text[after]);
}

QChar closingBracket(QChar opening)
{
    switch (opening.unicode()) {
    case u'(': return u')';
    case u'[': return u']';
    case u'{': return u'}';
    default: return {};
    }
}

} // namespace

std::optional<Quote> quoteAt(QStringView text, qsizetype at)
{
    qsizetype sign = at;
    while (sign < text.size() && text[sign] == u'\\')
        ++sign;
    if (sign >= text.size() || !isQuote(text[sign]))
        return {};
    return Quote {at, sign + 1, text[sign], sign - at};
}

qsizetype quotedEnd(QStringView text, const Quote &opening, bool doubled)
{
    // At depth d = 2^n - 1 the closing quote has d backslashes after an even number of escaped ones; an inner quote has
    // more.
    const qsizetype period = 2 * (opening.depth + 1);
    qsizetype backslashes = 0;
    for (qsizetype i = opening.end; i < text.size(); ++i) {
        if (text[i] == u'\\') {
            ++backslashes;
            continue;
        }
        if (text[i] == opening.sign && backslashes % period == opening.depth) {
            if (doubled && i + 1 < text.size() && text[i + 1] == opening.sign) {
                ++i;
                backslashes = 0;
                continue;
            }
            return i - opening.depth;
        }
        backslashes = 0;
    }
    return text.size();
}

qsizetype bracketEnd(QStringView text, qsizetype at)
{
    QString open;
    for (qsizetype i = at; i < text.size(); ++i) {
        if (const auto quote = quoteAt(text, i); quote && quote->sign != u'`') {
            const qsizetype end = quotedEnd(text, *quote);
            i = qMin(end + quote->depth, text.size() - 1);
            continue;
        }
        while (i + 1 < text.size() && text[i] == u'\\'
            && text[i + 1] == u'\\') // each run of backslashes is looked at once
            ++i;
        if (const QChar closing = closingBracket(text[i]); !closing.isNull())
            open += closing;
        else if (!open.isEmpty() && text[i] == open.back())
            open.chop(1);
        if (open.isEmpty())
            return i + 1;
    }
    return text.size();
}

qsizetype lineEnd(QStringView text, qsizetype at)
{
    for (qsizetype i = at; i < text.size(); ++i) {
        if (isLineEnd(text[i]))
            return i;
        const bool isWritten = text[i] == u'\\' && i + 1 < text.size() && (text[i + 1] == u'r' || text[i + 1] == u'n');
        if (isWritten) {
            while (i > at && text[i - 1] == u'\\')
                --i;
            return i;
        }
    }
    return text.size();
}

qsizetype bareEnd(QStringView text, qsizetype at)
{
    if (text.sliced(at).startsWith(redactedMark))
        return at + redactedMark.size();
    qsizetype i = at;
    for (; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c.isSpace() && !(i > at && text[i - 1] == u'\\' && c == u' '))
            break;
        if (c == u'(') { // a call around the secret: SecretStr('…'), crypt('…', …)
            i = bracketEnd(text, i) - 1;
            continue;
        }
        const bool closes = isQuote(c) || c == u')' || c == u']' || c == u'}';
        if (closes && isClosed(text, i + 1))
            break;
    }
    i = qMin(i, text.size());
    while (i > at && (text[i - 1] == u'\\' || text[i - 1] == u',' || text[i - 1] == u';'))
        --i;
    return i;
}

qsizetype queryEnd(QStringView text, qsizetype at)
{
    if (text.sliced(at).startsWith(redactedMark))
        return at + redactedMark.size();
    for (qsizetype i = at; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c.isSpace() || isQuote(c) || c == u'&' || c == u'#' || c == u'<' || c == u'>' || c == u'\\')
            return i;
        if ((c == u')' || c == u']' || c == u'}' || c == u',' || c == u';') && isClosed(text, i + 1))
            return i;
        if (c == u'%' && text.sliced(i).startsWith(u"%26"))
            return i;
    }
    return text.size();
}

qsizetype skipBlanks(QStringView text, qsizetype at)
{
    while (at < text.size() && (text[at] == u' ' || text[at] == u'\t'))
        ++at;
    return at;
}

} // namespace ph::redaction
