// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/profile.h"
#include "services/transport/route/relay.h"
#include "services/transport/route/tunnel.h"

#include <map>
#include <memory>

namespace ph::platform {

/// How the links of one profile are reached when it is not directly: tunnels through its SSH hosts, relays through
/// proxies for libraries that know none. Made when first asked for; lives on the session's I/O thread.
class Routes final {
public:
    /// Both references outlive it.
    Routes(const Profile &profile, const Clock &clock);
    ~Routes();

    /// For transports on Qt's sockets, which do proxies themselves. Empty: dial directly. An SSH host that is not in
    /// the profile gives a way that fails with Invalid, naming the field.
    [[nodiscard]] transport::Dial toSockets(const Link &link);
    /// For libpq.
    [[nodiscard]] transport::Dial toLibrary(const Link &link);
    /// As toSockets(), callable on any thread while this object lives.
    [[nodiscard]] transport::Dial toOtherThread(const Link &link);
    /// The standing connection to an SSH host of the profile; not begun.
    [[nodiscard]] transport::Tunnel &standing(const Link &sshLink);

    /// After resume, a network change, a newly trusted key.
    void restart();

private:
    [[nodiscard]] Result<transport::Tunnel *> tunnelTo(const Link &link);

    const Profile &m_profile;
    const Clock &m_clock;
    std::map<QString, std::unique_ptr<transport::Tunnel>> m_tunnels;
    std::map<QString, std::unique_ptr<transport::Relay>> m_relays;
};

} // namespace ph::platform
