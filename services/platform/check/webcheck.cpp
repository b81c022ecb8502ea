// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/check/kinds.h"
#include "services/platform/recognition/webanswer.h"

namespace ph::platform::check {

namespace http = transport::http;

namespace {

constexpr http::ReadEndpoint s_socket {http::Method::Get, "/websocket", "realtime.socket", http::Access::Public};

/// The socket's address, asked without the upgrade: the server says that it wants one (or says nothing at all: 403, 404
/// of Phoenix carry no body), which is all that can be known before the first channel is joined.
Task<void> checkRealtime(std::shared_ptr<Job> job, std::stop_token stop)
{
    http::Request request = quickRequest();
    request.query = {{QStringLiteral("vsn"), QStringLiteral("1.0.0")}};
    auto response = co_await job->connections->http(job->link())->read(s_socket, std::move(request), stop);
    if (!response)
        co_return fail(response.error());
    job->found.latency = response->took;
    job->found.clock = response->clock;
    if (response->status == 401 || response->status == 403)
        co_return fail(objectOf(*response, job->link()).error());
    if (response->status != 400 && response->status != 426 && response->status != 101)
        co_return fail(wrongService(*response, QStringLiteral("Supabase Realtime")));
    job->found.server = QStringLiteral("a WebSocket server");
    co_return Result<void> {};
}

/// What else the answer tells that is worth knowing before the link is used.
void addFacts(Job &job, const http::Response &response)
{
    const auto document = http::parseJson(response.body, response.where);
    const QJsonObject json = document ? document->object() : QJsonObject();
    if (job.link().kind == LinkKind::Admin)
        job.fact("openapi",
            QStringLiteral("%1 paths in its OpenAPI description")
                .arg(json.value(QLatin1String("paths")).toObject().size()));
    if (job.link().kind == LinkKind::SecretStore && json.value(QLatin1String("standby")).toBool())
        job.fact("standby", QStringLiteral("this node is a standby"));
}

Task<void> checkByName(std::shared_ptr<Job> job, std::stop_token stop)
{
    auto answered = co_await recognise(job->connections->http(job->link()), job->link(), quickRequest(), stop);
    if (!answered)
        co_return fail(answered.error());
    job->met(*answered);
    addFacts(*job, answered->response);
    co_return Result<void> {};
}

} // namespace

Task<void> checkWeb(std::shared_ptr<Job> job, std::stop_token stop)
{
    if (isServiceKey(job->link().publishableKey))
        co_return fail(ErrorKind::Invalid, QStringLiteral("this is a service key, it must not reach a desktop"),
            job->link().id, QStringLiteral("use the publishable (anon) key"), QStringLiteral("service-key"));
    if (job->link().kind == LinkKind::Realtime)
        co_return co_await checkRealtime(job, stop);
    co_return co_await checkByName(job, stop);
}

} // namespace ph::platform::check
