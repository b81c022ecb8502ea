// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/appfiles.h"
#include "services/localplatform/parts/table.h"

#include <csignal>

namespace ph::localplatform {

namespace {

QMap<QString, QString> rolePasswords()
{
    QMap<QString, QString> variables;
    for (const char *role : {"auth_admin", "authenticator", "migrator", "reader", "operator"})
        variables.insert(QStringLiteral("PILOTHOUSE_%1_PASSWORD").arg(QString::fromLatin1(role).toUpper()),
            QStringLiteral("pg.") + QLatin1String(role));
    return variables;
}

/// Makes the cluster in a folder beside its own and moves it into place, so that one cut short is never taken for
/// whole.
std::vector<Command> makeCluster(const Layout &layout, const QString &data)
{
    const QString partial = data + QStringLiteral(".part");
    Command clear {QStringLiteral("/bin/rm"), {QStringLiteral("-rf"), QStringLiteral("--"), partial}};
    Command init {layout.programs.postgresFolder + QStringLiteral("/initdb"),
        {QStringLiteral("-D"), partial, QStringLiteral("-U"), QStringLiteral("postgres"),
            QStringLiteral("--auth=scram-sha-256"),
            QStringLiteral("--pwfile=") + layout.folder.secrets() + QStringLiteral("/pg.superuser"),
            QStringLiteral("--locale=C.UTF-8"), QStringLiteral("--encoding=UTF8"), QStringLiteral("--no-sync"),
            QStringLiteral("--no-instructions")}};
    Command move {QStringLiteral("/bin/mv"), {QStringLiteral("-T"), QStringLiteral("--"), partial, data}};
    // The list is made once, but a cluster that stops is started again.
    for (Command *each : {&clear, &init, &move})
        each->unlessExists = data + QStringLiteral("/PG_VERSION");
    return {clear, init, move};
}

Command applySql(const Layout &layout)
{
    const QString file = layout.folder.app() + QStringLiteral("/sql/apply.sql");
    Command psql {layout.programs.postgresFolder + QStringLiteral("/psql"),
        {QStringLiteral("-X"), QStringLiteral("-q"), QStringLiteral("-v"), QStringLiteral("ON_ERROR_STOP=1"),
            QStringLiteral("-f"), file}};
    psql.environment = {{QStringLiteral("PGHOST"), layout.folder.sockets()},
        {QStringLiteral("PGPORT"), layout.port("postgres")}, {QStringLiteral("PGUSER"), QStringLiteral("postgres")},
        {QStringLiteral("PGDATABASE"), QStringLiteral("postgres")},
        {QStringLiteral("PGPASSFILE"), layout.folder.secrets() + QStringLiteral("/pgpass")}};
    psql.secretEnvironment = rolePasswords();
    return psql;
}

} // namespace

std::vector<Part> postgresParts(const Layout &layout)
{
    const QString data = layout.folder.of("postgres");
    Part part;
    part.name = QStringLiteral("postgres");
    part.title = QStringLiteral("PostgreSQL");
    part.endpoint = QStringLiteral("postgresql://127.0.0.1:%1/postgres").arg(layout.port("postgres"));
    part.command = {layout.programs.postgresFolder + QStringLiteral("/postgres"),
        {QStringLiteral("-D"), data, QStringLiteral("-c"),
            QStringLiteral("config_file=") + layout.folder.config() + QStringLiteral("/postgresql.conf")}};
    part.before = makeCluster(layout, data);
    part.after = {applySql(layout)};
    part.probe.kind = Probe::Kind::Postgres;
    part.probe.file = layout.folder.sockets() + QStringLiteral("/.s.PGSQL.") + layout.port("postgres");
    part.listens = {QStringLiteral("postgres")};
    part.stopSignal = SIGINT; // "fast": does not wait for clients to leave
    part.grace = Milliseconds {8000};
    return {part};
}

Result<void> configurePostgres(const Layout &layout, const SecretStore &secrets, QHash<QString, QString> values)
{
    for (const QString &name : rolePasswords())
        if (auto secret = secrets.get(name); !secret)
            return fail(secret.error());
    auto superuser = secrets.get(QStringLiteral("pg.superuser"));
    if (!superuser)
        return fail(superuser.error());
    QByteArray line = "*:*:*:postgres:" + superuser->reveal().toByteArray() + '\n';
    const auto written = secrets.put(QStringLiteral("pgpass"), line);
    wipeBytes(line.data(), line.size());
    if (!written)
        return written;
    return writeTemplates(layout, {QStringLiteral("postgresql.conf.in"), QStringLiteral("pg_hba.conf")}, values);
}

} // namespace ph::localplatform
