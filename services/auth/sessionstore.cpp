// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/sessionstore.h"

#include "services/base/logging.h"

namespace ph::auth {

namespace {

QByteArray number(qint64 value) { return QByteArray::number(value); }

WallTime timeOf(const QJsonObject &object, const char *name)
{
    return WallTime {Milliseconds {object[QLatin1String(name)].toString().toLongLong()}};
}

} // namespace

StoredSession StoredSession::clone() const
{
    return {refreshToken.clone(), accessToken, accessUntil, sessionId, userId, email, baseUrl, skew, signedInAt,
        refreshedAt, role, aal, hasFactor};
}

Secret SessionStore::encode(const StoredSession &session)
{
    return secretJson({{"version", "1"}, {"refresh_token", session.refreshToken.reveal()},
        {"access_token", session.accessToken ? session.accessToken->reveal() : QByteArrayView()},
        {"access_until", number(session.accessUntil.time_since_epoch().count())},
        {"session_id", session.sessionId.toUtf8()}, {"user_id", session.userId.toUtf8()},
        {"email", session.email.toUtf8()}, {"base_url", session.baseUrl.toEncoded()},
        {"skew_ms", number(session.skew.count())},
        {"signed_in_at", number(session.signedInAt.time_since_epoch().count())},
        {"refreshed_at", number(session.refreshedAt.time_since_epoch().count())}, {"role", session.role.toUtf8()},
        {"aal", number(session.aal)}, {"has_factor", session.hasFactor ? "1" : "0"}});
}

Result<StoredSession> SessionStore::decode(Secret bytes)
{
    const QString where = QStringLiteral("keychain entry");
    auto object = SecretObject::parse(std::move(bytes), {"refresh_token", "access_token"}, where);
    if (!object)
        return fail(object.error());
    const QJsonObject &fields = object->rest();
    StoredSession session;
    session.refreshToken = object->take("refresh_token");
    if (Secret access = object->take("access_token"); !access.isEmpty())
        session.accessToken = std::make_shared<const Secret>(std::move(access));
    session.accessUntil = timeOf(fields, "access_until");
    session.sessionId = fields[u"session_id"].toString();
    session.userId = fields[u"user_id"].toString();
    session.email = fields[u"email"].toString().left(256);
    session.baseUrl = QUrl(fields[u"base_url"].toString());
    session.skew = Milliseconds {fields[u"skew_ms"].toString().toLongLong()};
    session.signedInAt = timeOf(fields, "signed_in_at");
    session.refreshedAt = timeOf(fields, "refreshed_at");
    session.role = fields[u"role"].toString().left(64);
    session.aal = fields[u"aal"].toString() == u"2" ? 2 : 1;
    session.hasFactor = fields[u"has_factor"].toString() == u"1";
    if (fields[u"version"].toString() != u"1" || session.refreshToken.isEmpty() || !session.baseUrl.isValid())
        return fail(ErrorKind::Protocol, QStringLiteral("not a session of this version"), where);
    return session;
}

Task<StoredHandle> SessionStore::load(std::stop_token stop)
{
    auto read = co_await m_keychain.read(m_key, stop);
    if (!read)
        co_return fail(read.error());
    if (!*read)
        co_return StoredHandle {};
    auto session = decode(std::move(**read));
    if (!session) {
        qCWarning(logAuth) << "the stored session is not readable and is left out:" << brief(session.error());
        co_return StoredHandle {};
    }
    co_return StoredHandle {std::make_shared<const StoredSession>(std::move(*session))};
}

Task<void> SessionStore::save(std::shared_ptr<const StoredSession> session, std::stop_token stop)
{
    co_return co_await m_keychain.write(m_key, encode(*session), stop);
}

Task<void> SessionStore::remove(std::stop_token stop) { co_return co_await m_keychain.remove(m_key, stop); }

} // namespace ph::auth
