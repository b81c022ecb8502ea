// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/recognition/recognition.h"

#include "services/platform/recognition/webanswer.h"

namespace ph::platform {

namespace http = transport::http;

namespace {

// What each service answers to a reader.
constexpr http::ReadEndpoint s_health {http::Method::Get, "/health", "auth.health", http::Access::Public};
/// PostgREST knows no path of two parts and says so with a code of its own, without asking its database
/// (PGRST125). Its root is closed to all but service keys behind some gateways, and costs a query.
constexpr http::ReadEndpoint s_nowhere {http::Method::Get, "/pilothouse/alive", "rest.alive", http::Access::Public};
constexpr http::ReadEndpoint s_openapi {http::Method::Get, "/openapi.json", "admin.openapi", http::Access::Public};
constexpr http::ReadEndpoint s_buildinfo {http::Method::Get, "/api/v1/status/buildinfo", "prometheus.buildinfo"};
constexpr http::ReadEndpoint s_query {http::Method::Get, "/api/v1/query", "prometheus.query"};
constexpr http::ReadEndpoint s_status {http::Method::Get, "/api/v2/status", "alertmanager.status"};
constexpr http::ReadEndpoint s_sealed {http::Method::Get, "/v1/sys/health", "vault.health", http::Access::Public};
constexpr http::ReadEndpoint s_root {http::Method::Get, "/", "doppler.root", http::Access::Public};

bool isDoppler(const Link &link) { return link.url.host().endsWith(QLatin1String("doppler.com"), Qt::CaseInsensitive); }

http::ReadEndpoint questionFor(const Link &link)
{
    switch (link.kind) {
    case LinkKind::Auth: return s_health;
    case LinkKind::Rest: return s_nowhere;
    case LinkKind::Admin: return s_openapi;
    case LinkKind::Prometheus: return s_buildinfo;
    case LinkKind::Alertmanager: return s_status;
    default: return isDoppler(link) ? s_root : s_sealed;
    }
}

QString versionOf(const QJsonObject &json) { return json.value(QLatin1String("version")).toString().left(40); }

Result<QString> supabaseAuth(const http::Response &response, const QJsonObject &json)
{
    if (!json.contains(QLatin1String("version")))
        return fail(wrongService(response, QStringLiteral("Supabase Auth")));
    return QStringLiteral("Supabase Auth ") + versionOf(json);
}

Result<QString> postgrest(const http::Response &response, const Link &link)
{
    const auto document = http::parseJson(response.body, response.where);
    const QString code = document ? document->object().value(QLatin1String("code")).toString() : QString();
    const QString server = http::plainExcerpt(response.header("server"), 60);
    if (server.contains(QLatin1String("postgrest"), Qt::CaseInsensitive))
        return server;
    if (code.startsWith(QLatin1String("PGRST")))
        return QStringLiteral("PostgREST");
    if (response.status == 401 || response.status == 403 || response.status >= 500 || response.status == 429)
        return fail(objectOf(response, link).error());
    return fail(wrongService(response, QStringLiteral("PostgREST")));
}

Result<QString> admin(const http::Response &response, const QJsonObject &json)
{
    if (!json.contains(QLatin1String("openapi")))
        return fail(wrongService(response, QStringLiteral("a service with an OpenAPI description")));
    const QJsonObject info = json.value(QLatin1String("info")).toObject();
    const QString title = info.value(QLatin1String("title")).toString(QStringLiteral("admin service")).left(60);
    return QStringLiteral("%1 %2").arg(title, versionOf(info)).trimmed();
}

Result<QString> prometheus(const http::Response &response, const QJsonObject &json)
{
    if (json.value(QLatin1String("status")).toString() != QLatin1String("success"))
        return fail(wrongService(response, QStringLiteral("Prometheus")));
    const QJsonObject data = json.value(QLatin1String("data")).toObject();
    const QString version = versionOf(data);
    if (version.isEmpty() && !data.contains(QLatin1String("resultType"))) // of an answer to a query
        return fail(wrongService(response, QStringLiteral("Prometheus")));
    return version.isEmpty() ? QStringLiteral("a server that speaks PromQL") : QStringLiteral("Prometheus ") + version;
}

Result<QString> alertmanager(const http::Response &response, const QJsonObject &json)
{
    if (!json.contains(QLatin1String("versionInfo")))
        return fail(wrongService(response, QStringLiteral("an Alertmanager")));
    return QStringLiteral("Alertmanager ") + versionOf(json.value(QLatin1String("versionInfo")).toObject());
}

/// Vault and OpenBao answer their health with a status of their own: 429 standby, 472 and 473 replicas, 501 not
/// initialised, 503 sealed. Doppler has no health; any JSON from it is a sign of life.
Result<QString> secretStore(const http::Response &response, const Link &link)
{
    const auto document = http::parseJson(response.body, response.where);
    const QJsonObject json = document ? document->object() : QJsonObject();
    if (isDoppler(link) && document)
        return QStringLiteral("Doppler");
    if (!json.contains(QLatin1String("sealed")))
        return fail(wrongService(response, QStringLiteral("Vault or OpenBao")));
    if (!json.value(QLatin1String("initialized")).toBool(true))
        return fail(ErrorKind::Unavailable, QStringLiteral("the secret store was never initialised"), response.where,
            QStringLiteral("initialise it"), QStringLiteral("not-initialised"));
    if (json.value(QLatin1String("sealed")).toBool())
        return fail(ErrorKind::Unavailable, QStringLiteral("the secret store is sealed"), response.where,
            QStringLiteral("unseal it"), QStringLiteral("sealed"));
    return QStringLiteral("Vault or OpenBao ") + versionOf(json);
}

/// Another request with the same limits; a request that may hold secrets is not copied.
http::Request alike(const http::Request &form)
{
    http::Request request;
    request.connect = form.connect;
    request.idle = form.idle;
    request.total = form.total;
    request.maxBody = form.maxBody;
    request.retries = form.retries;
    return request;
}

Result<QString> serverOf(const http::Response &response, const Link &link)
{
    if (link.kind == LinkKind::SecretStore)
        return secretStore(response, link);
    if (link.kind == LinkKind::Rest)
        return postgrest(response, link);
    const auto json = objectOf(response, link);
    if (!json)
        return fail(json.error());
    switch (link.kind) {
    case LinkKind::Auth: return supabaseAuth(response, *json);
    case LinkKind::Admin: return admin(response, *json);
    case LinkKind::Prometheus: return prometheus(response, *json);
    default: return alertmanager(response, *json);
    }
}

} // namespace

bool isRecognisable(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Auth:
    case LinkKind::Rest:
    case LinkKind::Admin:
    case LinkKind::Prometheus:
    case LinkKind::Alertmanager:
    case LinkKind::SecretStore: return true;
    default: return false;
    }
}

Task<Recognised> recognise(http::Client *client, Link link, http::Request form, std::stop_token stop)
{
    auto response = co_await client->read(questionFor(link), alike(form), stop);
    // Some engines that speak PromQL have no build information.
    if (response && link.kind == LinkKind::Prometheus && response->status == 404) {
        http::Request one = alike(form);
        one.query = {{QStringLiteral("query"), QStringLiteral("1")}};
        auto queried = co_await client->read(s_query, std::move(one), stop);
        if (queried && queried->isSuccess())
            response = std::move(queried);
    }
    if (!response)
        co_return fail(response.error());
    auto server = serverOf(*response, link);
    if (!server)
        co_return fail(server.error());
    co_return Recognised {std::move(*server), std::move(*response)};
}

} // namespace ph::platform
