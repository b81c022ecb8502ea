// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/parts/table.h"

#include "services/localplatform/appfiles.h"

#include <iterator>

namespace ph::localplatform {

std::vector<Part> allParts(const Layout &layout)
{
    std::vector<Part> all;
    for (auto rows : {postgresParts, redisParts, monitoringParts, gatewayParts, backendParts}) {
        auto more = rows(layout);
        all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
    return all;
}

QStringList portNames()
{
    return {QStringLiteral("postgres"), QStringLiteral("redis"), QStringLiteral("redis_tls"),
        QStringLiteral("prometheus"), QStringLiteral("node_exporter"), QStringLiteral("redis_exporter"),
        QStringLiteral("postgres_exporter"), QStringLiteral("api"), QStringLiteral("gateway")};
}

QStringList tlsServers() { return {QStringLiteral("gateway"), QStringLiteral("postgres"), QStringLiteral("redis")}; }

Result<void> writeConfiguration(const Layout &layout, const SecretStore &secrets)
{
    const Folder &folder = layout.folder;
    QHash<QString, QString> values {{QStringLiteral("data"), folder.path()},
        {QStringLiteral("config"), folder.config()}, {QStringLiteral("tls"), folder.tls()},
        {QStringLiteral("secrets"), folder.secrets()}, {QStringLiteral("sockets"), folder.sockets()}};
    for (auto it = layout.ports.begin(); it != layout.ports.end(); ++it)
        values.insert(it.key() + QStringLiteral(".port"), QString::number(it.value()));
    for (auto configure : {configurePostgres, configureRedis, configureMonitoring, configureGateway})
        if (auto done = configure(layout, secrets, values); !done)
            return done;
    return {};
}

Result<void> writeTemplates(const Layout &layout, const QStringList &names, const QHash<QString, QString> &values)
{
    for (const QString &name : names) {
        const bool isTemplate = name.endsWith(QLatin1String(".in"));
        auto content = isTemplate ? AppFiles::fill(name, values)
                                  : Result<QByteArray>(AppFiles::read(QStringLiteral("config/") + name));
        if (!content)
            return fail(content.error());
        const QString target = isTemplate ? name.chopped(3) : name;
        if (auto written = writeFile(layout.folder.config() + QLatin1Char('/') + target, *content); !written)
            return written;
    }
    return {};
}

Command pythonCommand(const Layout &layout, const QStringList &arguments, bool usesRedis)
{
    Command command {layout.programs.python, arguments};
    command.workingFolder = layout.folder.app();
    command.environment = {
        {QStringLiteral("PYTHONUNBUFFERED"), QStringLiteral("1")}, {QStringLiteral("PYTHONPATH"), layout.folder.app()}};
    if (usesRedis) {
        command.environment.insert(
            QStringLiteral("ADK_REDIS_ADDRESS"), QStringLiteral("redis://127.0.0.1:") + layout.port("redis"));
        command.environment.insert(QStringLiteral("ADK_REDIS_USER"), QStringLiteral("platform"));
        command.environment.insert(
            QStringLiteral("ADK_REDIS_PASSWORD_FILE"), layout.folder.secrets() + QStringLiteral("/redis.platform"));
    }
    return command;
}

} // namespace ph::localplatform
