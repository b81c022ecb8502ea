// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/redaction/shapes.h"

#include "services/base/redact.h"
#include "services/base/redaction/values.h"

#include <QRegularExpression>
#include <algorithm>
#include <functional>

// The expressions are never destroyed: another thread may log while the program ends.

namespace ph::redaction {

namespace {

using Option = QRegularExpression::PatternOption;

/// Blanks out what `spanAfter` returns for each match; it must not look further than it blanks out.
QString replaceAfter(const QString &text, const QRegularExpression &start,
    const std::function<Span(QStringView, const QRegularExpressionMatch &)> &spanAfter)
{
    const QStringView view(text);
    QString out;
    qsizetype copied = 0;
    for (auto matches = start.globalMatch(text); matches.hasNext();) {
        const auto match = matches.next();
        if (match.capturedStart() < copied)
            continue;
        const Span secret = spanAfter(view, match);
        if (secret.end <= secret.start || view.sliced(secret.start, secret.end - secret.start) == redactedMark)
            continue;
        out += view.sliced(copied, secret.start - copied);
        out += redactedMark;
        copied = secret.end;
    }
    out += view.sliced(copied);
    return out;
}

/// One argument, quoted or not.
Span argumentAt(QStringView text, qsizetype at)
{
    at = skipBlanks(text, at);
    if (at < text.size() && text[at] == u',') // "AUTH", "secret"
        at = skipBlanks(text, at + 1);
    if (const auto quote = quoteAt(text, at))
        return {quote->end, quotedEnd(text, *quote)};
    return {at, bareEnd(text, at)};
}

/// Words that follow AUTH in sentences about it, not in the command.
bool isProse(QStringView word)
{
    static constexpr std::array words {QLatin1String("failed"), QLatin1String("command"), QLatin1String("required"),
        QLatin1String("called"), QLatin1String("<password>"), QLatin1String("error"), QLatin1String("is"),
        QLatin1String("was"), QLatin1String("not"), QLatin1String("and"), QLatin1String("or"), QLatin1String("failure"),
        QLatin1String("refused"), QLatin1String("ok")};
    return std::any_of(
        words.begin(), words.end(), [&](QLatin1String known) { return word.compare(known, Qt::CaseInsensitive) == 0; });
}

/// AUTH password, or AUTH user password: both words go.
Span authArguments(QStringView text, const QRegularExpressionMatch &match)
{
    const Span first = argumentAt(text, match.capturedEnd());
    const auto word = text.sliced(first.start, qMax<qsizetype>(0, first.end - first.start));
    if (word.isEmpty() || word == redactedMark || isProse(word))
        return {};
    qsizetype after = first.end;
    if (const auto closing = quoteAt(text, after))
        after = closing->end;
    const Span second = argumentAt(text, after);
    const bool sameLine = second.start > after && !text.sliced(after, second.start - after).contains(u'\n');
    const bool isSecond = sameLine && second.end > second.start;
    return {first.start, isSecond ? second.end : first.end};
}

Span oneArgument(QStringView text, const QRegularExpressionMatch &match)
{
    return argumentAt(text, match.capturedEnd());
}

Span sqlString(QStringView text, const QRegularExpressionMatch &match)
{
    const qsizetype at = match.capturedEnd(1);
    if (const auto quote = quoteAt(text, at))
        return {quote->end, quotedEnd(text, *quote, true)};
    const QString tag = match.captured(2); // $tag$…$tag$
    const qsizetype end = text.indexOf(tag, match.capturedEnd());
    return {match.capturedEnd(), end < 0 ? text.size() : end};
}

Span respBulk(QStringView text, const QRegularExpressionMatch &match)
{
    return {match.capturedEnd(), lineEnd(text, match.capturedEnd())};
}

/// ACL SETUSER: each rule that begins with > < # or ! holds a password or its hash; to the line's end they go together.
Span aclRules(QStringView text, const QRegularExpressionMatch &match)
{
    const qsizetype end = lineEnd(text, match.capturedEnd());
    static const QRegularExpression &rule
        = *new QRegularExpression(QStringLiteral("(?<=[\\s\"'\\[,])[><#!](?=[^\\s\"'])"));
    const auto first = rule.match(text.sliced(match.capturedEnd(), end - match.capturedEnd()).toString());
    return first.hasMatch() ? Span {match.capturedEnd() + first.capturedStart(), end} : Span {};
}

} // namespace

QString removeCommandSecrets(const QString &text)
{
    static const QRegularExpression &sql = *new QRegularExpression(
        QStringLiteral("\\bPASSWORD\\s{1,8}((?:E|U&)?)(?:(?=\\\\*+')|(\\$\\w*+\\$))"), Option::CaseInsensitiveOption);
    static const QRegularExpression &auth
        = *new QRegularExpression(QStringLiteral("(?<![\\w-])(?:AUTH\\b(?![-_.:=/])|(?i:\"AUTH\\\\*+\"))(?=[\\s,])"));
    static const QRegularExpression &resp = *new QRegularExpression(
        QStringLiteral("AUTH(?:\\r\\n|\\\\++r\\\\++n)(?:\\$\\d{1,6}(?:\\r\\n|\\\\++r\\\\++n)\\w*+(?:\\r\\n|\\\\++r\\\\+"
                       "+n)(?=\\$))?\\$\\d{1,6}(?:\\r\\n|\\\\++r\\\\++n)"),
        Option::CaseInsensitiveOption);
    static const QRegularExpression &setting = *new QRegularExpression(
        QStringLiteral("\\b(?:requirepass|masterauth)\\\\*+[\"']?(?=[\\s,])"), Option::CaseInsensitiveOption);
    static const QRegularExpression &cli
        = *new QRegularExpression(QStringLiteral("\\b(?:redis-cli\\b[^\\n]{0,120}?\\s-a|sshpass\\s+-p)(?=[\\s])"));
    static const QRegularExpression &curl
        = *new QRegularExpression(QStringLiteral("\\s(?:-u|--user)[\\s=]+[\"']?[^\\s:\"']++:"));
    static const QRegularExpression &acl
        = *new QRegularExpression(QStringLiteral("\\bSETUSER\\b"), Option::CaseInsensitiveOption);
    QString out = replaceAfter(text, sql, sqlString);
    out = replaceAfter(out, resp, respBulk);
    out = replaceAfter(out, auth, authArguments);
    out = replaceAfter(out, setting, oneArgument);
    out = replaceAfter(out, cli, oneArgument);
    out = replaceAfter(out, curl, oneArgument);
    return replaceAfter(out, acl, aclRules);
}

QString removeShapedSecrets(const QString &text)
{
    static const QRegularExpression &privateKey
        = *new QRegularExpression(QStringLiteral("-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----"));
    static const QRegularExpression &jwt
        = *new QRegularExpression(QStringLiteral("eyJ[\\w-]{5,}+(?:\\.[\\w-]*+){1,4}|eyJ[\\w+/-]{40,}+=*"));
    static const QRegularExpression &keys = *new QRegularExpression(
        QStringLiteral("(?<![A-Za-z0-9])(phk_|sb_secret_|sbp_|gh[pousr]_|github_pat_|glpat-|dp\\.(?:st|pt|ct)\\.|hv["
                       "sbr]\\.|sk-(?:[a-z]+-)?|xox[abposr]-|AKIA|ASIA|AIza|pypi-|npm_)[\\w.~+/-]{8,}+=*"));
    static const QRegularExpression &hashes = *new QRegularExpression(
        QStringLiteral("SCRAM-SHA-(?:1|256)\\$[\\w$:+/=]{8,}+|\\$2[abxy]\\$\\d\\d\\$[./"
                       "A-Za-z0-9]{22,}+|\\$argon2[a-z]{1,2}\\$[\\w$=,+/]{16,}+|(?<![\\w-])md5[0-9a-f]{32}(?!\\w)"));
    // A scheme's name followed by something that is not a plain word.
    static const QRegularExpression &bearer = *new QRegularExpression(
        QStringLiteral("\\b((?i:bearer|basic))(\\s{1,4}|%20|\\+)(?![a-z_.,:;]{1,24}+(?:[\\s\"'),.:;\\]\\\\]|=[^=\\s\"']"
                       "|\\z))[A-Za-z0-9._~+/-]{6,}+=*"));
    const QString mark(redactedMark);
    QString out = replaceAfter(text, privateKey, [](QStringView all, const QRegularExpressionMatch &match) {
        const qsizetype end = all.indexOf(u"-----END", match.capturedEnd());
        return Span {match.capturedEnd(), end < 0 ? all.size() : end};
    });
    out.replace(jwt, mark);
    out.replace(keys, QStringLiteral("\\1") + mark);
    out.replace(hashes, mark);
    out.replace(bearer, QStringLiteral("\\1\\2") + mark);
    return out;
}

} // namespace ph::redaction
