-- What version 1 held, now in the schema rushes_1: all of it belongs to the site "main", its log keeps its numbers.

insert into site values (1, 'main', 'main');
create table episode_1 partition of episode for values in (1);
create table segment_1 partition of segment for values in (1);
create table remark_1 partition of remark for values in (1);
create table change_log_1 partition of change_log for values in (1);

insert into episode_site select episode_id, 1 from rushes_1.episode;

insert into revision (changeset_id, arrival, site_id, episode_id, claimed, status, why, digest, body, login,
    device_id, server_at)
select r.changeset_id, r.arrival, 1, r.episode_id,
    coalesce(r.episode_id, case when pg_input_is_valid(d.data ->> 'episode_id', 'uuid')
        then (d.data ->> 'episode_id')::uuid end),
    r.status, r.why, r.digest, r.body, coalesce(d.data ->> 'author', ''), '', r.server_at
from rushes_1.revision r, lateral (
    select case when pg_input_is_valid(r.body, 'jsonb') then r.body::jsonb end as data) d;

select setval('revision_arrival', coalesce(max(arrival), 1)) from revision;

create table rushes_1.applied as
select l.seq, l.server_at, r.changeset_id, r.episode_id, r.digest,
    case when pg_input_is_valid(r.body, 'jsonb') then r.body::jsonb end as data
from rushes_1.change_log l join rushes_1.revision r using (changeset_id);

insert into episode (site_id, episode_id, record, name, task, robot, state, annotator, head, grade, note)
select 1, e.episode_id, e.record,
    coalesce(left(d.data ->> 'name', 500), ''), coalesce(left(d.data ->> 'task', 200), ''),
    coalesce(left(d.data ->> 'robot', 200), ''), e.state, e.annotator, e.head,
    coalesce(f.fields ->> 'grade', ''), coalesce(f.fields ->> 'note', '')
from rushes_1.episode e
left join lateral (
    select case when pg_input_is_valid(e.record, 'jsonb') then e.record::jsonb end as data) d on true
left join lateral (
    select jsonb_object_agg(c.item -> 'body' ->> 'field', c.item -> 'body' -> 'value' order by r.seq, c.n) as fields
    from rushes_1.applied r, jsonb_array_elements(r.data -> 'changes') with ordinality c (item, n)
    where r.episode_id = e.episode_id and c.item ->> 'op' = 'set_field') f on true
left join rushes_1.revision h on h.changeset_id = e.head
order by h.arrival nulls first, e.episode_id;

insert into segment
select distinct on (r.episode_id, b.body ->> 'id') 1, r.episode_id, b.body ->> 'id',
    coalesce(b.body ->> 'label', ''), round(coalesce((b.body ->> 'start_ns')::numeric, 0))::bigint,
    round(coalesce((b.body ->> 'end_ns')::numeric, 0))::bigint, c.item ->> 'op' = 'drop_phase'
from rushes_1.applied r, jsonb_array_elements(r.data -> 'changes') with ordinality c (item, n),
    lateral (select c.item -> 'body' as body) b
where c.item ->> 'op' in ('put_phase', 'drop_phase') and octet_length(b.body ->> 'id') <= 1000
    and abs(coalesce((b.body ->> 'start_ns')::numeric, 0)) < 9e18
    and abs(coalesce((b.body ->> 'end_ns')::numeric, 0)) < 9e18
order by r.episode_id, b.body ->> 'id', r.seq desc, c.n desc;

insert into remark
select distinct on (r.episode_id, b.body ->> 'id') 1, r.episode_id, b.body ->> 'id',
    round(coalesce((b.body ->> 't_ns')::numeric, 0))::bigint, b.body, c.item ->> 'op' = 'drop_remark'
from rushes_1.applied r, jsonb_array_elements(r.data -> 'changes') with ordinality c (item, n),
    lateral (select c.item -> 'body' as body) b
where c.item ->> 'op' in ('put_remark', 'drop_remark') and octet_length(b.body ->> 'id') <= 1000
    and abs(coalesce((b.body ->> 't_ns')::numeric, 0)) < 9e18
order by r.episode_id, b.body ->> 'id', r.seq desc, c.n desc;

-- The chain over the old numbers; records of episodes that the log never named follow as entries of their own.
do $$
declare
    entry record;
    last_seq bigint := 0;
    last_chain text := '';
begin
    for entry in
        select * from (
            select 0 as part, r.seq as old, 'changeset' as kind, r.episode_id, r.changeset_id, r.digest,
                coalesce(r.data ->> 'author', '') as login, r.server_at as at
            from rushes_1.applied r
            union all
            select 1, row_number() over (order by episode_id), 'episode', episode_id, null,
                encode(sha256(convert_to(record, 'UTF8')), 'hex'), session_user, now()
            from rushes_1.episode where head is null and record is not null) entries
        order by part, old
    loop
        last_seq := last_seq + 1;
        last_chain := encode(sha256(convert_to(concat_ws('|', last_chain, last_seq, entry.kind, entry.episode_id,
            coalesce(entry.changeset_id::text, ''), entry.digest), 'UTF8')), 'hex');
        insert into rushes.change_log values (1, last_seq, entry.kind, entry.episode_id, entry.changeset_id,
            entry.digest, last_chain, entry.login, entry.at);
    end loop;
    insert into rushes.stream_head
    select 1, last_seq, last_chain, count(head),
        coalesce(bit_xor(('x' || replace(head::text, '-', ''))::bit(128)), repeat('0', 128)::bit(128))
    from rushes.episode;
end $$;
