// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/http/answer.h"

#include <QJsonObject>
#include <QLocale>
#include <QTimeZone>
#include <QUrl>

namespace ph::transport::http {

namespace {

/// Deepest nesting of brackets outside strings; QJsonDocument recurses up to 1024 itself.
int depthOf(QByteArrayView text)
{
    int depth = 0;
    int deepest = 0;
    bool inString = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++depth);
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return deepest;
}

ErrorKind kindOf(int status)
{
    switch (status) {
    case 401: return ErrorKind::Auth;
    case 403: return ErrorKind::Forbidden;
    case 404:
    case 410: return ErrorKind::NotFound;
    case 409:
    case 412: return ErrorKind::Conflict;
    case 413: return ErrorKind::TooLarge;
    case 429: return ErrorKind::RateLimited;
    default: return status >= 500 ? ErrorKind::Server : status >= 400 ? ErrorKind::Invalid : ErrorKind::Protocol;
    }
}

bool isUnprintable(QChar c)
{
    switch (c.category()) {
    case QChar::Other_Control:
    case QChar::Other_Format: // direction overrides among them
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph: return true;
    default: return c == QChar::ReplacementCharacter;
    }
}

/// Position behind the tag that begins at `open`; a script's or style's content goes with it.
qsizetype behindTag(const QString &text, qsizetype open)
{
    for (const char *name : {"script", "style"}) {
        const auto tag = QLatin1String(name);
        if (QStringView(text).mid(open + 1, tag.size()).compare(tag, Qt::CaseInsensitive) == 0) {
            const qsizetype end = text.indexOf(QStringLiteral("</") + tag, open, Qt::CaseInsensitive);
            open = end < 0 ? text.size() : end;
            break;
        }
    }
    const qsizetype close = text.indexOf(QLatin1Char('>'), open);
    return close < 0 ? text.size() : close + 1;
}

QString unescaped(QString text)
{
    text.replace(QStringLiteral("&lt;"), QStringLiteral("<")).replace(QStringLiteral("&gt;"), QStringLiteral(">"));
    text.replace(QStringLiteral("&quot;"), QStringLiteral("\"")).replace(QStringLiteral("&#39;"), QStringLiteral("'"));
    return text.replace(QStringLiteral("&nbsp;"), QStringLiteral(" "))
        .replace(QStringLiteral("&amp;"), QStringLiteral("&"));
}

} // namespace

QByteArray Response::header(QByteArrayView name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

Body Body::json(const QJsonObject &object)
{
    QByteArray text = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return {QByteArrayLiteral("application/json"), Secret::take(text)};
}

Body Body::form(const Parameters &fields)
{
    QByteArray text;
    for (const auto &[name, value] : fields) {
        if (!text.isEmpty())
            text += '&';
        text += QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
    }
    return {QByteArrayLiteral("application/x-www-form-urlencoded"), Secret::take(text)};
}

Result<QJsonDocument> parseJson(QByteArrayView text, const QString &where, int maxDepth)
{
    if (depthOf(text) > maxDepth)
        return fail(ErrorKind::Protocol, QStringLiteral("the JSON is nested deeper than %1").arg(maxDepth), where, {},
            QStringLiteral("json-depth"));
    QJsonParseError problem;
    auto document = QJsonDocument::fromJson(QByteArray::fromRawData(text.data(), text.size()), &problem);
    if (problem.error == QJsonParseError::NoError)
        return document;
    return fail(ErrorKind::Protocol,
        QStringLiteral("not JSON: %1 at byte %2").arg(problem.errorString()).arg(problem.offset), where,
        QStringLiteral("is this the right service?"), QStringLiteral("bad-json"));
}

Result<QJsonDocument> jsonOf(const Response &response)
{
    if (!response.isSuccess())
        return fail(statusError(response));
    return parseJson(response.body, response.where);
}

Error statusError(const Response &response)
{
    Error error {kindOf(response.status), QStringLiteral("HTTP %1").arg(response.status), response.where, {},
        QString::number(response.status), {}, response.requestId};
    const QString excerpt = plainExcerpt(response.body);
    if (!excerpt.isEmpty())
        error.what += QStringLiteral(": ") + excerpt;
    error.retryAfter = parseRetryAfter(response.header("retry-after"), response.header("date"), response.receivedAt);
    return error;
}

QString plainExcerpt(const QByteArray &body, qsizetype length)
{
    constexpr qsizetype enough = 64 * 1024; // a page's head and styles may come first
    const QString text = QString::fromUtf8(body.left(enough));
    QString plain;
    qsizetype i = 0;
    while (i < text.size() && plain.size() <= length * 2) {
        const QChar c = text[i];
        if (c == QLatin1Char('<') && i + 1 < text.size()
            && (text[i + 1].isLetter() || text[i + 1] == QLatin1Char('/') || text[i + 1] == QLatin1Char('!'))) {
            i = behindTag(text, i);
            plain += QLatin1Char(' ');
            continue;
        }
        plain += isUnprintable(c) ? QLatin1Char(' ') : c;
        ++i;
    }
    plain = unescaped(plain.simplified());
    return plain.size() > length ? plain.left(length) + QStringLiteral("…") : plain;
}

std::optional<WallTime> parseHttpDate(const QByteArray &text)
{
    static const QLocale english(QLocale::C);
    QDateTime time
        = english.toDateTime(QString::fromLatin1(text.trimmed()), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    if (!time.isValid())
        return {};
    time.setTimeSpec(Qt::UTC);
    return WallTime {Milliseconds {time.toMSecsSinceEpoch()}};
}

std::optional<Milliseconds> parseRetryAfter(const QByteArray &value, const QByteArray &date, WallTime now)
{
    const QByteArray text = value.trimmed();
    if (text.isEmpty())
        return {};
    constexpr Milliseconds most = std::chrono::hours(24);
    bool isNumber = false;
    const qint64 seconds = text.toLongLong(&isNumber);
    if (isNumber) {
        if (seconds < 0)
            return {};
        return seconds > 86'400 ? most : Milliseconds {seconds * 1000};
    }
    const auto until = parseHttpDate(text);
    if (!until)
        return {};
    const WallTime from = parseHttpDate(date).value_or(now);
    return std::clamp(*until - from, Milliseconds {0}, most);
}

} // namespace ph::transport::http
