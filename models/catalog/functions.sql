-- All that a catalog in PostgreSQL does, applied whole at each upgrade. Nobody but the owner has a privilege on a
-- table: whoever may connect may call hello, push, pull, revisions and status, and these decide.
-- The rules of push are those of rules.py, told in SQL; one suite of tests holds both to the same answers.
-- Functions without a search_path of their own are written out by the planner where they are called.

create or replace function rushes.hello(request jsonb) returns jsonb
language sql stable security definer set search_path = rushes, pg_temp as $$
    select jsonb_build_object(
        'catalog_id', catalog_id, 'epoch', epoch, 'schema_version', schema_version, 'head', head)
    from meta, stream_head
$$;

create or replace function rushes.is_uuid(value jsonb) returns boolean
language sql immutable as $$
    select jsonb_typeof(value) = 'string'
       and value #>> '{}' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
$$;

create or replace function rushes.is_text(value jsonb) returns boolean
language sql immutable as $$
    select coalesce(jsonb_typeof(value) = 'string' and value <> '""', false)
$$;

create or replace function rushes.is_change(item jsonb) returns boolean
language sql immutable as $$
    select coalesce(jsonb_typeof(item -> 'body') = 'object' and case item ->> 'op'
        when 'put_phase' then is_text(item -> 'body' -> 'id') and is_text(item -> 'body' -> 'label')
            and jsonb_typeof(item -> 'body' -> 'start_ns') = 'number'
            and jsonb_typeof(item -> 'body' -> 'end_ns') = 'number'
        when 'put_remark' then is_text(item -> 'body' -> 'id')
            and jsonb_typeof(item -> 'body' -> 't_ns') = 'number'
        when 'drop_phase' then is_text(item -> 'body' -> 'id')
        when 'drop_remark' then is_text(item -> 'body' -> 'id')
        when 'set_field' then is_text(item -> 'body' -> 'field') and item -> 'body' ? 'value'
            and case item -> 'body' ->> 'field'
                when 'state' then jsonb_typeof(item -> 'body' -> 'value') = 'string'
                    and item -> 'body' ->> 'value' in ('new', 'draft', 'submitted', 'approved', 'returned')
                when 'annotator' then jsonb_typeof(item -> 'body' -> 'value') = 'string'
                else true end
        else false end, false)
$$;

create or replace function rushes.complaint(id text, body text) returns text
language plpgsql immutable set search_path = rushes, pg_temp as $$
declare
    data jsonb;
begin
    if octet_length(body) > 1048576 then
        return 'it is larger than 1 MB';
    elsif not pg_input_is_valid(body, 'jsonb') then
        return 'it is no valid JSON';
    end if;
    data := body::jsonb;
    if jsonb_typeof(data) <> 'object' then
        return 'it is no change-set';
    elsif data ->> 'id' is distinct from id or is_uuid(data -> 'episode_id') is not true then
        return 'its ids are no UUIDs';
    elsif data ->> 'parent' = id or not coalesce(data -> 'parent' = '""' or is_uuid(data -> 'parent'), false) then
        return 'its parent is no other change-set';
    elsif not is_text(data -> 'author') or jsonb_typeof(data -> 'role') is distinct from 'string'
        or data ->> 'role' not in ('annotator', 'lead', 'engineer', 'admin') then
        return 'it names no author with a role';
    elsif jsonb_typeof(data -> 'changes') is distinct from 'array'
        or exists (select from jsonb_array_elements(data -> 'changes') item where not is_change(item)) then
        return 'it holds a change that is none';
    end if;
    return '';
end $$;

-- The step from one state to the next: status and why, given that the parent is the head.
create or replace function rushes.judge_step(
    place rushes.episode, data jsonb, fields jsonb, out status text, out why text)
language plpgsql stable set search_path = rushes, pg_temp as $$
declare
    next_state text := coalesce(fields ->> 'state', place.state);
    next_annotator text := coalesce(fields ->> 'annotator', place.annotator);
    is_lead boolean := exists (select from move where name = 'approve' and role = data ->> 'role');
    review_fields text[] := array['annotator', 'reviewer', 'review_reasons'];
    rightful text;
