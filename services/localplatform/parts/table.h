// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/localplatform/part.h"
#include "services/localplatform/ports.h"
#include "services/localplatform/programs.h"
#include "services/localplatform/secretstore.h"

#include <QHash>

namespace ph::localplatform {

/// Everything the parts are made from.
struct Layout {
    Folder folder;
    Ports ports;
    Programs programs;
    bool isQuiet = false;
    int seed = 1;

    [[nodiscard]] QString port(const char *name) const { return QString::number(ports.value(QLatin1String(name))); }
};

/// The table. A server that is added later is a file of its own here with one or more rows, named in table.cpp.
[[nodiscard]] std::vector<Part> allParts(const Layout &layout);
/// Every name that wants a port.
[[nodiscard]] QStringList portNames();
/// Who has a certificate.
[[nodiscard]] QStringList tlsServers();
/// Writes what the parts read at start (`<data>/config`), and what of it is secret to `<data>/secrets`.
[[nodiscard]] Result<void> writeConfiguration(const Layout &layout, const SecretStore &secrets);

// One function for each file of rows.
[[nodiscard]] std::vector<Part> postgresParts(const Layout &layout);
[[nodiscard]] std::vector<Part> redisParts(const Layout &layout);
[[nodiscard]] std::vector<Part> monitoringParts(const Layout &layout);
[[nodiscard]] std::vector<Part> backendParts(const Layout &layout);
[[nodiscard]] std::vector<Part> gatewayParts(const Layout &layout);

[[nodiscard]] Result<void> configurePostgres(
    const Layout &layout, const SecretStore &secrets, QHash<QString, QString> values);
[[nodiscard]] Result<void> configureRedis(
    const Layout &layout, const SecretStore &secrets, QHash<QString, QString> values);
[[nodiscard]] Result<void> configureMonitoring(
    const Layout &layout, const SecretStore &secrets, QHash<QString, QString> values);
[[nodiscard]] Result<void> configureGateway(
    const Layout &layout, const SecretStore &secrets, QHash<QString, QString> values);

/// Writes templates of that name, without ".in", to `<data>/config`.
[[nodiscard]] Result<void> writeTemplates(
    const Layout &layout, const QStringList &names, const QHash<QString, QString> &values);

/// A Python program of `<data>/app`, with Redis's address and the platform's login where `usesRedis`.
[[nodiscard]] Command pythonCommand(const Layout &layout, const QStringList &arguments, bool usesRedis);

} // namespace ph::localplatform
