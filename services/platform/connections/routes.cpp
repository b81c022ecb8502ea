// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/connections/routes.h"

#include "services/platform/connections/endpoints.h"

namespace ph::platform {

using transport::Dial;
using transport::DialTarget;
using transport::Relay;
using transport::Tunnel;
using namespace std::chrono_literals;

namespace {

Task<DialTarget> refuse(Error error) { co_return fail(std::move(error)); }

Dial noWay(Error error)
{
    return [error = std::move(error)](std::stop_token) { return refuse(error); };
}

QString targetOf(const Link &link) { return QStringLiteral("%1:%2").arg(link.url.host()).arg(portOf(link)); }

Task<DialTarget> dialThere(Tunnel *tunnel, std::stop_token stop)
{
    return onThread<DialTarget>(
        tunnel, [tunnel](std::stop_token inner) { return tunnel->dial(std::move(inner)); }, std::move(stop), 15s);
}

} // namespace

Routes::Routes(const Profile &profile, const Clock &clock)
    : m_profile(profile)
    , m_clock(clock)
{
}

Routes::~Routes() = default;

Result<Tunnel *> Routes::tunnelTo(const Link &link)
{
    const Link *ssh = sshHostOf(m_profile, link);
    if (ssh == nullptr)
        return fail(ErrorKind::Invalid,
            QStringLiteral("the environment has no SSH host “%1”").arg(link.route.sshHost.left(80)),
            link.id + QStringLiteral(".route.ssh_host"),
            QStringLiteral("name the id or role of one of its SSH links, or add one"), QStringLiteral("no-ssh-host"));
    auto &tunnel = m_tunnels[ssh->id + QLatin1Char(' ') + targetOf(link)];
    if (!tunnel)
        tunnel = std::make_unique<Tunnel>(sshHost(*ssh), link.url.host(), portOf(link), m_clock);
    return tunnel.get();
}

Dial Routes::toSockets(const Link &link)
{
    if (link.route.sshHost.isEmpty())
        return {};
    auto tunnel = tunnelTo(link);
    return tunnel ? (*tunnel)->dialer() : noWay(tunnel.error());
}

Dial Routes::toLibrary(const Link &link)
{
    using transport::ProxyKind;
    const bool isProxied = link.route.proxy == ProxyKind::Socks5 || link.route.proxy == ProxyKind::Http;
    if (!link.route.sshHost.isEmpty() || !isProxied)
        return toSockets(link);
    auto &relay = m_relays[link.id];
    if (!relay)
        relay = std::make_unique<Relay>(link.route, link.url.host(), portOf(link));
    return relay->dialer();
}

Dial Routes::toOtherThread(const Link &link)
{
    if (link.route.sshHost.isEmpty())
        return {};
    auto tunnel = tunnelTo(link);
    if (!tunnel)
        return noWay(tunnel.error());
    return [tunnel = *tunnel](std::stop_token stop) { return dialThere(tunnel, std::move(stop)); };
}

Tunnel &Routes::standing(const Link &sshLink)
{
    auto &tunnel = m_tunnels[sshLink.id];
    if (!tunnel)
        tunnel = std::make_unique<Tunnel>(sshHost(sshLink), QString(), quint16(0), m_clock);
    return *tunnel;
}

void Routes::restart()
{
    for (auto &[name, tunnel] : m_tunnels)
        if (tunnel->link().phase != transport::LinkPhase::Idle)
            tunnel->restart();
}

} // namespace ph::platform
