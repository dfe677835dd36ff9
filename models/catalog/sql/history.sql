-- What grows only grows: not even a superuser's UPDATE passes, unless he takes the trigger away (see verify_chain).

create or replace function rushes.refuse_change() returns trigger
language plpgsql set search_path = rushes, pg_temp as $$
begin
    raise exception '% only grows', tg_table_name using errcode = '42501';
end $$;

-- A withdrawal empties bodies, of the episode that it names, and nothing else.
create or replace function rushes.only_redact() returns trigger
language plpgsql set search_path = rushes, pg_temp as $$
begin
    if new.body is null and old.claimed::text = current_setting('rushes.withdrawing', true)
        and to_jsonb(new) - 'body' = to_jsonb(old) - 'body' then
        return new;
    end if;
    raise exception '% only grows', tg_table_name using errcode = '42501';
end $$;

create or replace trigger only_redact before update on rushes.revision
for each row execute function rushes.only_redact();
create or replace trigger only_grows before delete on rushes.revision
for each row execute function rushes.refuse_change();
create or replace trigger only_grows before update or delete on rushes.change_log
for each row execute function rushes.refuse_change();
create or replace trigger only_grows before update or delete on rushes.audit
for each row execute function rushes.refuse_change();
create or replace trigger never_empty before truncate on rushes.revision
for each statement execute function rushes.refuse_change();
create or replace trigger never_empty before truncate on rushes.change_log
for each statement execute function rushes.refuse_change();
create or replace trigger never_empty before truncate on rushes.audit
for each statement execute function rushes.refuse_change();

-- TRUNCATE of a partition fires its own triggers only.
create or replace function rushes.guard_partition(partition text) returns void
language plpgsql set search_path = rushes, pg_temp as $$
begin
    execute format('create or replace trigger never_empty before truncate on rushes.%I
        for each statement execute function rushes.refuse_change()', partition);
end $$;

select rushes.guard_partition(c.relname::text)
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent in ('rushes.revision'::regclass, 'rushes.change_log'::regclass) and c.relkind = 'r';

create or replace function rushes.first_uuid_at(moment timestamptz) returns uuid
language sql immutable as $$
    select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- Quarters of revisions from now on to two years ahead; how many were made. Call it at least once a year; a quarter
-- that came too late stays in the DEFAULT partition, where all works as well.
create or replace function rushes.make_partitions() returns integer
language plpgsql set search_path = rushes, pg_temp as $$
declare
    begin_at timestamptz;
    partition text;
    made integer := 0;
begin
    for begin_at in
        select date_trunc('quarter', now(), 'UTC') + n * interval '3 months' from generate_series(0, 8) n
    loop
        partition := 'revision_' || to_char(begin_at at time zone 'UTC', 'YYYY"q"Q');
        continue when to_regclass('rushes.' || partition) is not null or exists (
            select from revision_default where changeset_id >= first_uuid_at(begin_at)
                and changeset_id < first_uuid_at(begin_at + interval '3 months'));
        execute format('create table rushes.%I partition of rushes.revision for values from (%L) to (%L)',
            partition, first_uuid_at(begin_at), first_uuid_at(begin_at + interval '3 months'));
        perform guard_partition(partition);
        made := made + 1;
    end loop;
    return made;
end $$;

select rushes.make_partitions();

-- "stable", as convert_to is: what calls itself immutable is not put in line then, and costs twice as much.
create or replace function rushes.next_chain(
    chain text, seq bigint, kind text, episode_id uuid, changeset_id uuid, digest text) returns text
language sql stable as $$
    select encode(sha256(convert_to(chain || '|' || seq || '|' || kind || '|' || episode_id || '|'
        || coalesce(changeset_id::text, '') || '|' || digest, 'UTF8')), 'hex')
$$;

create or replace function rushes.digest_of(content text) returns text
language sql stable as $$ select encode(sha256(convert_to(content, 'UTF8')), 'hex') $$;

create or replace function rushes.bits_of(id uuid) returns bit(128)
language sql immutable as $$
    select case when id is null then repeat('0', 128)::bit(128)
        else ('x' || replace(id::text, '-', ''))::bit(128) end
$$;

create or replace function rushes.hex_of(mark bit(128)) returns text
language sql immutable as $$
    select lpad(to_hex(substring(mark from 1 for 64)::bit(64)::bigint), 16, '0')
        || lpad(to_hex(substring(mark from 65 for 64)::bit(64)::bigint), 16, '0')
$$;

-- New entries of a site's log, the number of the first. Its head is the one row that all writers of a site share: it is
-- locked here, as the last thing that a transaction does, and held only until COMMIT.
create or replace function rushes.append_log(
    p_site smallint, kinds text[], episodes uuid[], changesets uuid[], digests text[],
    more bigint, turned bit(128)) returns bigint
language plpgsql set search_path = rushes, pg_temp as $$
declare
    place stream_head;
    chains text[] := '{}';
    last_chain text;
begin
    select * into place from stream_head where site_id = p_site for update;
    last_chain := place.chain;
    for n in 1 .. cardinality(kinds) loop
        last_chain := next_chain(last_chain, place.head + n, kinds[n], episodes[n], changesets[n], digests[n]);
        chains := chains || last_chain;
    end loop;
    insert into change_log (site_id, seq, kind, episode_id, changeset_id, digest, chain, login)
    select p_site, place.head + n, kind, episode, changeset, digest, chain, session_user
    from unnest(kinds, episodes, changesets, digests, chains) with ordinality
        as e (kind, episode, changeset, digest, chain, n);
    update stream_head set head = place.head + cardinality(kinds), chain = last_chain, count = count + more,
        mark = mark # turned
    where site_id = p_site;
    return place.head + 1;
end $$;

create or replace function rushes.note_audit(p_action text, p_subject text, p_site smallint, p_detail jsonb)
returns void
language sql set search_path = rushes, pg_temp as $$
    insert into audit (login, action, subject, site_id, detail)
    values (session_user, p_action, p_subject, p_site, p_detail)
$$;
