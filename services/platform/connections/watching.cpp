// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/connections/connections.h"
#include "services/platform/connections/endpoints.h"

#include <QUrlQuery>

namespace ph::platform {

namespace websocket = transport::websocket;

namespace {

/// Phoenix wants a sign of life of us, and answers it.
QByteArray phoenixHeartbeat() { return R"({"topic":"phoenix","event":"heartbeat","payload":{},"ref":"pulse"})"; }

Task<websocket::Access> realtimeAccess(QString publishableKey)
{
    websocket::Access access;
    if (!publishableKey.isEmpty())
        access.query.emplace_back(QStringLiteral("apikey"), Secret(publishableKey.toUtf8()));
    co_return access;
}

} // namespace

bool Connections::watch(const Link &link)
{
    switch (link.kind) {
    case LinkKind::Redis: (void)redis(link); return true;
    case LinkKind::Postgres: (void)postgres(link); return true;
    case LinkKind::Ssh: watchSsh(link); return true;
    case LinkKind::Realtime: watchRealtime(link); return true;
    default: return false;
    }
}

void Connections::watchSsh(const Link &link)
{
    announce(link);
    transport::Tunnel &standing = m_routes.standing(link);
    if (standing.link().phase != transport::LinkPhase::Idle)
        return;
    connect(&standing, &transport::Tunnel::linkChanged, this,
        [this, id = link.id](const transport::LinkState &state) { m_board.report(id, state); });
    standing.begin();
}

void Connections::watchRealtime(const Link &link)
{
    auto &socket = m_sockets[link.id];
    if (socket)
        return;
    announce(link);
    websocket::Endpoint endpoint = websocketEndpoint(m_profile, link);
    endpoint.dial = m_routes.toSockets(link);
    websocket::Handlers handlers;
    handlers.heartbeat = phoenixHeartbeat;
    socket = std::make_unique<websocket::Socket>(
        std::move(endpoint), [key = link.publishableKey](std::stop_token) { return realtimeAccess(key); },
        std::move(handlers), m_clock);
    connect(socket.get(), &websocket::Socket::linkChanged, this,
        [this, id = link.id](const transport::LinkState &state) { m_board.report(id, state); });
    socket->start();
}

} // namespace ph::platform
