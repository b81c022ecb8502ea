// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/accounts.h"
#include "services/localplatform/appfiles.h"
#include "services/localplatform/certificates.h"
#include "services/localplatform/parts/table.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace ph::localplatform {

namespace {

QString address(const Layout &layout) { return QStringLiteral("https://127.0.0.1:%1").arg(layout.port("gateway")); }

QJsonObject database(const Layout &layout)
{
    return {{QStringLiteral("host"), QStringLiteral("127.0.0.1")},
        {QStringLiteral("port"), layout.ports.value(QStringLiteral("postgres"))},
        {QStringLiteral("name"), QStringLiteral("postgres")},
        {QStringLiteral("user"), QStringLiteral("supabase_auth_admin")},
        {QStringLiteral("password_file"), layout.folder.secrets() + QStringLiteral("/pg.auth_admin")},
        {QStringLiteral("ca_file"), caFile(layout.folder)}, {QStringLiteral("pool_size"), 8}};
}

} // namespace

std::vector<Part> gatewayParts(const Layout &layout)
{
    Part part;
    part.name = QStringLiteral("gateway");
    part.title = QStringLiteral("Gateway (Supabase Auth)");
    part.endpoint = address(layout);
    part.command = pythonCommand(layout,
        {QStringLiteral("-m"), QStringLiteral("gateway"), QStringLiteral("--config"),
            layout.folder.config() + QStringLiteral("/gateway.json")},
        false);
    part.needs = {QStringLiteral("postgres")};
    part.listens = {QStringLiteral("gateway")};
    part.goesTo = {QStringLiteral("postgres")};
    part.probe.kind = Probe::Kind::Http;
    part.probe.url = QUrl(address(layout) + QStringLiteral("/healthz"));
    return {part};
}

Result<void> configureGateway(const Layout &layout, const SecretStore &secrets, QHash<QString, QString>)
{
    const Folder &folder = layout.folder;
    auto key = secrets.get(QStringLiteral("gateway.publishable"));
    if (!key)
        return fail(key.error());
    if (auto accounts = writeDemoAccounts(secrets); !accounts)
        return accounts;
    if (!QDir().mkpath(folder.of("gateway")))
        return fail(ErrorKind::Unavailable, QStringLiteral("the folder cannot be made"), folder.of("gateway"));
    const QString auth = address(layout) + QStringLiteral("/auth/v1");
    const QJsonObject config {
        {QStringLiteral("publishable_key"), QStringLiteral("sb_publishable_") + QString::fromLatin1(key->reveal())},
        {QStringLiteral("external_url"), auth}, {QStringLiteral("issuer"), auth},
        {QStringLiteral("data_dir"), folder.of("gateway")}, {QStringLiteral("host"), QStringLiteral("127.0.0.1")},
        {QStringLiteral("port"), layout.ports.value(QStringLiteral("gateway"))},
        {QStringLiteral("tls_cert"), certificateFile(folder, QStringLiteral("gateway"))},
        {QStringLiteral("tls_key"), keyFile(folder, QStringLiteral("gateway"))},
        {QStringLiteral("demo_accounts_file"), secrets.path(QStringLiteral("demo-accounts.json"))},
        {QStringLiteral("database"), database(layout)},
        {QStringLiteral("signing"),
            QJsonObject {{QStringLiteral("algorithm"), QStringLiteral("ES256")},
                {QStringLiteral("key_file"), secrets.path(QStringLiteral("gateway.signing-key"))},
                {QStringLiteral("secret_file"), secrets.path(QStringLiteral("gateway.jwt-secret"))}}}};
    return writeFile(folder.config() + QStringLiteral("/gateway.json"), QJsonDocument(config).toJson());
}

} // namespace ph::localplatform
