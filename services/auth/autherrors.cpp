// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/autherrors.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace ph::auth {

namespace {

QString cleaned(QString text)
{
    text.truncate(500);
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
            c = u' ';
    }
    return text.trimmed();
}

QString firstText(const QJsonObject &object, std::initializer_list<QLatin1String> names)
{
    for (const QLatin1String name : names) {
        if (object[name].isString() && !object[name].toString().isEmpty())
            return object[name].toString();
    }
    return {};
}

/// Codes that mean the same wherever they come.
std::optional<Reaction> commonReaction(const QString &code)
{
    static const QHash<QString, Reaction> table {
        {QStringLiteral("user_banned"), Reaction::EndSession},
        {QStringLiteral("session_not_found"), Reaction::EndSession},
        {QStringLiteral("session_expired"), Reaction::EndSession},
        {QStringLiteral("refresh_token_not_found"), Reaction::EndSession},
        {QStringLiteral("refresh_token_already_used"), Reaction::EndSession},
        {QStringLiteral("insufficient_aal"), Reaction::StepUp},
        {QStringLiteral("mfa_verification_failed"), Reaction::TypeCodeAgain},
        {QStringLiteral("mfa_ip_address_mismatch"), Reaction::NewChallenge},
        {QStringLiteral("mfa_challenge_expired"), Reaction::NewChallenge},
        {QStringLiteral("mfa_factor_not_found"), Reaction::ReloadFactors},
        {QStringLiteral("reauthentication_needed"), Reaction::Reauthenticate},
        {QStringLiteral("reauthentication_not_valid"), Reaction::Reauthenticate},
        {QStringLiteral("email_not_confirmed"), Reaction::ResendConfirmation},
        {QStringLiteral("bad_code_verifier"), Reaction::StartAnew},
        {QStringLiteral("flow_state_not_found"), Reaction::StartAnew},
        {QStringLiteral("flow_state_expired"), Reaction::StartAnew},
        {QStringLiteral("over_request_rate_limit"), Reaction::BackOff},
        {QStringLiteral("over_email_send_rate_limit"), Reaction::BackOff},
        {QStringLiteral("bad_jwt"), Reaction::RefreshThenRetry},
        {QStringLiteral("no_authorization"), Reaction::Defect},
        {QStringLiteral("unexpected_failure"), Reaction::RetrySameToken},
        {QStringLiteral("conflict"), Reaction::RetrySameToken},
    };
    const auto found = table.constFind(code);
    return found == table.cend() ? std::nullopt : std::optional(*found);
}

Reaction reactionToStatus(AuthAct act, int status)
{
    if (status == 429)
        return Reaction::BackOff;
    // No answer, a gateway's page, a server in trouble: a session never ends on these.
    if (status == 0 || status >= 500 || status == 408 || status == 409)
        return Reaction::RetrySameToken;
    if (status == 401 && act == AuthAct::UseSession)
        return Reaction::RefreshThenRetry;
    // A proxy's 403 or an unknown code on a refresh says nothing about the session.
    return act == AuthAct::Refresh ? Reaction::KeepAndShow : Reaction::ShowAndWait;
}

ErrorKind kindOf(const AuthFailure &failure, Reaction reaction)
{
    if (failure.transport)
        return failure.transport->kind;
    if (reaction == Reaction::BackOff)
        return ErrorKind::RateLimited;
    if (failure.status >= 500)
        return ErrorKind::Server;
    if (failure.status == 404 && failure.code.isEmpty())
        return ErrorKind::Protocol; // no such path: this is not an auth server
    if (failure.code == u"insufficient_aal" || failure.code == u"not_admin")
        return ErrorKind::Forbidden;
    if (failure.code == u"weak_password" || failure.code == u"same_password"
        || failure.code == u"mfa_factor_name_conflict" || failure.code == u"validation_failed")
        return ErrorKind::Invalid;
    return failure.code.isEmpty() && failure.status < 400 ? ErrorKind::Protocol : ErrorKind::Auth;
}

/// Of the gateway before Supabase Auth, which gives no code: the environment's key is wrong, not the person's login.
bool isKeyRefused(const AuthFailure &failure)
{
    return failure.status == 401 && failure.code.isEmpty()
        && (failure.message.startsWith(u"Invalid API key", Qt::CaseInsensitive)
            || failure.message.startsWith(u"No API key found", Qt::CaseInsensitive));
}

} // namespace

AuthFailure readFailure(int status, const QByteArray &body, const QByteArray &codeHeader)
{
    AuthFailure failure;
    failure.status = status;
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    // `code` is text in the new shape and the HTTP status in the old one; `error` is OAuth's.
    failure.code = firstText(object, {QLatin1String("error_code"), QLatin1String("code"), QLatin1String("error")});
    if (failure.code.isEmpty())
        failure.code = QString::fromLatin1(codeHeader);
    failure.code = cleaned(failure.code.left(64));
    failure.message = cleaned(firstText(object,
        {QLatin1String("message"), QLatin1String("msg"), QLatin1String("error_description"), QLatin1String("error")}));
    for (const QJsonValue &reason : object[u"weak_password"].toObject()[u"reasons"].toArray())
        failure.weakness << cleaned(reason.toString().left(64));
    if (failure.code.isEmpty() && !failure.weakness.isEmpty())
        failure.code = QStringLiteral("weak_password"); // the header lacks it in the new shape
    return failure;
}

Reaction reactionTo(AuthAct act, const AuthFailure &failure)
{
    if (failure.status >= 500 || failure.status == 0)
        return Reaction::RetrySameToken;
    if (act == AuthAct::Refresh) {
        if (failure.status == 400 && failure.code == u"validation_failed")
            return Reaction::EndSession;
        if (failure.status == 403 && failure.code == u"unknown")
            return Reaction::KeepAndShow;
        if (failure.code == u"bad_jwt")
            return Reaction::KeepAndShow; // a refresh carries no access token: nothing to refresh
    }
    if (act == AuthAct::SignIn && failure.code == u"user_banned")
        return Reaction::ShowAndWait; // there is no session to end
    if (failure.code == u"user_not_found" && (act == AuthAct::UseSession || act == AuthAct::Refresh))
        return Reaction::EndSession;
    if (const auto common = commonReaction(failure.code))
        return *common;
    if (failure.code.isEmpty() || act == AuthAct::Refresh)
        return reactionToStatus(act, failure.status);
    return failure.status == 429 ? Reaction::BackOff : Reaction::ShowAndWait;
}

Error toError(AuthAct act, const AuthFailure &failure, const QString &where)
{
    if (failure.transport)
        return *failure.transport;
    Error error;
    error.kind = kindOf(failure, reactionTo(act, failure));
    error.code = isKeyRefused(failure) ? QStringLiteral("key-refused") : failure.code;
    error.where = where;
    error.what = failure.message.isEmpty() ? QStringLiteral("HTTP %1").arg(failure.status) : failure.message;
    if (!failure.weakness.isEmpty())
        error.hint = failure.weakness.join(QStringLiteral(", "));
    return error;
}

} // namespace ph::auth
