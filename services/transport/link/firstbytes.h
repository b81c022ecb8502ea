// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

namespace ph::transport {

/// Who speaks so, by the first bytes that a server says to a stranger: "Redis", "PostgreSQL", "an HTTP server" …; empty
/// when they tell nothing. For errors alone: it proves nothing.
[[nodiscard]] QString serviceOfFirstBytes(QByteArrayView bytes);

/// A line that HTTP servers answer, and that line-based services (Redis, mail) refuse aloud. It changes nothing
/// anywhere.
[[nodiscard]] QByteArrayView httpGreeting();

/// PostgreSQL's SSLRequest (length 8, code 80877103): it answers "S" or "N".
[[nodiscard]] QByteArrayView sslRequest();

} // namespace ph::transport
