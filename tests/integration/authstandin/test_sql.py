"""The database's layout: columns, roles, rights, the functions that policies ask."""

from __future__ import annotations

import json

import pytest
from cluster import PASSWORDS, Cluster
from contract import SAMPLES

SCHEMA = json.loads((SAMPLES / "auth-schema.json").read_text())
TABLES = [name for name in SCHEMA if not name.startswith("_")]


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_those_of_supabase_auth(cluster: Cluster, table: str) -> None:
    rows = cluster.psql("select column_name, data_type || case is_nullable when 'NO' then ' NOT NULL' else '' end"
                        f" from information_schema.columns where table_schema = 'auth' and table_name = '{table}'"
                        " order by ordinal_position")
    assert dict(row.split("|") for row in rows.splitlines()) == SCHEMA[table]["columns"]


def test_every_table_has_row_level_security(cluster: Cluster) -> None:
    assert cluster.psql("select count(*) from pg_class where relnamespace = 'auth'::regnamespace and relkind = 'r'"
                        " and not relrowsecurity") == "0"


def test_applying_again_changes_nothing_but_passwords(cluster: Cluster) -> None:
    cluster.psql("create table if not exists public.kept (id int); insert into public.kept values (1)")
    users = cluster.psql("select count(*) from auth.users")
    again = cluster.apply()
    assert again.returncode == 0, again.stdout
    assert cluster.psql("select count(*) from auth.users") == users
    assert cluster.psql("select count(*) from public.kept") != "0"
    cluster.psql("drop table public.kept")


def test_a_missing_password_is_named(cluster: Cluster) -> None:
    done = cluster.apply(without="reader")
    assert done.returncode == 3 and PASSWORDS["reader"] in done.stdout


def test_passwords_reach_neither_log_nor_catalogue(cluster: Cluster) -> None:
    log = (cluster.folder / "log").read_text()
    stored = cluster.psql("select string_agg(rolpassword, ' ') from pg_authid where rolpassword is not null")
    assert "SCRAM-SHA-256" in stored
    for password in cluster.passwords.values():
        assert password not in log and password not in stored


def test_roles(cluster: Cluster) -> None:
    rows = cluster.psql("select rolname, rolcanlogin, rolinherit, rolbypassrls, rolcreaterole, rolsuper from pg_roles"
                        " where rolname !~ '^pg_' and rolname <> 'postgres' order by 1")
    assert dict((row.split("|")[0], "".join(row.split("|")[1:])) for row in rows.splitlines()) == {
        # login, inherit, bypassrls, createrole, superuser
        "anon": "fffff", "authenticated": "fffff", "service_role": "fftff", "authenticator": "tffff",
        "supabase_auth_admin": "tfftf", "migrator": "ttttf", "pilothouse_reader": "ttfff", "pilothouse_operator": "tffff"}


def test_the_reader_sees_statistics_and_nothing_else(cluster: Cluster) -> None:
    cluster.psql("create table public.tenant_data (id int); insert into public.tenant_data values (1)")
    assert cluster.psql("select count(*) > 0 from pg_stat_activity where query is not null", "pilothouse_reader") == "t"
    assert cluster.psql("select pg_database_size(current_database()) > 0", "pilothouse_reader") == "t"
    for statement, why in {
        "select * from public.tenant_data": "permission denied", "select * from auth.users": "permission denied",
        "create table public.x (id int)": "read-only transaction",
        "begin read write; create table public.x (id int)": "permission denied",
        "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'logical replication launcher'":
            "must be a superuser|permission denied", "set role authenticated": "permission denied",
        "set role supabase_auth_admin": "permission denied", "select pg_reload_conf()": "permission denied",
        "select public.custom_access_token('{}')": "permission denied",
    }.items():
        refusal = cluster.refusal(statement, "pilothouse_reader")
        assert any(part in refusal for part in why.split("|")), f"{statement}: {refusal}"
    cluster.psql("drop table public.tenant_data")


def test_the_operator_has_no_rights_yet(cluster: Cluster) -> None:
    for statement in ("select * from auth.users", "create table public.x (id int)", "set role service_role"):
        assert "permission denied" in cluster.refusal(statement, "pilothouse_operator")


@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role"])
def test_api_roles_reach_no_table_of_auth_and_not_the_hook(cluster: Cluster, role: str) -> None:
    for statement in ("select * from auth.users", "select * from auth.refresh_tokens",
                      "select public.custom_access_token('{}')"):
        assert "permission denied" in cluster.refusal(f"set role {role}; {statement}", "authenticator")


def test_policies_learn_the_caller_from_the_claims(cluster: Cluster) -> None:
    claims = json.dumps({"sub": "11111111-1111-4111-8111-111111111111", "role": "authenticated", "email": "a@b.test"})
    ask = "select auth.uid() || ' ' || auth.role() || ' ' || auth.email() || ' ' || (auth.jwt() ->> 'role')"
    seen = cluster.psql(f"begin; set local role authenticated; set local request.jwt.claims = '{claims}'; {ask}; commit;",
                        "authenticator")
    assert seen == "11111111-1111-4111-8111-111111111111 authenticated a@b.test authenticated"
    nobody = cluster.psql("set role anon; set request.jwt.claims = ''; select auth.uid() is null and auth.jwt() is null",
                          "authenticator")
    assert nobody == "t"


def test_what_migrations_make_in_public_is_granted_to_the_api_roles(cluster: Cluster) -> None:
    cluster.psql("create table public.made (id int primary key, who uuid references auth.users (id));"
                 "alter table public.made enable row level security", "migrator")
    assert cluster.psql("set role authenticated; select count(*) from public.made", "authenticator") == "0"
    cluster.psql("drop table public.made", "migrator")


def test_a_hook_of_somebody_else_is_left_alone(cluster: Cluster) -> None:
    cluster.psql("drop function public.custom_access_token(jsonb);"
                 "create function public.custom_access_token(event jsonb) returns jsonb language sql as 'select event'")
    assert cluster.apply().returncode == 0
    assert cluster.psql("select prosrc from pg_proc where proname = 'custom_access_token'") == "select event"
    cluster.psql("drop function public.custom_access_token(jsonb)")
    assert cluster.apply().returncode == 0
    assert "user_role" in cluster.psql("select prosrc from pg_proc where proname = 'custom_access_token'")
