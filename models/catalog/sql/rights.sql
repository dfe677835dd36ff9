-- Who may see what. Nobody but the owner has a privilege to write a table: all writes go through functions, and each of
-- them takes the login from session_user, which nobody can forge.

create or replace function rushes.my_sites() returns smallint[]
language sql stable security definer set search_path = rushes, pg_temp as $$
    select coalesce(array_agg(s.site_id order by s.site_id), '{}')
    from user_site s join app_user u using (login) where u.login = session_user and u.active
$$;

create or replace function rushes.my_role() returns text
language sql stable security definer set search_path = rushes, pg_temp as $$
    select role from app_user where login = session_user and active
$$;

-- The one who calls: refused where the login is unknown or disabled, or program and catalog do not fit.
create or replace function rushes.me(client integer, out role text, out sites smallint[])
language plpgsql stable security definer set search_path = rushes, pg_temp as $$
declare
    known meta;
begin
    select * into known from meta;
    if coalesce(client, 0) not between known.min_client and known.schema_version then
        raise exception 'program and catalog do not fit' using errcode = 'RU001', detail = known.schema_version;
    end if;
    select u.role, array(select s.site_id from user_site s where s.login = u.login order by s.site_id)
    into role, sites from app_user u where u.login = session_user and u.active;
    if role is null then
        raise exception 'the login is unknown here or was disabled' using errcode = '28000';
    end if;
end $$;

-- The number of one of the caller's sites, nothing where it is none of them.
create or replace function rushes.site_of(code text, sites smallint[]) returns smallint
language sql stable set search_path = rushes, pg_temp as $$
    select s.site_id from site s where s.code = site_of.code and s.site_id = any (sites)
$$;

do $$
declare
    t text;
begin
    foreach t in array array['site', 'episode', 'segment', 'remark', 'mark', 'revision', 'change_log', 'stream_head', 'lease']
    loop
        execute format('alter table rushes.%I enable row level security', t);
        execute format('drop policy if exists mine on rushes.%I', t);
        execute format('create policy mine on rushes.%I for select
            using (site_id = any ((select rushes.my_sites())::smallint[]))', t);
        execute format('grant select on rushes.%I to rushes_annotator, rushes_lead, rushes_engineer, rushes_admin', t);
    end loop;
    foreach t in array array['app_user', 'user_site'] loop
        execute format('alter table rushes.%I enable row level security', t);
        execute format('drop policy if exists mine on rushes.%I', t);
        execute format('create policy mine on rushes.%I for select
            using (login = session_user or (select rushes.my_role()) = ''admin'')', t);
        execute format('grant select on rushes.%I to rushes_annotator, rushes_lead, rushes_engineer, rushes_admin', t);
    end loop;
    alter table rushes.audit enable row level security;
    drop policy if exists mine on rushes.audit;
    create policy mine on rushes.audit for select using ((select rushes.my_role()) = 'admin');
    grant select on rushes.audit to rushes_admin;
end $$;

grant usage on schema rushes to rushes_annotator, rushes_lead, rushes_engineer, rushes_admin;
revoke usage on schema rushes from public;
