-- What administrators do; each act leaves a row in the audit. Passwords come as SCRAM verifiers, never in the clear.

create or replace function rushes.must_be_admin() returns void
language plpgsql stable set search_path = rushes, pg_temp as $$
begin
    if my_role() is distinct from 'admin' then
        raise exception 'this belongs to an administrator' using errcode = '42501';
    end if;
end $$;

create or replace function rushes.must_know(p_login text) returns void
language plpgsql stable set search_path = rushes, pg_temp as $$
begin
    if not exists (select from app_user where login = p_login) then
        raise exception 'there is no login %', p_login using errcode = 'RU002';
    end if;
end $$;

create or replace function rushes.id_of_site(p_code text) returns smallint
language plpgsql stable set search_path = rushes, pg_temp as $$
declare
    found_id smallint := (select site_id from site where code = p_code);
begin
    if found_id is null then
        raise exception 'there is no site %', p_code using errcode = 'RU002';
    end if;
    return found_id;
end $$;

-- A site with its partitions; harmless where it is there.
create or replace function rushes.make_site(p_code text, p_name text) returns smallint
language plpgsql set search_path = rushes, pg_temp as $$
declare
    made smallint := (select site_id from site where code = p_code);
begin
    if made is not null then
        return made;
    elsif p_code !~ '^[^[:space:][:cntrl:]/]{1,64}$' then
        raise exception 'a site''s code has no spaces and at most 64 characters' using errcode = '22023';
    end if;
    lock table site in share row exclusive mode;
    insert into site select coalesce(max(site_id), 0) + 1, p_code, p_name from site returning site_id into made;
    insert into stream_head (site_id) values (made);
    perform make_site_partitions(made);
    return made;
end $$;

create or replace function rushes.make_site_partitions(p_site smallint) returns void
language plpgsql set search_path = rushes, pg_temp as $$
declare
    t text;
begin
    foreach t in array array['episode', 'segment', 'remark', 'mark', 'change_log'] loop
        execute format('create table rushes.%I partition of rushes.%I for values in (%s)', t || '_' || p_site, t, p_site);
    end loop;
    perform guard_partition('change_log_' || p_site);
end $$;

create or replace function rushes.check_verifier(verifier text) returns void
language plpgsql immutable set search_path = rushes, pg_temp as $$
begin
    if verifier !~ '^SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' then
        raise exception 'a password comes as a SCRAM verifier' using errcode = '22023';
    end if;
end $$;

-- Whether the catalog's owner made the role, and may change it.
create or replace function rushes.is_ours(p_login text) returns boolean
language sql stable set search_path = rushes, pg_temp as $$
    select exists (
        select from pg_auth_members m
        where m.roleid = to_regrole(quote_ident(p_login))::oid and m.member = 'rushes_owner'::regrole
            and m.admin_option)
$$;

-- The login in the cluster. One that somebody else made is taken as it is: its password and its name stay theirs.
create or replace function rushes.make_login(p_login text, p_role text, verifier text) returns void
language plpgsql set search_path = rushes, pg_temp set createrole_self_grant = 'inherit' as $$
begin
    if p_login !~ '^[^[:cntrl:]]+$' or octet_length(p_login) > 63 or p_login ~ '^(pg_|rushes_)'
        or p_role not in ('annotator', 'lead', 'engineer', 'admin') then
        raise exception 'no such login or role can be made' using errcode = '22023';
    end if;
    perform check_verifier(verifier);
    if to_regrole(quote_ident(p_login)) is null then
        execute format('create role %I login connection limit 4', p_login);
        execute format('alter role %I set statement_timeout = ''60s''', p_login);
        execute format('alter role %I set idle_in_transaction_session_timeout = ''60s''', p_login);
    elsif not is_ours(p_login) then
        raise exception 'the login % belongs to somebody else in this server', p_login using errcode = '42501';
    end if;
    if verifier is not null then
        execute format('alter role %I password %L', p_login, verifier);
    end if;
    perform put_in_group(p_login, p_role);
end $$;

create or replace function rushes.put_in_group(p_login text, p_role text) returns void
language plpgsql set search_path = rushes, pg_temp as $$
declare
    other text;
begin
    execute format('grant %I to %I', 'rushes_' || p_role, p_login);
    for other in
        select g.rolname from pg_auth_members m join pg_roles g on g.oid = m.roleid
        where m.member = to_regrole(quote_ident(p_login))::oid and m.grantor = 'rushes_owner'::regrole
            and g.rolname in ('rushes_annotator', 'rushes_lead', 'rushes_engineer', 'rushes_admin')
            and g.rolname <> 'rushes_' || p_role
    loop
        execute format('revoke %I from %I', other, p_login);
    end loop;
    execute format('grant connect on database %I to %I', current_database(), p_login);
