// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/auth/authtexts.h"

#include "services/wording/errors.h"
#include "services/wording/times.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

namespace ph::ui {

namespace {

QString tr(const char *text, const char *comment = nullptr)
{
    return QCoreApplication::translate("auth", text, comment);
}

QString weakReason(const QString &reason)
{
    if (reason == u"length")
        return tr("it is too short");
    if (reason == u"characters")
        return tr("it lacks a kind of character (small and capital letters, digits)");
    if (reason == u"pwned")
        return tr("it is known from stolen lists");
    return reason;
}

/// What only this page can say about a code.
QString ownAdvice(const Error &error)
{
    if (error.code == u"weak_password" && !error.hint.isEmpty()) {
        QStringList reasons;
        for (const QString &reason : error.hint.split(QStringLiteral(", ")))
            reasons << weakReason(reason);
        return tr("Because %1.", "reasons why a password is weak").arg(reasons.join(tr(", and ")));
    }
    return {};
}

} // namespace

QString providerButtonText(const QString &provider)
{
    static const QHash<QString, QString> names {{QStringLiteral("github"), QStringLiteral("GitHub")},
        {QStringLiteral("gitlab"), QStringLiteral("GitLab")}, {QStringLiteral("azure"), QStringLiteral("Microsoft")},
        {QStringLiteral("google"), QStringLiteral("Google")}, {QStringLiteral("keycloak"), QStringLiteral("Keycloak")},
        {QStringLiteral("slack_oidc"), QStringLiteral("Slack")},
        {QStringLiteral("linkedin_oidc"), QStringLiteral("LinkedIn")},
        {QStringLiteral("workos"), QStringLiteral("WorkOS")},
        {QStringLiteral("bitbucket"), QStringLiteral("Bitbucket")}};
    QString name = names.value(provider, provider);
    if (!name.isEmpty())
        name[0] = name[0].toUpper();
    return tr("Continue with %1", "button: sign in through an identity provider in the browser").arg(name);
}

Message authMessage(const Error &error, const QString &what)
{
    const wording::Sentence sentence = wording::errorSentence(error, what);
    // What the person typed is no failure of the program: no technical details, and amber in place of red.
    const bool isTheirs = !error.code.isEmpty()
        && (error.kind == ErrorKind::Auth || error.kind == ErrorKind::Invalid || error.kind == ErrorKind::RateLimited
            || error.kind == ErrorKind::Forbidden);
    Message message;
    message.kind = isTheirs ? BannerKind::Warning : BannerKind::Error;
    message.headline = sentence.reason.isEmpty() ? sentence.title : sentence.reason;
    const QString own = ownAdvice(error);
    message.stillWorks = own.isEmpty() ? sentence.advice : own;
    if (!isTheirs)
        message.details = sentence.line() + QLatin1Char('\n') + sentence.details;
    return message;
}

std::optional<EnvironmentMending> environmentMending(const Error &error)
{
    if (error.code == u"key-refused")
        return EnvironmentMending {QStringLiteral("publishable_key"), tr("Change the key…", "button")};
    if (error.code == u"unknown-ca" || error.code == u"self-signed")
        return EnvironmentMending {QStringLiteral("ca_pem"), tr("Add the authority…", "button: of certificates")};
    if (error.code == u"pin-mismatch")
        return EnvironmentMending {QStringLiteral("spki_pins"), tr("Change the pins…", "button: of certificates")};
    static const QSet<QString> s_addresses {QStringLiteral("dns"), QStringLiteral("refused"),
        QStringLiteral("unreachable"), QStringLiteral("proxy"), QStringLiteral("wrong-service"),
        QStringLiteral("bad-json"), QStringLiteral("not-tls"), QStringLiteral("plain-http"),
        QStringLiteral("plain-refused"), QStringLiteral("tls-expected")};
    if (error.kind == ErrorKind::Tls || s_addresses.contains(error.code))
        return EnvironmentMending {QStringLiteral("url"), tr("Change the address…", "button")};
    return std::nullopt;
}

Message endMessage(const auth::SessionState &state, WallTime now)
{
    if (!state.problem)
        return {};
    Message message = authMessage(*state.problem, tr("Your session has ended"));
    message.kind = BannerKind::Warning;
    // The server says only in prose whether it was idle too long or signed in too long ago: the time tells.
    if (state.lastGood)
        message.stillWorks = (message.stillWorks + QLatin1Char(' ')
            + tr("Last renewed %1.", "%1 is a time like: 2 m ago").arg(wording::relativeTime(*state.lastGood, now)))
                                 .trimmed();
    return message;
}

QString methodName(const QString &method)
{
    if (method == u"password")
        return tr("password");
    if (method == u"totp")
        return tr("authenticator code");
    if (method == u"oauth")
        return tr("browser");
    return method;
}

QString roleName(const QString &role)
{
    if (role == u"admin")
        return tr("Administrator of the platform");
    if (role == u"user")
        return tr("User of the platform");
    if (role == u"agent")
        return tr("Agent");
    return role;
}

} // namespace ph::ui
