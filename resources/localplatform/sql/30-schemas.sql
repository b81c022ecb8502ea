create schema if not exists auth authorization supabase_auth_admin;
create schema if not exists extensions;
grant usage on schema extensions to public;
create extension if not exists pgcrypto with schema extensions;

alter role supabase_auth_admin set search_path = auth;
grant usage on schema public to supabase_auth_admin;
grant usage on schema auth to anon, authenticated, service_role, migrator;

-- Supabase grants everything in public to the API roles: row level security is the only fence there.
grant usage on schema public to anon, authenticated, service_role;
grant usage, create on schema public to migrator;
do $$
declare
  creator text;
begin
  foreach creator in array array[current_user::text, 'migrator'] loop
    execute format('alter default privileges for role %I in schema public grant all on tables to anon, authenticated, service_role', creator);
    execute format('alter default privileges for role %I in schema public grant all on functions to anon, authenticated, service_role', creator);
    execute format('alter default privileges for role %I in schema public grant all on sequences to anon, authenticated, service_role', creator);
  end loop;
  execute format('grant create on database %I to supabase_auth_admin', current_database());
  execute format('alter database %I owner to migrator', current_database());
end $$;
