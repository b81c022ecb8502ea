// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/overview/linkpulse.h"

#include "services/transport/http/answer.h"

namespace ph::overview {

namespace http = transport::http;
using namespace std::chrono_literals;
using platform::Link;
using platform::LinkKind;

namespace {

constexpr Deadline s_pause = 2s;
constexpr Deadline s_patience = 2500ms;

constexpr http::ReadEndpoint s_authHealth {http::Method::Get, "/health", "auth.health", http::Access::Public};
constexpr http::ReadEndpoint s_root {http::Method::Get, "/", "http.root", http::Access::Public};
constexpr http::ReadEndpoint s_buildinfo {http::Method::Get, "/api/v1/status/buildinfo", "prometheus.buildinfo"};
constexpr http::ReadEndpoint s_status {http::Method::Get, "/api/v2/status", "alertmanager.status"};
constexpr http::ReadEndpoint s_sealed {http::Method::Get, "/v1/sys/health", "vault.health", http::Access::Public};

bool isAskedByHttp(LinkKind kind)
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

http::ReadEndpoint endpointOf(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Auth: return s_authHealth;
    case LinkKind::Prometheus: return s_buildinfo;
    case LinkKind::Alertmanager: return s_status;
    case LinkKind::SecretStore: return s_sealed;
    default: return s_root;
    }
}

QString addressOf(const Link &link)
{
    return link.url.port() > 0 ? QStringLiteral("%1:%2").arg(link.url.host()).arg(link.url.port()) : link.url.host();
}

/// A gateway that answers for a dead server answers, but is not alive. A sealed or standby store answers as it should.
bool isBadAnswer(const http::Response &response, LinkKind kind)
{
    return response.status >= 500 && kind != LinkKind::SecretStore;
}

} // namespace

LinkPulse::LinkPulse(platform::AreaContext &context)
    : m_context(context)
{
    for (const Link &link : context.profile.links) {
        m_context.links.add({link.id, link.kind, link.label.isEmpty() ? link.id : link.label, addressOf(link), {}});
        if (!m_context.connections.watch(link) && isAskedByHttp(link.kind))
            m_scope.run(watch(this, link, m_scope.token()), link.id);
    }
}

LinkPulse::~LinkPulse() { m_scope.close(); }

void LinkPulse::wake()
{
    for (const auto &each : m_pauses)
        each->resolve({});
}

Task<void> LinkPulse::watch(LinkPulse *self, Link link, std::stop_token stop)
{
    const LiveTask live;
    while (!stop.stop_requested()) {
        auto beaten = co_await self->beat(link, stop);
        if (!beaten && isCancelled(beaten.error()))
            co_return beaten;
        std::erase_if(self->m_pauses, [](const auto &each) { return each->isSettled(); });
        const auto pause = self->m_pauses.emplace_back(Pending<void>::make());
        auto paused = co_await pause->wait(stop, s_pause);
        if (!paused && isCancelled(paused.error()))
            co_return paused;
    }
    co_return fail(ErrorKind::Cancelled, QStringLiteral("stopped"));
}

Task<void> LinkPulse::beat(Link link, std::stop_token stop)
{
    http::Client *client = m_context.connections.http(link);
    if (client == nullptr)
        co_return Result<void> {};
    http::Request request;
    request.connect = request.idle = request.total = s_patience;
    request.retries = 0;
    request.maxBody = qint64(1) * 1024 * 1024;
    auto response = co_await client->read(endpointOf(link.kind), std::move(request), stop);
    if (!response) {
        if (isCancelled(response.error()))
            co_return fail(response.error());
        transport::LinkState state = client->link();
        if (state.phase != transport::LinkPhase::Down) { // refused before it was sent: no password, a locked keyring
            state.phase = transport::LinkPhase::Down;
            state.since = m_context.clock.monotonic();
            state.reason = response.error();
        }
        state.nextTry = m_context.clock.monotonic() + s_pause;
        m_context.links.report(link.id, state);
        co_return Result<void> {};
    }
    transport::LinkState state = client->link();
    if (isBadAnswer(*response, link.kind)) {
        state.phase = transport::LinkPhase::Degraded;
        state.reason = http::statusError(*response);
    }
    m_context.links.report(link.id, state);
    co_return Result<void> {};
}

platform::AreaFactory linkPulseArea()
{
    return {"links", [](platform::AreaContext &context) { return std::make_unique<LinkPulse>(context); }};
}

} // namespace ph::overview
