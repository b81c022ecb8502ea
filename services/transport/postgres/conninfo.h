// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/link/credentials.h"
#include "services/transport/postgres/endpoint.h"

namespace ph::transport::postgres {

/// Where the TCP connection goes when it is not the server itself.
struct NearEnd {
    QString address; ///< an IP address, or several with commas, tried in order; empty: dial the endpoint
    quint16 port = 0;
};

/// True where TLS verifies another name than the one that is dialled and libpq needs addresses beside it: then the
/// caller resolves the host, and gives what it found as the near end.
[[nodiscard]] bool needsAddress(const Endpoint &endpoint, const NearEnd &nearEnd);

/// libpq's connection string: every value quoted; every parameter that libpq knows is set, so that neither PG*
/// variables nor
/// ~/.pgpass, ~/.postgresql or service files can change where we connect and how it is protected. Wipe it after use.
[[nodiscard]] QByteArray conninfo(const Endpoint &endpoint, const Credentials &credentials, const NearEnd &nearEnd,
    const QString &caFile, std::chrono::seconds limit);

/// The conninfo form of one value: quoted, with \ and ' escaped.
[[nodiscard]] QByteArray quoted(QByteArrayView value);

/// A service named by PGSERVICE must exist, or libpq refuses to connect at all; nothing else in the environment matters
/// (see above).
void forgetInheritedService();

} // namespace ph::transport::postgres