begin
    status := 'forbidden';
    if place.state = 'approved' and not (
        next_state = 'submitted' and is_lead and fields - (review_fields || 'state'::text) = '{}'
        and not exists (
            select from jsonb_array_elements(data -> 'changes') item where item ->> 'op' <> 'set_field')) then
        status := 'locked';
        why := 'the episode is approved';
        return;
    elsif next_state = place.state or (next_state in ('new', 'draft') and place.state in ('new', 'draft')) then
        if place.state not in ('new', 'draft', 'returned') and not is_lead then
            why := 'the episode is submitted; only a lead may correct it';
            return;
        elsif fields ?| review_fields then
            why := 'an edit cannot change who reviews';
            return;
        end if;
    elsif not exists (select from move where source = place.state and target = next_state) then
        status := 'bad';
        why := format('no step leads from %s to %s', place.state, next_state);
        return;
    elsif not exists (
        select from move where source = place.state and target = next_state and role = data ->> 'role') then
        why := 'this step belongs to a lead';
        return;
    elsif next_state in ('approved', 'returned') and data ->> 'author' = place.annotator then
        why := 'nobody reviews their own labels';
        return;
    else
        rightful := case
            when next_state <> 'submitted' or place.state = 'approved' then place.annotator
            when place.state = 'returned' and is_lead and next_annotator = place.annotator then place.annotator
            else data ->> 'author' end;
        if next_annotator <> rightful then
            why := 'labels are submitted in one''s own name';
            return;
        end if;
    end if;
    status := 'applied';
    why := '';
end $$;

create or replace function rushes.judge(
    place rushes.episode, data jsonb, fields jsonb, out status text, out why text)
language plpgsql stable set search_path = rushes, pg_temp as $$
declare
    parent uuid := nullif(data ->> 'parent', '')::uuid;
    parent_episode uuid;
begin
    if parent is distinct from place.head then
        if parent is not null then
            select r.episode_id into parent_episode from revision r where r.changeset_id = parent;
            if not found then
                status := 'orphan';
                why := 'the change-set that it was made on is not here yet';
                return;
            elsif parent_episode is distinct from place.episode_id then
                status := 'bad';
                why := 'its parent belongs to another episode';
                return;
            end if;
        end if;
    end if;
    select s.status, s.why into status, why from judge_step(place, data, fields) s;
    if parent is distinct from place.head and status <> 'locked' and not (
        status = 'forbidden' and coalesce(fields ->> 'state' in ('approved', 'returned'), false)
        and not exists (select from move where name = 'approve' and role = data ->> 'role')) then
        status := 'conflict';
        why := 'somebody else changed the episode first';
    end if;
end $$;

-- One change-set, its episode already locked: judged, kept as a revision, and the episode moved on.
create or replace function rushes.take(p_id text, p_body text, out status text, out why text, out seq bigint)
language plpgsql set search_path = rushes, pg_temp as $$
declare
    p_digest text := encode(sha256(convert_to(p_body, 'UTF8')), 'hex');
    known record;
    data jsonb;
    fields jsonb := '{}';
    place episode;
begin
    select r.digest, r.status, r.why, l.seq into known
    from revision r left join change_log l using (changeset_id) where r.changeset_id = p_id::uuid;
    if found then
        if known.digest = p_digest then
            status := known.status;
            why := known.why;
            seq := known.seq;
        else
            status := 'id_reused';
            why := 'another change-set has this id';
        end if;
        return;
    end if;
    why := complaint(p_id, p_body);
    if why = '' then
        data := p_body::jsonb;
        select coalesce(jsonb_object_agg(item -> 'body' ->> 'field', item -> 'body' -> 'value'), '{}') into fields
        from jsonb_array_elements(data -> 'changes') item where item ->> 'op' = 'set_field';
        select * into place from episode where episode_id = (data ->> 'episode_id')::uuid;
        if found then
            select j.status, j.why into status, why from judge(place, data, fields) j;
        else
            why := 'it came under the name of another episode';
        end if;
    end if;
    status := coalesce(status, 'bad');
    if status = 'orphan' then
        return;
    end if;
    insert into revision (changeset_id, episode_id, status, why, digest, body)
    values (p_id::uuid, place.episode_id, status, why, p_digest, p_body);
    if status = 'applied' then
        update episode set head = p_id::uuid, state = coalesce(fields ->> 'state', state),
            annotator = coalesce(fields ->> 'annotator', annotator)
        where episode_id = place.episode_id;
    end if;
end $$;

-- Episodes are made and locked in one order by everybody, so that two pushes never wait for each other in a ring.
create or replace function rushes.lock_episodes(request jsonb) returns void
language plpgsql set search_path = rushes, pg_temp as $$
declare
    wanted uuid[];
