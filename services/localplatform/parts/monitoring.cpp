// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/parts/table.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace ph::localplatform {

namespace {

Part httpPart(const Layout &layout, const char *name, const char *portName, const QString &title, const QString &path)
{
    Part part;
    part.name = QLatin1String(name);
    part.title = title;
    part.listens = {QLatin1String(portName)};
    part.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(layout.port(portName));
    part.probe.kind = Probe::Kind::Http;
    part.probe.url = QUrl(part.endpoint + path);
    return part;
}

QString listen(const Layout &layout, const char *portName)
{
    return QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(layout.port(portName));
}

QString redisAddress(const Layout &layout) { return QStringLiteral("redis://127.0.0.1:") + layout.port("redis"); }

} // namespace

std::vector<Part> monitoringParts(const Layout &layout)
{
    const Folder &folder = layout.folder;
    Part prometheus
        = httpPart(layout, "prometheus", "prometheus", QStringLiteral("Prometheus"), QStringLiteral("/-/ready"));
    prometheus.command = {layout.programs.prometheus,
        {QStringLiteral("--config.file=%1/prometheus.yml").arg(folder.config()),
            QStringLiteral("--storage.tsdb.path=%1").arg(folder.of("prometheus")),
            QStringLiteral("--storage.tsdb.retention.time=3d"), listen(layout, "prometheus")}};

    prometheus.goesTo = {QStringLiteral("node_exporter"), QStringLiteral("redis_exporter"),
        QStringLiteral("postgres_exporter"), QStringLiteral("api"), QStringLiteral("gateway")};

    Part node
        = httpPart(layout, "node-exporter", "node_exporter", QStringLiteral("Node exporter"), QStringLiteral("/"));
    node.command = {layout.programs.nodeExporter, {listen(layout, "node_exporter")}};

    Part redis = httpPart(
        layout, "redis-exporter", "redis_exporter", QStringLiteral("Redis exporter"), QStringLiteral("/health"));
    redis.command = {layout.programs.redisExporter,
        {QStringLiteral("-redis.addr=%1").arg(redisAddress(layout)), QStringLiteral("-redis.user=exporter"),
            QStringLiteral("-redis.password-file=%1/redis-exporter.json").arg(folder.secrets()),
            QStringLiteral("-web.listen-address=127.0.0.1:%1").arg(layout.port("redis_exporter")),
            QStringLiteral("-check-single-keys=db0=celery,db0=agents,db0=artifacts,db0=llm")}};
    redis.goesTo = {QStringLiteral("redis")};
    redis.needs = {QStringLiteral("redis")};

    Part postgres = httpPart(
        layout, "postgres-exporter", "postgres_exporter", QStringLiteral("Postgres exporter"), QStringLiteral("/"));
    postgres.command = {layout.programs.postgresExporter, {listen(layout, "postgres_exporter")}};
    postgres.command.environment
        = {{QStringLiteral("DATA_SOURCE_URI"),
               QStringLiteral("127.0.0.1:%1/postgres?sslmode=verify-full&sslrootcert=%2/ca.crt")
                   .arg(layout.port("postgres"), folder.tls())},
            {QStringLiteral("DATA_SOURCE_USER"), QStringLiteral("pilothouse_reader")},
            {QStringLiteral("DATA_SOURCE_PASS_FILE"), folder.secrets() + QStringLiteral("/pg.reader")}};
    postgres.goesTo = {QStringLiteral("postgres")};
    postgres.needs = {QStringLiteral("postgres")};
    return {prometheus, node, redis, postgres};
}

Result<void> configureMonitoring(const Layout &layout, const SecretStore &secrets, QHash<QString, QString> values)
{
    auto password = secrets.get(QStringLiteral("redis.exporter"));
    if (!password)
        return fail(password.error());
    // The exporter reads address → password from a file, which keeps it out of arguments and environment.
    QByteArray map = QJsonDocument(QJsonObject {{redisAddress(layout), QString::fromLatin1(password->reveal())}})
                         .toJson(QJsonDocument::Compact);
    const auto written = secrets.put(QStringLiteral("redis-exporter.json"), map);
    wipeBytes(map.data(), map.size());
    if (!written)
        return written;
    return writeTemplates(layout, {QStringLiteral("prometheus.yml.in"), QStringLiteral("rules.yml")}, values);
}

} // namespace ph::localplatform
