-- On Supabase the migrating role works on auth.users; the API roles and the desktop's logins get no table of auth.
grant all on auth.users to migrator;
revoke all on all tables in schema auth from public, anon, authenticated, service_role;
revoke all on all tables in schema auth from pilothouse_reader, pilothouse_operator;
