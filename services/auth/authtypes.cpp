// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/authtypes.h"

#include "services/transport/http/answer.h"

#include <QDateTime>
#include <QJsonArray>
#include <QUuid>

namespace ph::auth {

namespace {

constexpr qsizetype maxText = 256;
constexpr qsizetype maxToken = 64 * 1024;

Failure missing(const char *what, const QString &where)
{
    return fail(ErrorKind::Protocol, QStringLiteral("the answer has no %1").arg(QLatin1String(what)), where,
        QStringLiteral("check that the address is a Supabase Auth server"));
}

QString textOf(const QJsonValue &value) { return value.toString().left(maxText); }

Factor readFactor(const QJsonObject &object)
{
    Factor factor;
    factor.id = textOf(object[u"id"]);
    factor.name = textOf(object[u"friendly_name"]);
    factor.type = textOf(object[u"factor_type"]);
    factor.isVerified = object[u"status"].toString() == u"verified";
    const QDateTime created = QDateTime::fromString(object[u"created_at"].toString().left(40), Qt::ISODateWithMs);
    if (created.isValid())
        factor.createdAt = WallTime {Milliseconds {created.toMSecsSinceEpoch()}};
    return factor;
}

Result<QJsonObject> objectOf(const QByteArray &body, const QString &where)
{
    auto document = transport::http::parseJson(body, where);
    if (!document)
        return fail(document.error());
    if (!document->isObject())
        return fail(ErrorKind::Protocol, QStringLiteral("not a JSON object"), where);
    return document->object();
}

bool isUuid(const QString &text) { return text.size() == 36 && !QUuid::fromString(text).isNull(); }

} // namespace

bool UserInfo::hasVerifiedFactor() const
{
    return std::any_of(factors.begin(), factors.end(), [](const Factor &factor) { return factor.isVerified; });
}

QString logoutScopeName(LogoutScope scope)
{
    switch (scope) {
    case LogoutScope::Local: return QStringLiteral("local");
    case LogoutScope::Others: return QStringLiteral("others");
    case LogoutScope::Everywhere: break;
    }
    return QStringLiteral("global");
}

Result<AuthSettings> readSettings(const QByteArray &body)
{
    const QString where = QStringLiteral("auth settings");
    const auto object = objectOf(body, where);
    if (!object)
        return fail(object.error());
    if (!(*object)[u"external"].isObject())
        return missing("external", where);
    AuthSettings settings;
    settings.isSignupDisabled = (*object)[u"disable_signup"].toBool();
    const QJsonObject external = (*object)[u"external"].toObject();
    settings.hasPassword = external[u"email"].toBool(true);
    for (auto it = external.begin(); it != external.end() && settings.providers.size() < 40; ++it) {
        const bool isBrowser
            = it.key() != u"email" && it.key() != u"phone" && it.key() != u"anonymous_users" && it.key() != u"web3";
        if (isBrowser && it.value().toBool())
            settings.providers << it.key().left(40);
    }
    return settings;
}

Result<AuthHealth> readHealth(const QByteArray &body)
{
    const auto object = objectOf(body, QStringLiteral("auth health"));
    if (!object)
        return fail(object.error());
    if (!(*object)[u"version"].isString())
        return missing("version", QStringLiteral("auth health"));
    return AuthHealth {textOf((*object)[u"name"]), textOf((*object)[u"version"])};
}

UserInfo readUser(const QJsonObject &user)
{
    UserInfo info;
    info.id = textOf(user[u"id"]);
    info.email = textOf(user[u"email"]);
    info.raw = user;
    for (const QJsonValue &value : user[u"factors"].toArray()) {
        const Factor factor = readFactor(value.toObject());
        if (info.factors.size() < 32 && isUuid(factor.id))
            info.factors.push_back(factor);
    }
    return info;
}

QJsonObject ownerOf(const UserInfo &user)
{
    QJsonObject owner;
    for (const char *key : {"id", "email", "factors"})
        if (const QJsonValue value = user.raw[QLatin1String(key)]; !value.isUndefined())
            owner.insert(QLatin1String(key), value);
    return owner;
}

Result<SessionAnswer> readSession(Secret body)
{
    const QString where = QStringLiteral("sign-in answer");
    auto object = SecretObject::parse(
        std::move(body), {"access_token", "refresh_token", "provider_token", "provider_refresh_token"}, where);
    if (!object)
        return fail(object.error());
    SessionAnswer session;
    session.accessToken = std::make_shared<const Secret>(object->take("access_token"));
    session.refreshToken = object->take("refresh_token");
    if (session.accessToken->isEmpty() || session.accessToken->size() > maxToken)
        return missing("access token", where);
    if (session.refreshToken.isEmpty() || session.refreshToken.size() > maxToken)
        return missing("refresh token", where);
    const double seconds = object->rest()[u"expires_in"].toDouble(-1);
    if (!(seconds >= 0 && seconds < 1e9))
        return missing("expires_in", where);
    session.lifetime = Milliseconds {qint64(seconds * 1000)};
    session.user = readUser(object->rest()[u"user"].toObject());
    for (const QJsonValue &reason : object->rest()[u"weak_password"].toObject()[u"reasons"].toArray())
        session.passwordAdvice << textOf(reason);
    return session;
}

Result<Enrolment> readEnrolment(Secret body)
{
    // The secret lives for the minute of the enrolment and is shown on screen: Qt's JSON may hold it. The QR picture
    // that comes along (320 KB of SVG) is not used.
    const QString where = QStringLiteral("factor enrolment");
    const auto outer = objectOf(body.reveal().toByteArray(), where);
    if (!outer)
        return fail(outer.error());
    const QJsonObject inner = (*outer)[u"totp"].toObject();
    QString secret = inner[u"secret"].toString();
    QString uri = inner[u"uri"].toString();
    Enrolment enrolment {textOf((*outer)[u"id"]), Secret::take(secret), Secret::take(uri)};
    if (!isUuid(enrolment.factorId) || enrolment.secret.isEmpty() || enrolment.secret.size() > 256
        || !enrolment.uri.reveal().startsWith("otpauth://totp/") || enrolment.uri.size() > 2048)
        return missing("TOTP secret", where);
    return enrolment;
}

Result<Challenge> readChallenge(const QByteArray &body)
{
    const auto object = objectOf(body, QStringLiteral("challenge"));
    if (!object)
        return fail(object.error());
    Challenge challenge {
        textOf((*object)[u"id"]), WallTime {Milliseconds {qint64((*object)[u"expires_at"].toDouble()) * 1000}}};
    if (!isUuid(challenge.id))
        return missing("challenge id", QStringLiteral("challenge"));
    return challenge;
}

} // namespace ph::auth
