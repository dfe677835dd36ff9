-- What is known of recordings: the manifest of each, where copies lie, how paths read at a site. Run with the functions
-- at each upgrade: tables are made where they are missing. Everybody of a site may read; leads, engineers and admins write.

create table if not exists rushes.media_manifest (
    site_id smallint not null references rushes.site,
    episode_id uuid not null,
    manifest text not null check (octet_length(manifest) <= 67108864),
    sha256 text not null,
    login text not null,
    at timestamptz not null default now(),
    primary key (site_id, episode_id)
);

create table if not exists rushes.media_copy (
    site_id smallint not null references rushes.site,
    episode_id uuid not null,
    location text not null check (location <> '' and octet_length(location) <= 4096),
    verified_at_ns bigint,
    sha256 text not null,
    login text not null,
    at timestamptz not null default now(),
    primary key (site_id, episode_id, location)
);

create table if not exists rushes.media_path (
    site_id smallint not null references rushes.site,
    prefix text not null check (prefix <> '' and octet_length(prefix) <= 4096),
    here text not null check (here <> '' and octet_length(here) <= 4096),
    primary key (site_id, prefix)
);

do $$
declare
    t text;
begin
    foreach t in array array['media_manifest', 'media_copy', 'media_path'] loop
        execute format('alter table rushes.%I enable row level security', t);
        execute format('drop policy if exists mine on rushes.%I', t);
        execute format('create policy mine on rushes.%I for select
            using (site_id = any ((select rushes.my_sites())::smallint[]))', t);
        execute format('revoke all on rushes.%I from public', t);
        execute format('grant select on rushes.%I to rushes_annotator, rushes_lead, rushes_engineer, rushes_admin', t);
    end loop;
end $$;

-- Number of a site at which the caller may write about recordings.
create or replace function rushes.media_site(client integer, p_code text) returns smallint
language plpgsql stable security definer set search_path = rushes, pg_temp as $$
declare
    caller record;
    here smallint;
begin
    select * into caller from me(client);
    here := site_of(p_code, caller.sites);
    if here is null or caller.role not in ('lead', 'engineer', 'admin') then
        raise exception 'no right to register recordings here' using errcode = '42501';
    end if;
    return here;
end $$;

-- True where this manifest is the one that is kept from now on. The first one stays.
create or replace function rushes.media_put_manifest(client integer, p_code text, p_episode uuid, p_manifest text)
returns boolean
language plpgsql security definer set search_path = rushes, pg_temp as $$
declare
    here smallint := media_site(client, p_code);
begin
    perform from episode e where e.site_id = here and e.episode_id = p_episode and not e.withdrawn for key share;
    if not found then
        raise exception 'the site has no episode %', p_episode using errcode = 'RU002';
    end if;
    insert into media_manifest (site_id, episode_id, manifest, sha256, login)
    values (here, p_episode, p_manifest, encode(sha256(convert_to(p_manifest, 'UTF8')), 'hex'), session_user)
    on conflict (site_id, episode_id) do nothing;
    return (select m.manifest = p_manifest from media_manifest m
        where m.site_id = here and m.episode_id = p_episode);
end $$;

-- Times of verification are the caller's, but never in the future: a clock of 2099 must not stand for ever.
create or replace function rushes.media_put_copies(
    client integer, p_code text, ids uuid[], locations text[], verified bigint[], digests text[]) returns void
language plpgsql security definer set search_path = rushes, pg_temp as $$
declare
    here smallint := media_site(client, p_code);
    now_ns bigint := (extract(epoch from now()) * 1000000)::bigint * 1000;
begin
    if cardinality(ids) > 1000 then
        raise exception 'at most 1,000 copies at once' using errcode = '22023';
    end if;
    perform from episode e where e.site_id = here and e.episode_id = any (ids) and not e.withdrawn
    order by e.episode_id for key share;
    insert into media_copy as c (site_id, episode_id, location, verified_at_ns, sha256, login)
    select distinct on (w.id, w.location) here, w.id, w.location,
        case when w.verified is not null then least(w.verified, now_ns) end, w.digest, session_user
    from unnest(ids, locations, verified, digests) with ordinality w (id, location, verified, digest, n)
    join episode e on e.site_id = here and e.episode_id = w.id and not e.withdrawn
    order by w.id, w.location, w.n desc
    on conflict (site_id, episode_id, location) do update set
        verified_at_ns = excluded.verified_at_ns, sha256 = excluded.sha256, login = excluded.login, at = now();
end $$;

-- How many other copies have been read and found to be what the manifest says; with fewer than two nothing is deleted.
create or replace function rushes.media_delete_copy(client integer, p_code text, p_episode uuid, p_location text)
returns integer
language plpgsql security definer set search_path = rushes, pg_temp as $$
declare
    here smallint := media_site(client, p_code);
    others integer;
begin
    perform from media_copy c where c.site_id = here and c.episode_id = p_episode order by c.location for update;
    select count(*) into others
    from media_copy c join media_manifest m using (site_id, episode_id)
    where c.site_id = here and c.episode_id = p_episode and c.location <> p_location
        and c.verified_at_ns is not null and c.sha256 = m.sha256;
    if others >= 2 then
        delete from media_copy c
        where c.site_id = here and c.episode_id = p_episode and c.location = p_location;
        if found then
            perform note_audit('delete copy', p_episode::text, here, jsonb_build_object('location', p_location));
        end if;
    end if;
    return others;
end $$;

create or replace function rushes.media_put_path(client integer, p_code text, p_prefix text, p_here text) returns void
language plpgsql security definer set search_path = rushes, pg_temp as $$
declare
    place smallint := media_site(client, p_code);
begin
    if p_here = '' then
        delete from media_path p where p.site_id = place and p.prefix = p_prefix;
    else
        insert into media_path (site_id, prefix, here) values (place, p_prefix, p_here)
        on conflict (site_id, prefix) do update set here = excluded.here where media_path.here <> excluded.here;
    end if;
    if not found then
        return;
    end if;
    perform note_audit('map path', p_prefix, place, jsonb_build_object('here', p_here));
end $$;

-- A withdrawn episode has no recording any more.
create or replace function rushes.media_withdrawn() returns trigger
language plpgsql security definer set search_path = rushes, pg_temp as $$
begin
    delete from media_manifest m where m.site_id = new.site_id and m.episode_id = new.episode_id;
    delete from media_copy c where c.site_id = new.site_id and c.episode_id = new.episode_id;
    return null;
end $$;
create or replace trigger media_withdrawn after update of withdrawn on rushes.episode
    for each row when (new.withdrawn and not old.withdrawn) execute function rushes.media_withdrawn();

revoke execute on function
    rushes.media_site(integer, text), rushes.media_withdrawn(),
    rushes.media_put_manifest(integer, text, uuid, text),
    rushes.media_put_copies(integer, text, uuid[], text[], bigint[], text[]),
    rushes.media_delete_copy(integer, text, uuid, text),
    rushes.media_put_path(integer, text, text, text)
from public;
grant execute on function
    rushes.media_put_manifest(integer, text, uuid, text),
    rushes.media_put_copies(integer, text, uuid[], text[], bigint[], text[]),
    rushes.media_delete_copy(integer, text, uuid, text),
    rushes.media_put_path(integer, text, text, text)
to rushes_lead, rushes_engineer, rushes_admin;