end $$;

create or replace function rushes.put_user(p_login text, p_display text, p_role text, p_sites text[]) returns void
language plpgsql set search_path = rushes, pg_temp as $$
begin
    insert into app_user (login, role, display) values (p_login, p_role, p_display)
    on conflict (login) do update set role = excluded.role, display = excluded.display, active = true;
    insert into user_site select p_login, id_of_site(code) from unnest(p_sites) code on conflict do nothing;
    perform note_audit('add user', p_login, null,
        jsonb_build_object('role', p_role, 'display', p_display, 'sites', p_sites));
end $$;

create or replace function rushes.admin_add_site(p_code text, p_name text) returns smallint
language plpgsql security definer set search_path = rushes, pg_temp as $$
declare
    made smallint;
begin
    perform must_be_admin();
    made := make_site(p_code, p_name);
    perform note_audit('add site', p_code, made, jsonb_build_object('name', p_name));
    return made;
end $$;

create or replace function rushes.admin_add_user(
    p_login text, p_display text, p_role text, verifier text, p_sites text[]) returns void
language plpgsql security definer set search_path = rushes, pg_temp as $$
begin
    perform must_be_admin();
    perform make_login(p_login, p_role, verifier);
    perform put_user(p_login, p_display, p_role, p_sites);
end $$;

create or replace function rushes.admin_set_role(p_login text, p_role text) returns void
language plpgsql security definer set search_path = rushes, pg_temp as $$
begin
    perform must_be_admin();
    perform must_know(p_login);
    perform make_login(p_login, p_role, null);
    perform note_audit('set role', p_login, null, jsonb_build_object('role', p_role, 'before', u.role))
    from app_user u where u.login = p_login;
    update app_user set role = p_role where login = p_login;
end $$;

create or replace function rushes.admin_set_password(p_login text, verifier text) returns void
language plpgsql security definer set search_path = rushes, pg_temp as $$
begin
    perform must_be_admin();
    perform must_know(p_login);
    if verifier is null then
        raise exception 'a password comes as a SCRAM verifier' using errcode = '22023';
    end if;
    perform check_verifier(verifier);
    execute format('alter role %I password %L', p_login, verifier);
    perform note_audit('set password', p_login, null, '{}');
end $$;

create or replace function rushes.admin_disable(p_login text) returns void
language plpgsql security definer set search_path = rushes, pg_temp as $$
begin
    perform must_be_admin();
    perform must_know(p_login);
    update app_user set active = false where login = p_login;
    execute format('revoke connect on database %I from %I', current_database(), p_login);
    perform note_audit('disable', p_login, null, '{}');
end $$;

create or replace function rushes.admin_enable(p_login text) returns void
language plpgsql security definer set search_path = rushes, pg_temp as $$
begin
    perform must_be_admin();
    perform must_know(p_login);
    update app_user set active = true where login = p_login;
    execute format('grant connect on database %I to %I', current_database(), p_login);
    perform note_audit('enable', p_login, null, '{}');
end $$;

create or replace function rushes.admin_grant_site(p_login text, p_code text) returns void
language plpgsql security definer set search_path = rushes, pg_temp as $$
begin
    perform must_be_admin();
    perform must_know(p_login);
    insert into user_site values (p_login, id_of_site(p_code)) on conflict do nothing;
    perform note_audit('grant site', p_login, id_of_site(p_code), '{}');
end $$;

create or replace function rushes.admin_revoke_site(p_login text, p_code text) returns void
language plpgsql security definer set search_path = rushes, pg_temp as $$
begin
    perform must_be_admin();
    perform must_know(p_login);
    delete from user_site where login = p_login and site_id = id_of_site(p_code);
    perform note_audit('revoke site', p_login, id_of_site(p_code), '{}');
end $$;

create or replace function rushes.admin_list_users()
returns table (login text, display text, role text, active boolean, sites text[])
language plpgsql stable security definer set search_path = rushes, pg_temp as $$
begin
    perform must_be_admin();
    return query
    select u.login, u.display, u.role, u.active, array(
        select s.code from user_site us join site s using (site_id) where us.login = u.login order by s.site_id)
    from app_user u order by u.login;
end $$;

-- A backup was restored: clients see another epoch and offer again what they have kept.
create or replace function rushes.admin_raise_epoch() returns integer
language plpgsql security definer set search_path = rushes, pg_temp as $$
declare
    raised integer;
begin
    perform must_be_admin();
    update meta set epoch = epoch + 1 returning epoch into raised;
    perform note_audit('raise epoch', raised::text, null, '{}');
    return raised;
end $$;

create or replace function rushes.admin_make_partitions() returns integer
language plpgsql security definer set search_path = rushes, pg_temp as $$
begin
    perform must_be_admin();
    return make_partitions();
