-- Holding episodes. The token rises each time that an episode changes hands, also after it was given free.

create or replace function rushes.take_leases(
    client integer, site text, ids uuid[], device text, hours double precision, break_held boolean)
returns table (episode_id text, holder text, device_id text, token bigint, expires_at_ns bigint, is_mine boolean)
language plpgsql security definer set search_path = rushes, pg_temp as $$
#variable_conflict use_column
declare
    caller record;
    here smallint;
    breaks boolean;
begin
    select * into caller from me(client);
    here := site_of(site, caller.sites);
    breaks := break_held and exists (select from move m where m.name = 'approve' and m.role = caller.role);
    if here is null or (break_held and not breaks) then
        raise exception 'no right to hold episodes here' using errcode = '42501';
    elsif cardinality(ids) > 1000 then
        raise exception 'at most 1,000 episodes at once' using errcode = '22023';
    end if;
    perform from lease l where l.site_id = here and l.episode_id = any (ids) order by l.episode_id for update;
    if breaks then
        perform note_audit('break lease', l.episode_id::text, here, jsonb_build_object('holder', l.holder))
        from lease l
        where l.site_id = here and l.episode_id = any (ids) and l.holder <> session_user and l.expires_at > now();
    end if;
    insert into lease as l (site_id, episode_id, holder, device_id, token, expires_at)
    select here, id, session_user, device, 1, now() + least(hours, 72) * interval '1 hour'
    from (select distinct unnest(ids) as id) wanted order by id
    on conflict (site_id, episode_id) do update set
        token = l.token + case when l.holder = session_user and l.device_id = device then 0 else 1 end,
        holder = session_user, device_id = device, expires_at = excluded.expires_at
    where l.holder = session_user or l.expires_at <= now() or breaks;
    return query
    select l.episode_id::text, l.holder, l.device_id, l.token,
        (extract(epoch from l.expires_at) * 1000000)::bigint * 1000,
        l.holder = session_user and l.device_id = device
    from unnest(ids) with ordinality w (id, n) join lease l on l.site_id = here and l.episode_id = w.id order by w.n;
end $$;

create or replace function rushes.release_leases(client integer, site text, ids uuid[], device text) returns void
language plpgsql security definer set search_path = rushes, pg_temp as $$
declare
    here smallint := site_of(site, (select m.sites from me(client) m));
begin
    perform from lease l where l.site_id = here and l.episode_id = any (ids) order by l.episode_id for update;
    update lease l set expires_at = now()
    where l.site_id = here and l.episode_id = any (ids) and l.holder = session_user and l.device_id = device
        and l.expires_at > now();
end $$;
