// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/errors.h"

#include "services/base/redact.h"
#include "services/base/text.h"
#include "services/wording/reasons.h"
#include "services/wording/times.h"

#include <QCoreApplication>

namespace ph::wording {

namespace {

constexpr int longestObject = 120;
constexpr int longestRaw = 240;

QString translated(const char *text)
{
    return text == nullptr ? QString() : QCoreApplication::translate("wording", text);
}

/// Text of the other side, fit to stand in a sentence.
QString raw(const QString &text, int longest)
{
    QString clean = elidedEnd(visible(redact(text)).simplified(), longest);
    while (clean.endsWith(u'.'))
        clean.chop(1);
    return clean;
}

QString sentence(QString text)
{
    if (text.isEmpty())
        return text;
    text[0] = text[0].toUpper();
    if (!QStringView(u".!?…").contains(text.back()))
        text += QLatin1Char('.');
    return text;
}

QString generalTitle(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::Tls: return QCoreApplication::translate("wording", "No connection");
    case ErrorKind::Auth: return QCoreApplication::translate("wording", "Not signed in");
    case ErrorKind::Server:
    case ErrorKind::Protocol:
    case ErrorKind::TooLarge: return QCoreApplication::translate("wording", "No usable answer");
    case ErrorKind::NotFound: return QCoreApplication::translate("wording", "Not found");
    default: break;
    }
    return QCoreApplication::translate("wording", "Not done");
}

QString waitAdvice(const Error &error)
{
    if (error.retryAfter)
        //: %1 is a duration
        return QCoreApplication::translate("wording", "Try again in %1.")
            .arg(age(*error.retryAfter + std::chrono::milliseconds(999)));
    return QCoreApplication::translate("wording", "Wait a moment, then try again.");
}

QString whyOf(const Error &error)
{
    const Reason known = reasonOfCode(error);
    if (known.why == nullptr && error.kind == ErrorKind::Forbidden
        && error.code.contains(u'.')) { // a right: platform.queues
        // The Guard may know more: of which tenants' objects it is missing.
        if (error.what.contains(QLatin1String("you lack")) || error.what.contains(QLatin1String("tenant")))
            return sentence(raw(error.what, longestRaw));
        //: %1 is the name of a right
        return QCoreApplication::translate("wording", "The right %1 is missing.").arg(raw(error.code, longestObject));
    }
    const QString text = translated(known.why != nullptr ? known.why : reasonOfKind(error.kind).why);
    if (!text.contains(QLatin1String("%1")))
        return text;
    if (const QString what = raw(error.what, longestRaw); !what.isEmpty())
        return sentence(text.arg(what));
    return sentence(
        text.left(text.indexOf(QLatin1String("%1"))).trimmed().chopped(1)); // without ":" and the empty text
}

QString adviceOf(const Error &error)
{
    if (error.kind == ErrorKind::RateLimited)
        return waitAdvice(error);
    // What the place of the error knows is closer than any table, unless the reason says the very same.
    if (!error.hint.isEmpty() && !whyOf(error).contains(error.hint, Qt::CaseInsensitive))
        return sentence(raw(error.hint, longestRaw));
    const Reason known = reasonOfCode(error);
    return translated(known.why != nullptr ? known.advice : reasonOfKind(error.kind).advice);
}

QString detailsOf(const Error &error)
{
    QStringList lines;
    const auto add = [&lines](const char *name, const QString &value) {
        if (!value.isEmpty())
            lines << QLatin1String(name) + QStringLiteral(": ") + visible(redact(value), LineEnds::Keep);
    };
    add("kind", kindName(error.kind));
    add("code", error.code);
    add("where", error.where);
    add("what", error.what);
    add("hint", error.hint);
    if (error.retryAfter)
        add("retry after", QStringLiteral("%1 ms").arg(error.retryAfter->count()));
    add("request", error.requestId);
    return lines.join(QLatin1Char('\n'));
}

} // namespace

QString Sentence::body() const
{
    QStringList parts;
    if (!reason.isEmpty() && !object.isEmpty())
        parts << object + QStringLiteral(": ") + reason;
    else if (!reason.isEmpty() || !object.isEmpty())
        parts << sentence(object + reason);
    if (!advice.isEmpty())
        parts << advice;
    return parts.join(QLatin1Char(' '));
}

QString Sentence::line() const
{
    if (isSilent())
        return {};
    const QString rest = body();
    return rest.isEmpty() ? sentence(title) : title + QStringLiteral(". ") + rest;
}

Sentence errorSentence(const Error &error, const QString &whatDidNotHappen)
{
    if (isCancelled(error))
        return {};
    QString title = whatDidNotHappen.trimmed();
    while (title.endsWith(u'.') || title.endsWith(u':'))
        title.chop(1);
    return {title.isEmpty() ? generalTitle(error.kind) : title, raw(error.where, longestObject), whyOf(error),
        adviceOf(error), detailsOf(error)};
}

} // namespace ph::wording
