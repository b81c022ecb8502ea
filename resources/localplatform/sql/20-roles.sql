-- Supabase's roles, and the two logins of the desktop.
do $$
declare
  wanted record;
begin
  for wanted in select * from (values
    ('anon', 'nologin noinherit'),
    ('authenticated', 'nologin noinherit'),
    ('service_role', 'nologin noinherit bypassrls'),
    ('authenticator', 'login noinherit'),
    ('supabase_auth_admin', 'login noinherit createrole'),
    -- stands for the hosted platform's "postgres": no superuser, but CREATEROLE and BYPASSRLS; migrations run as it
    ('migrator', 'login createrole bypassrls'),
    ('pilothouse_reader', 'login noinherit'),
    ('pilothouse_operator', 'login noinherit')
  ) as r(name, options) loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      execute format('create role %I', wanted.name);
    end if;
    execute format('alter role %I with %s', wanted.name, wanted.options);
  end loop;
end $$;

alter role supabase_auth_admin password :'auth_admin_password';
alter role authenticator password :'authenticator_password';
alter role migrator password :'migrator_password';
alter role pilothouse_reader password :'reader_password';
alter role pilothouse_operator password :'operator_password';

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role to migrator;

-- The reader sees the server's statistics. It may act on nothing and is granted no table of a tenant.
alter role pilothouse_reader inherit connection limit 20;
grant pg_monitor to pilothouse_reader;
alter role pilothouse_reader set default_transaction_read_only = on;
alter role pilothouse_reader set statement_timeout = '15s';
alter role pilothouse_reader set idle_in_transaction_session_timeout = '30s';

-- The operator is reserved for changes that a person reviewed; what it may do is granted where it is needed.
alter role pilothouse_operator connection limit 5;
alter role pilothouse_operator set idle_in_transaction_session_timeout = '30s';
