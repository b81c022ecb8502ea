// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/result.h"

namespace ph {

QString kindName(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Network: return QStringLiteral("network");
    case ErrorKind::Timeout: return QStringLiteral("timeout");
    case ErrorKind::Tls: return QStringLiteral("tls");
    case ErrorKind::Auth: return QStringLiteral("auth");
    case ErrorKind::Forbidden: return QStringLiteral("forbidden");
    case ErrorKind::NotFound: return QStringLiteral("not-found");
    case ErrorKind::Conflict: return QStringLiteral("conflict");
    case ErrorKind::RateLimited: return QStringLiteral("rate-limited");
    case ErrorKind::Server: return QStringLiteral("server");
    case ErrorKind::Protocol: return QStringLiteral("protocol");
    case ErrorKind::TooLarge: return QStringLiteral("too-large");
    case ErrorKind::Invalid: return QStringLiteral("invalid");
    case ErrorKind::Unavailable: return QStringLiteral("unavailable");
    case ErrorKind::Refused: return QStringLiteral("refused");
    case ErrorKind::Cancelled: return QStringLiteral("cancelled");
    case ErrorKind::Internal: break;
    }
    return QStringLiteral("internal");
}

QString brief(const Error &error)
{
    QString line = error.what;
    if (!error.where.isEmpty())
        line = error.where + QStringLiteral(": ") + line;
    if (!error.code.isEmpty())
        line += QStringLiteral(" (") + error.code + QLatin1Char(')');
    return line;
}

} // namespace ph
