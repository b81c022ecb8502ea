-- The local platform's database, as Supabase lays it out. Idempotent; run by psql as the cluster's superuser (see README.md).
\set ON_ERROR_STOP on
\set QUIET on

-- Role passwords pass through this session: keep them out of the server's log and statistics.
set log_statement = 'none';
set log_min_duration_statement = -1;
set log_min_error_statement = 'panic';
set pg_stat_statements.track_utility = off;
set client_min_messages = warning;

\ir 10-passwords.psql
begin;
\ir 20-roles.sql
\ir 30-schemas.sql
\ir 40-auth-users.sql
\ir 41-auth-sessions.sql
\ir 42-auth-mfa.sql
\ir 43-auth-flows.sql
\ir 50-auth-functions.sql
\ir 60-token-hook.sql
\ir 70-grants.sql
commit;
\echo applied
