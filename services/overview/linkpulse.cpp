// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/overview/linkpulse.h"

#include "services/platform/recognition/recognition.h"
#include "services/transport/http/answer.h"

namespace ph::overview {

namespace http = transport::http;
using namespace std::chrono_literals;
using platform::Link;
using platform::LinkKind;
using transport::LinkPhase;

namespace {

constexpr Deadline s_pause = 2s;
constexpr Deadline s_patience = 2500ms;

constexpr http::ReadEndpoint s_root {http::Method::Get, "/", "http.root", http::Access::Public};

/// Who a service of this kind is costs it more than a sign of life (a whole OpenAPI description): asked when the link
/// begins, after each trouble, and once in a while.
constexpr bool isDearToRecognise(LinkKind kind) { return kind == LinkKind::Admin; }
constexpr Milliseconds s_recogniseAgain {60'000};

http::Request quick()
{
    http::Request request;
    request.connect = request.idle = request.total = s_patience;
    request.retries = 0;
    request.maxBody = qint64(4) * 1024 * 1024;
    return request;
}

QString addressOf(const Link &link)
{
    return link.url.port() > 0 ? QStringLiteral("%1:%2").arg(link.url.host()).arg(link.url.port()) : link.url.host();
}

/// The server's own trouble (5xx, sealed, told to slow down): it is there and will be better. Anything else that
/// answers is not what this link is for, or does not serve us.
LinkPhase phaseFor(const Error &error)
{
    const bool isTrouble = error.kind == ErrorKind::Server || error.kind == ErrorKind::RateLimited
        || error.kind == ErrorKind::Unavailable;
    return isTrouble ? LinkPhase::Degraded : LinkPhase::Down;
}

} // namespace

LinkPulse::LinkPulse(platform::AreaContext &context)
    : m_context(context)
{
    for (const Link &link : context.profile.links) {
        m_context.links.add({link.id, link.kind, link.label.isEmpty() ? link.id : link.label, addressOf(link), {}});
        if (!m_context.connections.watch(link) && platform::isRecognisable(link.kind))
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
    std::optional<Error> trouble;
    if (isStillKnown(link)) {
        auto response = co_await client->read(s_root, quick(), stop);
        // Whatever it answers is a sign of life, a redirect to somewhere else too.
        if (!response && (isCancelled(response.error()) || client->link().phase != LinkPhase::Live))
            trouble = response.error();
        else if (response && response->status >= 500)
            trouble = http::statusError(*response);
    } else {
        auto answered = co_await platform::recognise(client, link, quick(), stop);
        if (!answered)
            trouble = answered.error();
        else
            m_recognised[link.id] = m_context.clock.monotonic();
    }
    if (trouble && isCancelled(*trouble))
        co_return fail(*trouble);
    report(link, client->link(), trouble);
    co_return Result<void> {};
}

bool LinkPulse::isStillKnown(const Link &link) const
{
    const auto known = m_recognised.find(link.id);
    return isDearToRecognise(link.kind) && known != m_recognised.end()
        && m_context.clock.monotonic() - known->second < s_recogniseAgain;
}

void LinkPulse::report(const Link &link, transport::LinkState state, const std::optional<Error> &trouble)
{
    if (!trouble) {
        m_context.links.judge(link.id, {});
        m_context.links.report(link.id, state);
        return;
    }
    m_recognised.erase(link.id);
    const MonoTime now = m_context.clock.monotonic();
    state.nextTry = now + s_pause;
    if (state.phase != LinkPhase::Down) // it answers, or nothing was sent: no password, a locked keyring
        m_context.links.judge(
            link.id, transport::LinkState {phaseFor(*trouble), *trouble, now, {}, state.nextTry, {}, {}});
    m_context.links.report(link.id, state);
}

platform::AreaFactory linkPulseArea()
{
    return {"links", [](platform::AreaContext &context) { return std::make_unique<LinkPulse>(context); }, false};
}

} // namespace ph::overview
