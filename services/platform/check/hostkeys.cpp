// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/check/hostkeys.h"

#include "services/platform/connections/endpoints.h"

namespace ph::platform {

// The clock is the program's. NOLINTNEXTLINE(cppcoreguidelines-avoid-reference-coroutine-parameters)
Task<ShownHostKeys> hostKeysOf(Profile profile, QString linkId, const Clock &clock, std::stop_token stop)
{
    const Link *link = profile.find(linkId);
    if (link == nullptr || link->kind != LinkKind::Ssh)
        co_return fail(ErrorKind::NotFound, QStringLiteral("the environment has no SSH link of this name"), linkId);
    const transport::SshHost host = sshHost(*link);
    transport::command::Client commands(profile.id, clock);
    auto scanned = co_await transport::scanHostKeys(commands, host, stop);
    if (!scanned)
        co_return fail(scanned.error());
    co_return ShownHostKeys {scanned->keys, transport::KnownHosts(host.knownHostsFile).keysOf(host)};
}

Result<void> trustHostKeys(const Link &link, const QList<transport::HostKey> &keys)
{
    const transport::SshHost host = sshHost(link);
    return transport::KnownHosts(host.knownHostsFile).trust(host, keys);
}

} // namespace ph::platform
