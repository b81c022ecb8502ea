// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/accounts.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

namespace ph::localplatform {

namespace {

struct Row {
    const char *key;
    const char *title;
    const char *about;
    const char *role;
    std::vector<std::pair<const char *, const char *>> tenants; ///< slug, role in it
};

const std::vector<Row> &rows()
{
    static const std::vector<Row> s_rows {
        {"admin", "Administrator", "May do everything on the platform.", "admin", {}},
        {"oncall", "On-call engineer", "Administers two tenants: acts on their tasks, and on nothing else.", "user",
            {{"acme-labs", "tenant_admin"}, {"bluefin", "tenant_admin"}}},
        {"viewer", "Tenant user", "Belongs to one tenant; looks and changes nothing.", "user",
            {{"acme-labs", "viewer"}}},
        {"agent", "Agent", "A program's account; it cannot use the window.", "agent", {}},
    };
    return s_rows;
}

QString emailOf(const Row &row) { return QLatin1String(row.key) + QStringLiteral("@pilothouse.example"); }

/// The same id for a tenant in every folder.
QString tenantId(const char *slug)
{
    static const QUuid s_space(QStringLiteral("6f1d1f6e-52a3-4c0f-8d31-0c7b3f0d9a11"));
    return QUuid::createUuidV5(s_space, QString::fromLatin1(slug)).toString(QUuid::WithoutBraces);
}

QJsonObject metadata(const Row &row)
{
    QJsonArray tenants;
    for (const auto &[slug, role] : row.tenants)
        tenants.append(QJsonObject {{QStringLiteral("id"), tenantId(slug)},
            {QStringLiteral("slug"), QLatin1String(slug)}, {QStringLiteral("role"), QLatin1String(role)}});
    return {{QStringLiteral("role"), QLatin1String(row.role)},
        {QStringLiteral("platform_role"), QLatin1String(row.role)}, {QStringLiteral("tenants"), tenants}};
}

} // namespace

Result<std::vector<DemoAccount>> demoAccounts(const SecretStore &secrets)
{
    std::vector<DemoAccount> accounts;
    for (const Row &row : rows()) {
        auto password = secrets.typeable(QStringLiteral("demo.") + QLatin1String(row.key));
        if (!password)
            return fail(password.error());
        accounts.push_back({QLatin1String(row.key), emailOf(row), QLatin1String(row.title), QLatin1String(row.about),
            std::move(*password)});
    }
    return accounts;
}

Result<void> writeDemoAccounts(const SecretStore &secrets)
{
    auto accounts = demoAccounts(secrets);
    if (!accounts)
        return fail(accounts.error());
    QJsonArray json;
    for (size_t i = 0; i < accounts->size(); ++i)
        json.append(QJsonObject {{QStringLiteral("email"), (*accounts)[i].email},
            {QStringLiteral("password"), QString::fromLatin1((*accounts)[i].password.reveal())},
            {QStringLiteral("app_metadata"), metadata(rows()[i])},
            {QStringLiteral("user_metadata"), QJsonObject {{QStringLiteral("name"), (*accounts)[i].title}}}});
    QByteArray text = QJsonDocument(json).toJson();
    const auto written = secrets.put(QStringLiteral("demo-accounts.json"), text);
    wipeBytes(text.data(), text.size());
    return written;
}

} // namespace ph::localplatform
