// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/link/linkstate.h"

namespace ph::transport::postgres {

/// A file with the CAs of this policy (the system's and its own), as libpq wants one. Made once per policy and process,
/// 0600, removed at the end. Blocks; for worker threads. Empty without TLS.
[[nodiscard]] Result<QString> caBundleFile(const TlsPolicy &policy);

} // namespace ph::transport::postgres
