// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/endpoint.h"

#include "services/transport/tls/socketerrors.h"
#include "services/transport/tls/tls.h"

#include <QHostAddress>
#include <QRegularExpression>

namespace ph::transport::postgres {

namespace {

/// What libpq would take for a socket folder, a list of hosts or another parameter is no host.
bool isHost(const QString &host)
{
    static const QRegularExpression s_name(QStringLiteral("\\A[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9.])?\\z"));
    return s_name.match(host).hasMatch() || !QHostAddress(host).isNull();
}

} // namespace

Result<void> Endpoint::check() const
{
    const auto invalid = [this](QString what, QString code = {}) {
        return fail(ErrorKind::Invalid, std::move(what), where(), {}, std::move(code));
    };
    if (!isHost(host))
        return invalid(QStringLiteral("the host name is empty or malformed"), QStringLiteral("bad-host"));
    if (port == 0)
        return invalid(QStringLiteral("the port is missing"));
    if (database.isEmpty() || database.contains(QChar::Null))
        return invalid(QStringLiteral("the database name is empty or malformed"));
    if (!tls.enabled && !allowPlain)
        return invalid(QStringLiteral("a connection without TLS is allowed in local environments only"),
            QStringLiteral("plain-refused"));
    return checkPlain(tls, {}, host, where());
}

QString Endpoint::where() const
{
    return QStringLiteral("%1 %2:%3/%4")
        .arg(label.isEmpty() ? QStringLiteral("Postgres") : label, host.left(80))
        .arg(port)
        .arg(database.left(80).simplified());
}

} // namespace ph::transport::postgres
