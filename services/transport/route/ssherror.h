// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to route/: what ssh means by its last words.

#include "services/transport/route/sshhost.h"

namespace ph::transport {

/// `log` is what ssh -v wrote to stderr in the C locale; `trusted` the keys we know for the host. Codes:
/// "host-key-unknown", "host-key-changed" (Tls, naming old and new fingerprint), "ssh-auth" (Auth), "dns", "refused",
/// "connect-timeout", "closed" (Network), "port-taken" (Network; another local port helps), "ssh-ended".
[[nodiscard]] Error sshError(const QByteArray &log, const QList<HostKey> &trusted, const QString &where);

} // namespace ph::transport
