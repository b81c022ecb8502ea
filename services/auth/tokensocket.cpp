// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/tokensocket.h"

#include <QJsonDocument>

namespace ph::auth {

namespace {

using namespace std::chrono_literals;

constexpr platform::LineLimits s_limits {
    .request = 70 * 1024, // a refused token may come along
    .reply = 128 * 1024,
    .connections = 32,
    .requestWithin = 5s,
    .answerWithin = 80s, // a renewal may be under way
};

Secret refusalLine(const Error &error)
{
    return secretJson({{"error", kindName(error.kind).toUtf8()}, {"code", error.code.toUtf8()},
        {"what", error.what.toUtf8()}, {"where", error.where.toUtf8()}, {"hint", error.hint.toUtf8()}});
}

Error lockedError()
{
    return {ErrorKind::Refused, QStringLiteral("the window is locked"), QStringLiteral("window's session"),
        QStringLiteral("unlock it"), QStringLiteral("locked")};
}

} // namespace

TokenServer::TokenServer(SessionService &service, QString path, std::function<bool()> isLocked, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_isLocked(std::move(isLocked))
    , m_server(std::move(path), s_limits,
          [this](Secret line, const platform::LineServer::Answer &answer) { take(std::move(line), answer); })
{
}

TokenServer::~TokenServer() { m_scope.close(); }

void TokenServer::take(Secret line, const platform::LineServer::Answer &answer)
{
    auto request = SecretObject::parse(std::move(line), {"refused"}, QStringLiteral("token socket"));
    if (!request || request->rest()[u"want"].toString() != u"access_token")
        return answer({});
    if (m_isLocked && m_isLocked())
        return reply(answer, fail(lockedError()));
    auto refused = std::make_shared<const Secret>(request->take("refused"));
    m_scope.spawn(
        refused->isEmpty() ? m_service.accessToken(m_scope.token()) : m_service.renewedToken(refused, m_scope.token()),
        [this, answer](const Result<AccessGrant> &grant) {
            const auto state = m_service.state();
            if (grant || state->phase != SessionPhase::Offline)
                return reply(answer, grant);
            Error offline = state->whyNobody().value_or(grant.error());
            offline.where = state->email; // whose session it is that rests
            reply(answer, fail(std::move(offline)));
        });
}

void TokenServer::reply(const platform::LineServer::Answer &answer, const Result<AccessGrant> &grant)
{
    ++m_answered;
    answer(grant ? secretJson({{"access_token", grant->token->reveal()},
                       {"valid_ms", QByteArray::number(qint64(grant->validFor.count()))}, {"keys", grant->keys},
                       {"owner", QJsonDocument(grant->owner).toJson(QJsonDocument::Compact)},
                       {"skew_ms", grant->skew ? QByteArray::number(qint64(grant->skew->count())) : QByteArray()}})
                 : refusalLine(grant.error()));
}

LockedTokenServer::LockedTokenServer(QString path)
    : m_server(std::move(path), s_limits,
          [](Secret, const platform::LineServer::Answer &answer) { answer(refusalLine(lockedError())); })
{
}

namespace {

/// What the window says of the auth server is told in the same words here; anything else is a trouble of this machine.
ErrorKind kindOf(const QString &name)
{
    for (const ErrorKind kind : {ErrorKind::Network, ErrorKind::Timeout, ErrorKind::Tls, ErrorKind::Auth,
             ErrorKind::Forbidden, ErrorKind::RateLimited, ErrorKind::Server, ErrorKind::Protocol, ErrorKind::Refused})
        if (kindName(kind) == name)
            return kind;
    return ErrorKind::Unavailable;
}

Result<AccessGrant> readReply(Secret line, const QString &path)
{
    auto reply = SecretObject::parse(std::move(line), {"access_token"}, path);
    if (!reply)
        return fail(reply.error());
    Secret token = reply->take("access_token");
    if (token.isEmpty()) {
        const QJsonObject &fields = reply->rest();
        const QString where = fields[u"where"].toString().left(200);
        return fail(kindOf(fields[u"error"].toString()), fields[u"what"].toString().left(500),
            where.isEmpty() ? QStringLiteral("window's session") : where, fields[u"hint"].toString().left(500),
            fields[u"code"].toString().left(64));
    }
    const QJsonObject &rest = reply->rest();
    const Milliseconds validFor {rest[u"valid_ms"].toString().toLongLong()};
    AccessGrant grant {std::make_shared<const Secret>(std::move(token)), validFor, rest[u"keys"].toString().toUtf8(),
        QJsonDocument::fromJson(rest[u"owner"].toString().toUtf8()).object()};
    bool isNumber = false;
    if (const qint64 skew = rest[u"skew_ms"].toString().toLongLong(&isNumber); isNumber)
        grant.skew = Milliseconds {skew};
    return grant;
}

} // namespace

Task<AccessGrant> askWindow(QString path, SharedSecret refused, std::stop_token stop)
{
    const LiveTask live;
    Secret request = refused && !refused->isEmpty()
        ? secretJson({{"want", "access_token"}, {"refused", refused->reveal()}})
        : secretJson({{"want", "access_token"}});
    auto answer = co_await platform::askLine(path, std::move(request), s_limits, stop);
    if (!answer)
        co_return fail(answer.error());
    co_return readReply(std::move(*answer), path);
}

} // namespace ph::auth
