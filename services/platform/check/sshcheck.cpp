// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/check/hostkeys.h"
#include "services/platform/check/kinds.h"
#include "services/platform/connections/endpoints.h"

#include <algorithm>

namespace ph::platform::check {

using transport::HostKey;

Task<void> checkSsh(std::shared_ptr<Job> job, std::stop_token stop)
{
    const transport::SshHost host = sshHost(job->link());
    transport::command::Client commands(job->profile.id, job->clock);
    const MonoTime started = job->clock.monotonic();
    auto scanned = co_await transport::scanHostKeys(commands, host, stop);
    if (!scanned)
        co_return fail(scanned.error());
    job->found.latency = job->clock.monotonic() - started;
    job->found.server = QStringLiteral("SSH, keys: %1").arg(scanned->keys.size());
    const auto trusted = transport::KnownHosts(host.knownHostsFile).keysOf(host);
    if (trusted.isEmpty()) {
        for (const HostKey &key : scanned->keys)
            job->fact("host-key", QStringLiteral("%1 %2").arg(key.type, key.fingerprint));
        job->warn("host-key-new", CheckWarning::HostKeyNew, {job->link().id});
        co_return Result<void> {};
    }
    const bool isSame = std::ranges::any_of(scanned->keys, [&](const HostKey &key) { return trusted.contains(key); });
    if (isSame) {
        job->fact("host-key", QStringLiteral("its key is the one that was confirmed"));
        co_return Result<void> {};
    }
    co_return fail(ErrorKind::Tls,
        QStringLiteral("the host's key changed: confirmed was %1, it shows %2")
            .arg(trusted.first().fingerprint,
                scanned->keys.isEmpty() ? QStringLiteral("none") : scanned->keys.first().fingerprint),
        job->found.address,
        QStringLiteral("ask whoever runs the host; if it was meant, confirm the new key with `env trust`"),
        QStringLiteral("host-key-changed"));
}

} // namespace ph::platform::check
