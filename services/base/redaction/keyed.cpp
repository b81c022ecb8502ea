// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/redact.h"
#include "services/base/redaction/keys.h"
#include "services/base/redaction/values.h"

#include <QRegularExpression>
#include <algorithm>

namespace ph::redaction {

namespace {

bool isNameSign(QChar c) { return c.isLetterOrNumber() || c == u'_' || c == u'-' || c == u'.'; }

/// A name as it stands in the text, with what was found around it.
struct Key {
    qsizetype start = 0;
    qsizetype end = 0;
    KeyKind kind = KeyKind::None;
    std::optional<Quote> quote; ///< it is quoted itself: "password"
    bool isParameter = false; ///< of an address: ?name= or &name=
    bool isFlag = false; ///< of a command line: --name
    bool startsLine = false;
};

enum class Separator { None, Equals, Colon, Other };

struct Value {
    Separator separator = Separator::None;
    qsizetype start = 0;
};

bool isParameter(QStringView text, qsizetype start)
{
    if (start == 0)
        return false;
    const QStringView before = text.first(start);
    return QStringView(u"?&#").contains(before.back()) || before.endsWith(u"&amp;") || before.endsWith(u"\\u0026")
        || before.endsWith(u"%26") || before.endsWith(u"%3F");
}

bool startsLine(QStringView text, qsizetype start)
{
    while (start > 0 && (text[start - 1] == u' ' || text[start - 1] == u'\t' || text[start - 1] == u'-'))
        --start;
    return start == 0 || text[start - 1] == u'\n';
}

/// Escapes that end just before a name swallow its first letters: \npassword, \u0026token, %26token.
qsizetype escapedLetters(QStringView text, qsizetype start)
{
    if (start == 0)
        return 0;
    const QStringView name = text.sliced(start);
    if (text[start - 1] == u'%')
        return name.startsWith(u"26") || name.startsWith(u"3F") ? 2 : 0;
    if (text[start - 1] != u'\\')
        return 0;
    if (name.startsWith(u"u0026") || name.startsWith(u"u003f"))
        return 5;
    return QStringView(u"nrtbf").contains(name.front()) ? 1 : 0;
}

Key keyAt(QStringView text, qsizetype start, qsizetype end)
{
    Key key {start, end, KeyKind::None, {}, false, false, false};
    key.start += escapedLetters(text, start);
    while (key.start < key.end && !text[key.start].isLetterOrNumber() && text[key.start] != u'_') {
        key.isFlag = key.isFlag || text[key.start] == u'-';
        ++key.start;
    }
    while (key.end > key.start && (text[key.end - 1] == u'.' || text[key.end - 1] == u'-'))
        --key.end;
    key.kind = kindOfKey(text.sliced(key.start, key.end - key.start));
    // --credentials names a file, never a secret: hints that name the option stay readable.
    if (key.isFlag && text.sliced(key.start, key.end - key.start).compare(u"credentials", Qt::CaseInsensitive) == 0)
        key.kind = KeyKind::None;
    if (key.kind == KeyKind::None)
        return key;
    key.isParameter = isParameter(text, key.start);
    key.startsLine = startsLine(text, key.start);
    if (start > 0) {
        qsizetype quoteStart = start - 1;
        while (quoteStart > 0 && text[quoteStart - 1] == u'\\')
            --quoteStart;
        key.quote = quoteAt(text, quoteStart);
    }
    return key;
}

/// The text of a quoted name also ends at its quote; else the quote is one around the whole: 'Cookie: a=b'.
bool isQuotedAlone(QStringView text, const Key &key)
{
    const auto closing = quoteAt(text, key.end);
    return key.quote && closing && closing->sign == key.quote->sign;
}

std::optional<Value> valueOf(QStringView text, const Key &key)
{
    qsizetype at = key.end;
    const bool alone = isQuotedAlone(text, key);
    if (alone)
        at = quoteAt(text, at)->end;
    if (alone && at < text.size() && text[at] == u']') // os.environ['PGPASSWORD'] = …
        ++at;
    const qsizetype afterName = at;
    at = skipBlanks(text, at);
    if (at >= text.size())
        return {};
    if (text.sliced(at).startsWith(u"%3D"))
        return Value {Separator::Equals, at + 3};
    const QChar sign = text[at];
    const QChar next = at + 1 < text.size() ? text[at + 1] : QChar();
    if (sign == u':' && next == u':')
        return {};
    if (sign == u'=' || sign == u':') {
        while (at < text.size() && (text[at] == u'=' || text[at] == u':' || text[at] == u'>'))
            ++at;
        return Value {sign == u'=' ? Separator::Equals : Separator::Colon, skipBlanks(text, at)};
    }
    // Pairs and argument lists: ("authorization", "Bearer …"), ["--password", "…"]
    const bool isHeader
        = key.kind == KeyKind::Authorization || key.kind == KeyKind::Cookie || key.kind == KeyKind::Token;
    if (alone && sign == u',' && (isHeader || key.isFlag)) {
        at = skipBlanks(text, at + 1);
        const qsizetype letter = at < text.size() && text[at] == u'b' ? 1 : 0;
        if (quoteAt(text, at + letter))
            return Value {Separator::Other, at};
        return {};
    }
    if (at > afterName && !alone && key.isFlag && sign != u'-')
        return Value {Separator::Other, at};
    return {};
}

bool isHarmless(QStringView value, KeyKind kind, bool isQuoted)
{
    if (value.isEmpty() || value.contains(redactedMark) || value.startsWith(u"sb_publishable_"))
        return true;
    const auto all = [&](auto holds) { return std::all_of(value.begin(), value.end(), holds); };
    if (all([](QChar c) { return c == u'*' || c == u'x' || c == u'X' || c == u'.' || c == u'…'; }))
        return true;
    static constexpr std::array constants {QLatin1String("null"), QLatin1String("none"), QLatin1String("true"),
        QLatin1String("false"), QLatin1String("nil"), QLatin1String("undefined")};
    if (!isQuoted && std::any_of(constants.begin(), constants.end(), [&](QLatin1String c) {
            return value.compare(c, Qt::CaseInsensitive) == 0;
        }))
        return true;
    if (value.startsWith(u"${") && value.indexOf(u'}') == value.size() - 1)
        return true;
    if (kind == KeyKind::Plural)
        return !isQuoted;
    if (kind == KeyKind::Password)
        return !isQuoted && value.startsWith(u'/') && value.count(u'/') > 1; // PWD=/home/op
    const bool isNumber = value.size() < 10 && all([](QChar c) { return c.isDigit() || c == u'.' || c == u','; });
    const bool isWord = value.size() < 16 && all([](QChar c) { return (c.isLetter() && c.isLower()) || c == u'.'; });
    return !isQuoted && (isNumber || isWord);
}

bool isScheme(QStringView word)
{
    static constexpr std::array schemes {QLatin1String("bearer"), QLatin1String("basic"), QLatin1String("token"),
        QLatin1String("apikey"), QLatin1String("negotiate"), QLatin1String("jwt")};
    return std::any_of(schemes.begin(), schemes.end(),
        [&](QLatin1String scheme) { return word.compare(scheme, Qt::CaseInsensitive) == 0; });
}

/// Authorization without quotes: scheme and one word, or the whole line for schemes with parameters (Digest,
/// AWS4-HMAC-SHA256).
qsizetype authorizationEnd(QStringView text, qsizetype at)
{
    const qsizetype wordEnd = bareEnd(text, at);
    const qsizetype next = skipBlanks(text, wordEnd);
    if (isScheme(text.sliced(at, wordEnd - at)))
        return bareEnd(text, next);
    const qsizetype nextEnd = bareEnd(text, next);
    return text.sliced(next, nextEnd - next).contains(u'=') ? lineEnd(text, at) : wordEnd;
}

/// The rest of the line, unless a constant stands there.
qsizetype yamlEnd(QStringView text, qsizetype at)
{
    const qsizetype wordEnd = bareEnd(text, at);
    return isHarmless(text.sliced(at, wordEnd - at), KeyKind::Password, false) ? wordEnd : lineEnd(text, at);
}

qsizetype bareValueEnd(QStringView text, const Key &key, const Value &value)
{
    if (key.isParameter)
        return queryEnd(text, value.start);
    qsizetype end = 0;
    if (key.kind == KeyKind::Cookie)
        end = lineEnd(text, value.start);
    else if (key.kind == KeyKind::Authorization)
        end = authorizationEnd(text, value.start);
    else if (key.kind == KeyKind::Password && value.separator == Separator::Colon && key.startsLine)
        end = yamlEnd(text, value.start);
    else
        return bareEnd(text, value.start);
    // 'Cookie: a=b': not beyond the quote around it.
    if (key.quote && !isQuotedAlone(text, key)) {
        const qsizetype around = quotedEnd(text, *key.quote);
        return around > value.start ? qMin(end, around) : end;
    }
    return end;
}

/// A value in quotes, with the letters that Python and SQL put before them; three quotes are one.
std::optional<Span> quotedValue(QStringView text, qsizetype at)
{
    qsizetype start = at;
    while (start < text.size() && start < at + 2 && QStringView(u"bBrRuUfFE").contains(text[start]))
        ++start;
    const auto quote = quoteAt(text, start);
    if (!quote)
        return {};
    const QString triple = text.sliced(quote->start, quote->end - quote->start).toString().repeated(3);
    if (text.sliced(start).startsWith(triple)) {
        const qsizetype end = text.indexOf(triple, start + triple.size());
        return Span {start + triple.size(), end < 0 ? text.size() : end};
    }
    return Span {quote->end, quotedEnd(text, *quote)};
}

/// What went wrong with a token, not the token: "auth.token: Request rate limit reached". Machines make tokens, so one
/// is no word in front of other words.
bool isSentence(QStringView text, const Key &key, const Value &value)
{
    const QStringView name = text.sliced(key.start, key.end - key.start);
    if (key.kind != KeyKind::Token || key.isParameter || value.separator != Separator::Colon
        || !name.endsWith(u"token", Qt::CaseInsensitive))
        return false;
    static const QRegularExpression &sentence = *new QRegularExpression(QStringLiteral(
        "\\A(?:[A-Z]?[a-z]{1,15}(?:[-’'][a-z]{1,12})?|HTTP)[ \\t]+(?:[a-z]{2,15}|[0-9]{3}|a)(?:[\\s,.:;)]|\\z)"));
    return sentence.match(text.sliced(value.start, qMin<qsizetype>(80, text.size() - value.start)).toString())
        .hasMatch();
}

std::optional<Span> secretOf(QStringView text, const Key &key)
{
    const auto value = valueOf(text, key);
    if (!value || value->start >= text.size())
        return {};
    if (key.kind == KeyKind::QueryOnly && !key.isParameter)
        return {};
    if (const auto quoted = quotedValue(text, value->start)) {
        const bool isHarmlessText = isHarmless(text.sliced(quoted->start, quoted->end - quoted->start), key.kind, true);
        return isHarmlessText ? std::nullopt : quoted;
    }
    const QChar first = text[value->start];
    if (!key.isParameter && (first == u'[' || first == u'{')) {
        const Span list {value->start, bracketEnd(text, value->start)};
        const auto content = text.sliced(list.start, list.end - list.start);
        return content == redactedMark || content.size() <= 2 ? std::nullopt : std::optional(list);
    }
    if (isSentence(text, key, *value))
        return {};
    const Span bare {value->start, bareValueEnd(text, key, *value)};
    const auto content = text.sliced(bare.start, bare.end - bare.start);
    if (isHarmless(content, key.kind, false))
        return {};
    if (key.kind == KeyKind::QueryOnly && content.size() < 8)
        return {};
    return bare;
}

} // namespace

QString removeKeyedSecrets(const QString &text)
{
    const QStringView view(text);
    QString out;
    qsizetype copied = 0;
    for (qsizetype i = 0; i < view.size();) {
        if (!isNameSign(view[i])) {
            ++i;
            continue;
        }
        qsizetype end = i;
        while (end < view.size() && isNameSign(view[end]))
            ++end;
        const Key key = keyAt(view, i, end);
        const auto secret = key.kind == KeyKind::None ? std::nullopt : secretOf(view, key);
        i = end;
        if (secret && secret->end > secret->start) {
            out += view.sliced(copied, secret->start - copied);
            out += redactedMark;
            copied = secret->end;
            i = secret->end;
        }
    }
    out += view.sliced(copied);
    return out;
}

} // namespace ph::redaction
