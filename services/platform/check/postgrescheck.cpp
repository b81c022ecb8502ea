// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/check/kinds.h"

namespace ph::platform::check {

namespace postgres = transport::postgres;

namespace {

constexpr postgres::ReadStatement s_who {"check.who",
    "select current_setting('server_version') as version, pg_is_in_recovery() as replica, r.rolsuper as super, "
    "r.rolbypassrls as bypass, "
    "r.rolcreaterole or r.rolcreatedb or r.rolreplication as powerful, "
    "(extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms, current_database() as database "
    "from pg_roles r where r.rolname = current_user"};

constexpr postgres::ReadStatement s_writable {"check.writable",
    "select count(*) from information_schema.table_privileges where grantee in (select rolname from pg_roles where "
    "pg_has_role(current_user, oid, 'usage')) "
    "and privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE') and table_schema not in ('pg_catalog', "
    "'information_schema')"};

void judgeRole(Job &job, const postgres::Row &row)
{
    const QString role = job.link().role;
    const bool isReplica = row.boolean(row.column("replica"));
    if (role == QLatin1String("primary") && isReplica)
        job.warn("is-replica", CheckWarning::ReplicaAsPrimary);
    if (role == QLatin1String("replica") && !isReplica)
        job.warn("is-primary", CheckWarning::PrimaryAsReplica);
    const QString user = job.link().user;
    if (row.boolean(row.column("super")))
        job.warn("superuser", CheckWarning::Superuser, {user});
    else if (row.boolean(row.column("bypass")) || row.boolean(row.column("powerful")))
        job.warn("reader-can-write", CheckWarning::PowerfulReader, {user});
}

Task<void> askWho(std::shared_ptr<Job> job, postgres::Client *client, std::stop_token stop)
{
    const WallTime sent = job->clock.wall();
    const MonoTime started = job->clock.monotonic();
    auto rows = co_await client->read(s_who, postgres::Params(), stop, limit);
    if (!rows)
        co_return fail(rows.error());
    if (rows->isEmpty())
        co_return fail(
            ErrorKind::Protocol, QStringLiteral("the server does not know the role it let in"), job->link().id);
    const postgres::Row row = (*rows)[0];
    // The first call pays for connecting; what later calls take is asked for below.
    const WallTime server {Milliseconds {row.integer(row.column("now_ms"))}};
    job->found.clock = ServerOffset::measure(server, sent, job->clock.wall(), Milliseconds {1}, job->clock.monotonic());
    job->found.latency = job->clock.monotonic() - started;
    job->found.server = QStringLiteral("PostgreSQL ") + row.text("version").left(40);
    judgeRole(*job, row);
    co_return Result<void> {};
}

Task<void> askRights(std::shared_ptr<Job> job, postgres::Client *client, std::stop_token stop)
{
    const MonoTime started = job->clock.monotonic();
    auto rows = co_await client->read(s_writable, postgres::Params(), stop, limit);
    if (!rows)
        co_return rows.error().kind == ErrorKind::Forbidden ? Result<void>() : Result<void>(fail(rows.error()));
    job->found.latency = std::min(job->found.latency, Milliseconds(job->clock.monotonic() - started));
    const qint64 writable = (*rows)[0].integer(0);
    const bool isSaid = std::ranges::any_of(
        job->found.warnings, [](const CheckNote &each) { return each.code == QLatin1String("superuser"); });
    if (writable > 0 && !isSaid)
        job->warn(
            "reader-can-write", CheckWarning::ReaderMayChangeTables, {job->link().user, QString::number(writable)});
    co_return Result<void> {};
}

} // namespace

Task<void> checkPostgres(std::shared_ptr<Job> job, std::stop_token stop)
{
    postgres::Client *client = job->connections->postgres(job->link());
    for (auto *step : {askWho, askRights}) {
        auto done = co_await step(job, client, stop);
        if (!done)
            co_return done;
    }
    postgres::Client *acting = job->connections->postgresOperator(job->link());
    if (acting == nullptr)
        co_return Result<void> {};
    auto rows = co_await acting->read(s_who, postgres::Params(), stop, limit);
    if (!rows && isCancelled(rows.error()))
        co_return fail(rows.error());
    if (!rows)
        job->warn("operator",
            wording::checkWarning(CheckWarning::OperatorLoginFails, {job->link().operatorUser, rows.error().what}).text,
            rows.error().hint);
    else
        job->fact("operator", QStringLiteral("%1 signs in").arg(job->link().operatorUser));
    co_return Result<void> {};
}

} // namespace ph::platform::check
