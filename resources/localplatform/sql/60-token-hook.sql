-- The default access-token hook. A hook that somebody else put there is left alone: only ours carries this comment.
do $outer$
declare
  hook regprocedure := to_regprocedure('public.custom_access_token(jsonb)');
begin
  if hook is not null
     and coalesce(obj_description(hook, 'pg_proc'), '') not like 'Default token hook of the local platform%' then
    return;
  end if;

  create or replace function public.custom_access_token(event jsonb) returns jsonb
  language sql stable set search_path = '' as $hook$
    -- Only app_metadata counts: user_metadata is written by the user himself.
    select jsonb_set(event, '{claims}', (event -> 'claims') || jsonb_build_object(
      'user_role', coalesce(event #>> '{claims,app_metadata,role}', 'user'),
      'tenants', coalesce(event #> '{claims,app_metadata,tenants}', '[]'::jsonb)))
  $hook$;
  comment on function public.custom_access_token(jsonb) is
    'Default token hook of the local platform: user_role and tenants from app_metadata.';
end $outer$;

revoke all on function public.custom_access_token(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.custom_access_token(jsonb) to supabase_auth_admin;