end $$;

-- Ends sessions of the catalog's people whose transaction is older; how many.
create or replace function rushes.reap(seconds integer) returns integer
language plpgsql security definer set search_path = rushes, pg_temp as $$
declare
    ended integer;
begin
    perform must_be_admin();
    select count(*) filter (where pg_terminate_backend(a.pid)) into ended
    from pg_stat_activity a join app_user u on u.login = a.usename
    where a.datname = current_database() and a.pid <> pg_backend_pid() and is_ours(u.login)
        and a.xact_start < clock_timestamp() - make_interval(secs => greatest(seconds, 1));
    perform note_audit('reap', ended::text, null, jsonb_build_object('seconds', seconds));
    return ended;
end $$;

-- Entries after a number, so many at most: the first that is not what was written once (numbers without a gap, digests of
-- bodies and records, the chain), the last that was read, and the log's head. Each page stands alone: up to the first
-- entry that fails, the chain before one is what was just found right.
create or replace function rushes.broken_page(
    p_code text, after bigint, most integer, out broken bigint, out upto bigint, out head bigint)
language plpgsql stable set search_path = rushes, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
    here smallint := id_of_site(p_code);
    before text := coalesce((select l.chain from change_log l where l.site_id = here and l.seq = after), '');
begin
    select h.head into head from stream_head h where h.site_id = here;
    select max(l.seq), min(least(l.nth, l.seq)) filter (where
        l.seq <> l.nth
        or l.chain <> next_chain(l.chain_before, l.seq, l.kind, l.episode_id, l.changeset_id, l.digest)
        or l.kind = 'changeset' and not coalesce((
            select r.site_id = here and r.status = 'applied' and r.digest = l.digest and case when r.body is null then (
                select e.withdrawn from episode e where e.site_id = here and e.episode_id = l.episode_id)
                else digest_of(r.body) = l.digest end
            from revision r where r.changeset_id = l.changeset_id), false)
        or l.kind = 'episode' and not coalesce((
            select case when e.record is null then e.withdrawn else digest_of(e.record) = l.digest end
            from episode e where e.site_id = here and e.episode_id = l.episode_id), false))
    into upto, broken
    from (
        select c.*, after + row_number() over w as nth, lag(c.chain, 1, before) over w as chain_before
        from (
            select * from change_log g where g.site_id = here and g.seq > after and g.seq <= broken_page.head
            order by g.seq limit most) c
        window w as (order by c.seq)) l;
    upto := coalesce(upto, after);
end $$;

-- Of each site the number after its last entry where the head is another one, or where something applied is missing from
-- the log. Both are counted once for all sites: that an entry has its change-set is a matter of the pages.
create or replace function rushes.broken_ends(p_codes text[]) returns table (code text, broken bigint)
language sql stable set search_path = rushes, pg_temp set jit = off as $$
    with applied as materialized (
        select r.site_id, count(*) as n from revision r where r.status = 'applied' group by r.site_id)
    select s.code, case when h.head <> coalesce(l.seq, 0) or h.chain <> coalesce(l.chain, '')
        or coalesce(a.n, 0) <> c.n then coalesce(l.seq, 0) + 1 end
    from site s join stream_head h using (site_id) left join applied a using (site_id)
    left join lateral (
        select g.seq, g.chain from change_log g where g.site_id = s.site_id and g.seq <= h.head
        order by g.seq desc limit 1) l on true,
    lateral (select count(g.changeset_id) as n from change_log g where g.site_id = s.site_id) c
    where s.code = any (p_codes)
$$;

create or replace function rushes.admin_broken_page(
    p_code text, after bigint, most integer, out broken bigint, out upto bigint, out head bigint)
language plpgsql stable security definer set search_path = rushes, pg_temp as $$
begin
    perform must_be_admin();
    select b.broken, b.upto, b.head into broken, upto, head from broken_page(p_code, after, least(most, 100000)) b;
end $$;

create or replace function rushes.admin_broken_ends(p_codes text[]) returns table (code text, broken bigint)
language plpgsql stable security definer set search_path = rushes, pg_temp as $$
begin
    perform must_be_admin();
    return query select b.code, b.broken from broken_ends(p_codes) b;
end $$;

-- The same in one call, for programs that ask no pages.
create or replace function rushes.verify_chain(p_code text) returns bigint
language plpgsql stable security definer set search_path = rushes, pg_temp as $$
declare
    page record;
    reached bigint := 0;
begin
    perform must_be_admin();
    loop
        select * into page from broken_page(p_code, reached, 20000);
        if page.broken is not null then
            return page.broken;
        end if;
        exit when page.upto = reached;
        reached := page.upto;
    end loop;
    return (select b.broken from broken_ends(array[p_code]) b);
end $$;
