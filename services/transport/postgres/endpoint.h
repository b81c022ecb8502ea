// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"
#include "services/transport/link/linkstate.h"

namespace ph::transport::postgres {

/// Where a PostgreSQL server is. Data only. With TLS it is always sslmode=verify-full, TLS 1.2 or later.
struct Endpoint {
    QString environment; ///< profile id; permits of another environment are refused
    QString label; ///< for people: "Postgres primary"
    QString host; ///< one DNS name or address; no socket folders, no lists
    quint16 port = 5432;
    QString database;
    TlsPolicy tls {}; ///< with pins, SCRAM channel binding is required too: only a server that knows the password's
                      ///< verifier passes
    Route route {}; ///< an SSH host or a proxy needs a Dial (Tunnel, Relay): libpq knows neither
    bool allowPlain = false; ///< kind local only: without TLS, and then to loopback only

    /// Complete and allowed, else Error{Invalid}.
    [[nodiscard]] Result<void> check() const;
    /// "Postgres primary db.example:5432/app", for Error::where.
    [[nodiscard]] QString where() const;
};

} // namespace ph::transport::postgres
