// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/check/kinds.h"
#include "services/platform/check/webanswer.h"

namespace ph::platform::check {

namespace http = transport::http;

namespace {

// What each service answers to a reader, so that another one on its port is recognised.
constexpr http::ReadEndpoint s_root {http::Method::Get, "/", "rest.root", http::Access::Public};
constexpr http::ReadEndpoint s_socket {http::Method::Get, "/websocket", "realtime.socket", http::Access::Public};
constexpr http::ReadEndpoint s_openapi {http::Method::Get, "/openapi.json", "admin.openapi", http::Access::Public};
constexpr http::ReadEndpoint s_buildinfo {http::Method::Get, "/api/v1/status/buildinfo", "prometheus.buildinfo"};
constexpr http::ReadEndpoint s_query {http::Method::Get, "/api/v1/query", "prometheus.query"};
constexpr http::ReadEndpoint s_status {http::Method::Get, "/api/v2/status", "alertmanager.status"};
constexpr http::ReadEndpoint s_sealed {http::Method::Get, "/v1/sys/health", "vault.health", http::Access::Public};

Task<http::Response> ask(
    std::shared_ptr<Job> job, http::ReadEndpoint endpoint, http::Request request, std::stop_token stop)
{
    http::Client *client = job->connections->http(job->link());
    auto response = co_await client->read(endpoint, std::move(request), stop);
    if (response) {
        job->found.latency = response->took;
        job->found.clock = response->clock;
    }
    co_return response;
}

QString versionOf(const QJsonObject &json) { return json.value(QLatin1String("version")).toString().left(40); }

Task<void> checkRest(std::shared_ptr<Job> job, std::stop_token stop)
{
    auto response = co_await ask(job, s_root, quickRequest(), stop);
    if (!response)
        co_return fail(response.error());
    const QString server = http::plainExcerpt(response->header("server"), 60);
    auto json = objectOf(*response, job->link());
    if (!json)
        co_return fail(json.error());
    const bool isPostgrest = server.contains(QLatin1String("postgrest"), Qt::CaseInsensitive)
        || json->contains(QLatin1String("swagger")) || json->contains(QLatin1String("openapi"));
    if (!isPostgrest)
        co_return fail(wrongService(*response, QStringLiteral("PostgREST")));
    const QString version = versionOf(json->value(QLatin1String("info")).toObject());
    job->found.server = server.isEmpty() ? QStringLiteral("PostgREST ") + version : server;
    co_return Result<void> {};
}

/// The socket's address, asked without the upgrade: the server says that it wants one (or says nothing at all: 403, 404
/// of Phoenix carry no body), which is all that can be known before the first channel is joined.
Task<void> checkRealtime(std::shared_ptr<Job> job, std::stop_token stop)
{
    http::Request request = quickRequest();
    request.query = {{QStringLiteral("vsn"), QStringLiteral("1.0.0")}};
    auto response = co_await ask(job, s_socket, std::move(request), stop);
    if (!response)
        co_return fail(response.error());
    if (response->status == 401 || response->status == 403)
        co_return fail(objectOf(*response, job->link()).error());
    if (response->status != 400 && response->status != 426 && response->status != 101)
        co_return fail(wrongService(*response, QStringLiteral("Supabase Realtime")));
    job->found.server = QStringLiteral("a WebSocket server");
    co_return Result<void> {};
}

Task<void> checkAdmin(std::shared_ptr<Job> job, std::stop_token stop)
{
    auto response = co_await ask(job, s_openapi, quickRequest(), stop);
    if (!response)
        co_return fail(response.error());
    auto json = objectOf(*response, job->link());
    if (!json)
        co_return fail(json.error());
    if (!json->contains(QLatin1String("openapi")))
        co_return fail(wrongService(*response, QStringLiteral("a service with an OpenAPI description")));
    const QJsonObject info = json->value(QLatin1String("info")).toObject();
    job->found.server = QStringLiteral("%1 %2")
                            .arg(info.value(QLatin1String("title")).toString(QStringLiteral("admin service")).left(60),
                                versionOf(info))
                            .trimmed();
    job->fact("openapi",
        QStringLiteral("%1 paths in its OpenAPI description")
            .arg(json->value(QLatin1String("paths")).toObject().size()));
    co_return Result<void> {};
}

Task<void> checkPrometheus(std::shared_ptr<Job> job, std::stop_token stop)
{
    auto response = co_await ask(job, s_buildinfo, quickRequest(), stop);
    if (!response)
        co_return fail(response.error());
    // Some engines that speak PromQL have no build information.
    if (response->status == 404) {
        http::Request request = quickRequest();
        request.query = {{QStringLiteral("query"), QStringLiteral("1")}};
        auto queried = co_await ask(job, s_query, std::move(request), stop);
        if (queried && queried->isSuccess())
            response = std::move(queried);
    }
    auto json = objectOf(*response, job->link());
    if (!json)
        co_return fail(json.error());
    if (json->value(QLatin1String("status")).toString() != QLatin1String("success"))
        co_return fail(wrongService(*response, QStringLiteral("Prometheus")));
    const QString version = versionOf(json->value(QLatin1String("data")).toObject());
    job->found.server
        = version.isEmpty() ? QStringLiteral("a server that speaks PromQL") : QStringLiteral("Prometheus ") + version;
    co_return Result<void> {};
}

Task<void> checkAlertmanager(std::shared_ptr<Job> job, std::stop_token stop)
{
    auto response = co_await ask(job, s_status, quickRequest(), stop);
    if (!response)
        co_return fail(response.error());
    auto json = objectOf(*response, job->link());
    if (!json)
        co_return fail(json.error());
    if (!json->contains(QLatin1String("versionInfo")))
        co_return fail(wrongService(*response, QStringLiteral("an Alertmanager")));
    job->found.server
        = QStringLiteral("Alertmanager ") + versionOf(json->value(QLatin1String("versionInfo")).toObject());
    co_return Result<void> {};
}

/// Vault and OpenBao answer their health with a status of their own: 429 standby, 472 and 473 replicas, 501 not
/// initialised, 503 sealed. Doppler has no health; any JSON from it is a sign of life.
Task<void> checkSecretStore(std::shared_ptr<Job> job, std::stop_token stop)
{
    const bool isDoppler = job->link().url.host().endsWith(QLatin1String("doppler.com"), Qt::CaseInsensitive);
    auto response = co_await ask(job, isDoppler ? s_root : s_sealed, quickRequest(), stop);
    if (!response)
        co_return fail(response.error());
    const auto document = http::parseJson(response->body, response->where);
    const QJsonObject json = document ? document->object() : QJsonObject();
    if (isDoppler && document) {
        job->found.server = QStringLiteral("Doppler");
        co_return Result<void> {};
    }
    if (!json.contains(QLatin1String("sealed")))
        co_return fail(wrongService(*response, QStringLiteral("Vault or OpenBao")));
    if (!json.value(QLatin1String("initialized")).toBool(true))
        co_return fail(ErrorKind::Unavailable, QStringLiteral("the secret store was never initialised"),
            response->where, QStringLiteral("initialise it"), QStringLiteral("not-initialised"));
    if (json.value(QLatin1String("sealed")).toBool())
        co_return fail(ErrorKind::Unavailable, QStringLiteral("the secret store is sealed"), response->where,
            QStringLiteral("unseal it"), QStringLiteral("sealed"));
    job->found.server = QStringLiteral("Vault or OpenBao ") + versionOf(json);
    if (json.value(QLatin1String("standby")).toBool())
        job->fact("standby", QStringLiteral("this node is a standby"));
    co_return Result<void> {};
}

} // namespace

Task<void> checkWeb(std::shared_ptr<Job> job, std::stop_token stop)
{
    if (isServiceKey(job->link().publishableKey))
        co_return fail(ErrorKind::Invalid, QStringLiteral("this is a service key, it must not reach a desktop"),
            job->link().id, QStringLiteral("use the publishable (anon) key"), QStringLiteral("service-key"));
    switch (job->link().kind) {
    case LinkKind::Rest: co_return co_await checkRest(job, stop);
    case LinkKind::Realtime: co_return co_await checkRealtime(job, stop);
    case LinkKind::Admin: co_return co_await checkAdmin(job, stop);
    case LinkKind::Prometheus: co_return co_await checkPrometheus(job, stop);
    case LinkKind::Alertmanager: co_return co_await checkAlertmanager(job, stop);
    default: co_return co_await checkSecretStore(job, stop);
    }
}

} // namespace ph::platform::check
