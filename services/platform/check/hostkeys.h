// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/profile.h"
#include "services/transport/route/sshhost.h"

namespace ph::platform {

/// The keys a host shows now, and whether one of them was confirmed before.
struct ShownHostKeys {
    QList<transport::HostKey> shown;
    QList<transport::HostKey> trusted;
};
[[nodiscard]] Task<ShownHostKeys> hostKeysOf(Profile profile, QString linkId, const Clock &clock, std::stop_token stop);
/// After a person compared the fingerprints.
[[nodiscard]] Result<void> trustHostKeys(const Link &link, const QList<transport::HostKey> &keys);

} // namespace ph::platform
