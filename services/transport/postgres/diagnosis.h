// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/postgres/conninfo.h"

#include <QHostAddress>

namespace ph::transport::postgres {

/// Opens a connection of our own up to the TLS handshake, in the way a PostgreSQL client does, and looks at the
/// certificate. It answers with typed reasons what libpq tells in prose only: Network dns/refused/closed, Timeout
/// timeout, Tls (tls.h, pin-mismatch), Protocol not-tls/wrong-service. Blocks; for worker threads.
[[nodiscard]] Result<void> examine(const Endpoint &endpoint, const NearEnd &nearEnd, Milliseconds limit);

/// Before libpq is let loose: does PostgreSQL (or a pooler) listen there? Other services swallow its greeting and wait
/// for more until every deadline is over. Asked until it answered once in this process. Error: Protocol wrong-service,
/// for certain; no error where nothing can be told. Blocks for at most 4 s, usually for a round trip; for worker
/// threads.
[[nodiscard]] Result<void> meet(const Endpoint &endpoint, const NearEnd &nearEnd);

/// What libpq's text says about a connection that examine() finds nothing wrong with: Auth (28P01, 28000), NotFound
/// (3D000), Server (53300, 57P03 …). The texts may be in the server's language: then it is Server "connect-failed".
[[nodiscard]] Error explainText(const QString &text, const QString &where);

/// An SQL error by its SQLSTATE: Forbidden 42501, Conflict 23xxx/40001/40P01/55P03, Timeout 57014, NotFound
/// 42P01/42883/3F000, Auth 28xxx, Network 08xxx/57P01, Refused 25006, Invalid 22xxx/42xxx, Server otherwise; `code` is
/// the SQLSTATE.
[[nodiscard]] Error explainSql(const QByteArray &sqlstate, const QString &text, const QString &where);

} // namespace ph::transport::postgres
