// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/localplatform/folder.h"

#include <QStringList>

namespace ph::localplatform {

/// Makes `<data>/tls/ca.crt` and, for each server, `<data>/tls/NAME.crt` and `<data>/secrets/tls-NAME.key`, for
/// localhost, 127.0.0.1 and ::1. Does nothing while all are there and valid for another week.
///
/// mkcert's authority is used when mkcert is installed and has one (browsers then trust it); else one of this folder,
/// whose key is thrown away once it has signed: nobody can make it sign more.
[[nodiscard]] Result<void> ensureCertificates(const Folder &folder, const QStringList &servers);

[[nodiscard]] inline QString caFile(const Folder &folder) { return folder.tls() + QStringLiteral("/ca.crt"); }
[[nodiscard]] inline QString certificateFile(const Folder &folder, const QString &server)
{
    return folder.tls() + QLatin1Char('/') + server + QStringLiteral(".crt");
}
[[nodiscard]] inline QString keyFile(const Folder &folder, const QString &server)
{
    return folder.secrets() + QStringLiteral("/tls-") + server + QStringLiteral(".key");
}

} // namespace ph::localplatform
