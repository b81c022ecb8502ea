// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/recognition/webanswer.h"

namespace ph::platform {

namespace http = transport::http;

namespace {

QString expectedName(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Auth: return QStringLiteral("Supabase Auth");
    case LinkKind::Rest: return QStringLiteral("PostgREST");
    case LinkKind::Realtime: return QStringLiteral("Supabase Realtime");
    case LinkKind::Admin: return QStringLiteral("the platform's admin service");
    case LinkKind::Prometheus: return QStringLiteral("Prometheus");
    case LinkKind::Alertmanager: return QStringLiteral("an Alertmanager");
    case LinkKind::SecretStore: return QStringLiteral("a secret store");
    default: return linkKindName(kind);
    }
}

/// “nginx: 404 Not Found”, for people; never markup, never long.
QString whatAnswered(const http::Response &response)
{
    const QString server = http::plainExcerpt(response.header("server"), 40);
    const QString said = http::plainExcerpt(response.body, 80);
    if (server.isEmpty())
        return said;
    return said.isEmpty() ? server : server + QStringLiteral(": ") + said;
}

Error refusedLogin(const http::Response &response, const Link &link)
{
    Error error = http::statusError(response);
    error.kind = ErrorKind::Auth;
    const bool hasKey = link.kind == LinkKind::Auth || link.kind == LinkKind::Rest || link.kind == LinkKind::Realtime;
    if (hasKey) {
        error.what = link.publishableKey.isEmpty() ? QStringLiteral("it asks for a publishable key")
                                                   : QStringLiteral("the publishable key was refused");
        error.hint = QStringLiteral("copy the publishable (anon) key of this project into the link");
        error.code = QStringLiteral("key-refused");
    } else {
        error.what = link.user.isEmpty() ? QStringLiteral("it asks for a user and password")
                                         : QStringLiteral("the password of %1 was refused").arg(link.user);
        error.hint = link.user.isEmpty() ? QStringLiteral("give the link a user, and its password to the keyring")
                                         : QStringLiteral("enter the password again");
        error.code = QStringLiteral("login-refused");
    }
    return error;
}

} // namespace

http::Request quickRequest()
{
    http::Request request;
    request.total = Deadline {8'000};
    request.retries = 0;
    request.maxBody = qint64(4) * 1024 * 1024;
    return request;
}

Error wrongService(const http::Response &response, const QString &expected)
{
    const QString answered = whatAnswered(response);
    return {ErrorKind::Protocol,
        answered.isEmpty() ? QStringLiteral("another service answers there, not %1").arg(expected)
                           : QStringLiteral("another service answers there, not %1: “%2”").arg(expected, answered),
        response.where, QStringLiteral("check host, port and path"), QStringLiteral("wrong-service"), {},
        response.requestId};
}

Result<QJsonObject> objectOf(const http::Response &response, const Link &link)
{
    const QString expected = expectedName(link.kind);
    if (response.status == 401 || response.status == 403)
        return fail(refusedLogin(response, link));
    if (response.status == 404 || response.status == 405) {
        Error error = wrongService(response, expected);
        if (link.kind == LinkKind::Auth)
            error.hint = QStringLiteral("check host and path: behind Supabase's gateway the address ends in /auth/v1");
        return fail(error);
    }
    if (!response.isSuccess())
        return fail(http::statusError(response));
    auto document = http::jsonOf(response);
    if (!document || !document->isObject())
        return fail(wrongService(response, expected));
    return document->object();
}

} // namespace ph::platform