begin
    select array_agg(distinct id::uuid order by id::uuid) into wanted
    from (select jsonb_array_elements(request -> 'changesets') ->> 'episode_id' as id) named
    where pg_input_is_valid(id, 'uuid');
    insert into episode (episode_id, record)
    select id, request -> 'episodes' ->> id::text from unnest(wanted) id order by id on conflict do nothing;
    perform from episode where episode_id = any (wanted) order by episode_id for update;
    update episode set record = request -> 'episodes' ->> episode_id::text
    where episode_id = any (wanted) and record is null and request -> 'episodes' ? episode_id::text;
end $$;

-- {"changesets": [{"id", "episode_id", "body": text}], "episodes": {id: text}} -> [{"status", "why", "seq"}]
-- The log's counter is raised last: it is the one row that all pushes share, and is held only until COMMIT.
create or replace function rushes.push(request jsonb) returns jsonb
language plpgsql security definer set search_path = rushes, pg_temp as $$
declare
    item jsonb;
    answer record;
    answers jsonb[] := '{}';
    fresh uuid[] := '{}';
    numbers int[] := '{}';
    top bigint;
begin
    perform lock_episodes(request);
    for item in select jsonb_array_elements(request -> 'changesets') loop
        select * into answer from take(item ->> 'id', item ->> 'body');
        answers := answers || jsonb_build_object('status', answer.status, 'why', answer.why, 'seq', answer.seq);
        if answer.status = 'applied' and answer.seq is null and (item ->> 'id')::uuid <> all (fresh) then
            fresh := fresh || (item ->> 'id')::uuid;
        end if;
        numbers := numbers || case when answer.status = 'applied' and answer.seq is null
            then array_position(fresh, (item ->> 'id')::uuid) end;
    end loop;
    if cardinality(fresh) > 0 then
        update stream_head set head = head + cardinality(fresh) returning head - cardinality(fresh) into top;
        insert into change_log (seq, changeset_id) select top + n, id from unnest(fresh) with ordinality as f (id, n);
        for n in 1 .. cardinality(answers) loop
            if numbers[n] is not null then
                answers[n] := jsonb_set(answers[n], '{seq}', to_jsonb(top + numbers[n]));
            end if;
        end loop;
    end if;
    return to_jsonb(answers);
end $$;

-- Entries in order with the head of the same moment; without an entry one row that has only the head. An episode's
-- record comes with its first entry. About 8 MB at most, and one entry at least.
drop function if exists rushes.pull(bigint, integer);
create function rushes.pull(after bigint, most integer)
returns table (head bigint, seq bigint, body text, episode_id text, record text)
language sql stable security definer set search_path = rushes, pg_temp as $$
    with page as (
        select l.seq, r.body, r.episode_id,
            sum(octet_length(r.body)) over (order by l.seq) - octet_length(r.body) as before,
            row_number() over (partition by r.episode_id order by l.seq) as nth
        from (select * from change_log where change_log.seq > after order by change_log.seq limit most) l
        join revision r using (changeset_id)
    )
    select s.head, p.seq, p.body, p.episode_id::text, case when p.nth = 1 then e.record end
    from stream_head s
    left join page p on p.before < 8388608
    left join episode e on e.episode_id = p.episode_id
    order by p.seq
$$;

drop function if exists rushes.revisions(uuid);
create function rushes.revisions(episode uuid)
returns table (body text, status text, seq bigint, why text)
language sql stable security definer set search_path = rushes, pg_temp as $$
    select r.body, r.status, l.seq, r.why
    from revision r left join change_log l using (changeset_id)
    where r.episode_id = episode order by r.arrival
$$;

create or replace function rushes.status() returns jsonb
language sql stable security definer set search_path = rushes, pg_temp as $$
    select jsonb_build_object(
        'episodes', (select count(*) from episode),
        'revisions', (select count(*) from revision),
        'conflicts', (select count(*) from revision where status = 'conflict'),
        'head', (select head from stream_head),
        'states', (select coalesce(jsonb_object_agg(state, n), '{}')
                   from (select state, count(*) as n from episode group by state) counted))
$$;

grant usage on schema rushes to public;
revoke execute on all functions in schema rushes from public;
grant execute on function rushes.hello(jsonb), rushes.push(jsonb), rushes.pull(bigint, integer),
    rushes.revisions(uuid), rushes.status() to public;
