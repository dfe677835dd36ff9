-- The rules of rules.py, told in SQL; one suite of tests holds both to the same answers. In their order: form, author,
-- episode, parent, review, who holds the episode, whether the changes fit.
-- Functions without a search_path of their own are written out by the planner where they are called.

create or replace function rushes.is_uuid(value jsonb) returns boolean
language sql immutable as $$
    select jsonb_typeof(value) = 'string'
       and value #>> '{}' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
$$;

-- The JSON of text, nothing where it is none that can be held here or is nested too deep. It is read once: to ask first
-- whether it is valid would read it twice.
create or replace function rushes.json_of(body text) returns jsonb
language plpgsql immutable as $$
begin
    return body::jsonb;
exception when data_exception or program_limit_exceeded or statement_too_complex then
    return null;
end $$;

create or replace function rushes.complaint(id text, body text, data jsonb) returns text
language plpgsql immutable as $$
begin
    if octet_length(body) > 1048576 then
        return 'it is larger than 1 MB';
    elsif data is null then
        return 'it is no valid JSON';
    elsif rushes.has_odd_number(body) then
        return 'a number in it is not whole or too large';
    elsif jsonb_typeof(data) <> 'object' then
        return 'it is no change-set';
    elsif data ->> 'id' is distinct from id or rushes.is_uuid(data -> 'episode_id') is not true then
        return 'its ids are no UUIDs';
    elsif data ->> 'parent' = id or not coalesce(data -> 'parent' = '""' or rushes.is_uuid(data -> 'parent'), false) then
        return 'its parent is no other change-set';
    elsif not rushes.is_text(data -> 'author') or jsonb_typeof(data -> 'role') is distinct from 'string'
        or data ->> 'role' not in ('annotator', 'lead', 'engineer', 'admin') then
        return 'it names no author with a role';
    elsif data - '{id,episode_id,parent,author,role,made_at_ns,changes,resolves}'::text[] <> '{}'
        or rushes.is_whole(data -> 'made_at_ns') is not true
        or data ? 'resolves' and not rushes.is_texts(data -> 'resolves') then
        return 'it is no change-set';
    elsif jsonb_typeof(data -> 'changes') is distinct from 'array'
        or exists (select from jsonb_array_elements(data -> 'changes') item where not rushes.is_change(item)) then
        return 'it holds a change that is none';
    end if;
    return '';
end $$;

-- What a change-set's changes are: the fields with their last values, whether all are fields, whether what the episode
-- has must be known to judge them, whether they touch phases, and whether all are answers to questions by "author".
create or replace function rushes.outline(
    changes jsonb, author text, out fields jsonb, out only_fields boolean, out needs_things boolean,
    out has_phases boolean, out only_answers boolean)
language sql immutable as $$
    select coalesce(jsonb_object_agg(c.body ->> 'field', c.body -> 'value') filter (where c.op = 'set_field'), '{}'),
        coalesce(bool_and(c.op = 'set_field'), true),
        coalesce(bool_or(c.op in ('put_phase', 'drop_phase', 'drop_remark', 'drop_mark')), false),
        coalesce(bool_or(c.op in ('put_phase', 'drop_phase')), false),
        coalesce(bool_and(c.op = 'put_remark' and c.body ->> 'kind' is not distinct from 'question'
            and coalesce(c.body ->> 'answered_by', '') in ('', author)), false)
    from (select item ->> 'op' as op, item -> 'body' as body from jsonb_array_elements(changes) item) c
$$;

-- The step from one state to the next: status and why, given that the parent is the head.
create or replace function rushes.judge_step(
    state text, annotator text, author text, role text, is_lead boolean, fields jsonb, only_fields boolean,
    answers boolean, out status text, out why text)
language plpgsql stable set search_path = rushes, pg_temp as $$
declare
    next_state text := coalesce(fields ->> 'state', state);
    next_annotator text := coalesce(fields ->> 'annotator', annotator);
    review_fields text[] := array['annotator', 'reviewer', 'review_reasons'];
    rightful text;
begin
    status := 'forbidden';
    if state = 'approved' and not (
        next_state = 'submitted' and is_lead and only_fields and fields - (review_fields || 'state'::text) = '{}') then
        status := 'locked';
        why := 'the episode is approved';
        return;
    elsif next_state = state or (next_state in ('new', 'draft') and state in ('new', 'draft')) then
        if state not in ('new', 'draft', 'returned') and not is_lead and not answers then
            why := 'the episode is submitted; only a lead may correct it';
            return;
        elsif fields ?| review_fields then
            why := 'an edit cannot change who reviews';
            return;
        end if;
    elsif not exists (select from move m where m.source = state and m.target = next_state) then
        status := 'bad';
        why := format('no step leads from %s to %s', state, next_state);
        return;
    elsif not exists (
        select from move m where m.source = state and m.target = next_state and m.role = judge_step.role) then
        why := 'this step belongs to a lead';
        return;
    elsif next_state in ('approved', 'returned') and author = annotator then
        why := 'nobody reviews their own labels';
        return;
    else
        rightful := case
            when next_state <> 'submitted' or state = 'approved' then annotator
            when state = 'returned' and is_lead and next_annotator = annotator then annotator
            else author end;
        if next_annotator <> rightful then
            why := 'labels are submitted in one''s own name';
            return;
        end if;
    end if;
    status := 'applied';
    why := '';
end $$;

-- An episode's phases with their times and tiers and the ids of its remarks and marks after changes, as keys of an
-- object; nothing where a change drops what is not there.
create or replace function rushes.kept_things(things jsonb, changes jsonb) returns jsonb
language sql immutable set search_path = rushes, pg_temp as $$
    select case when coalesce(bool_or(not is_put and not coalesce(before, things ? key)), false) then null
        else (things || coalesce(jsonb_object_agg(key, times) filter (where is_put and is_last), '{}'))
            - coalesce(array_agg(key) filter (where not is_put and is_last), '{}') end
    from (
        select key, is_put, times, lag(is_put) over w as before, lead(is_put) over w is null as is_last
        from (select split_part(item ->> 'op', '_', 2) || ':' || (item -> 'body' ->> 'id') as key,
                  jsonb_build_array(item -> 'body' -> 'start_ns', item -> 'body' -> 'end_ns',
                      coalesce(item -> 'body' -> 'tier', '""')) as times,
                  starts_with(item ->> 'op', 'put') as is_put, n
              from jsonb_array_elements(changes) with ordinality c (item, n)
              where item ->> 'op' <> 'set_field') named
        window w as (partition by key order by n)) ordered
$$;

-- The first nanosecond of an episode and the one after its last, nothing where its record does not tell them.
create or replace function rushes.range_of(record text) returns jsonb
language plpgsql immutable set search_path = rushes, pg_temp as $$
declare
    data jsonb := record_data(record);
begin
    if jsonb_typeof(data) = 'object' and not has_odd_number(record)
        and is_whole(data -> 'start_ns') and is_whole(data -> 'end_ns') then
        return jsonb_build_array(data -> 'start_ns', (data -> 'end_ns')::numeric + 1);
    end if;
    return null;
end $$;

-- Whether in each tier the phases among an episode's things follow one another without a gap and, where its range is
-- known, fill it.
create or replace function rushes.tiles(things jsonb) returns boolean
language sql immutable set search_path = rushes, pg_temp as $$
    select coalesce(bool_and(fits), true)
    from (
        select bool_and(start_ns < end_ns and start_ns = coalesce(before, (things -> 'range' ->> 0)::numeric, start_ns))
                and max(end_ns) = coalesce((things -> 'range' ->> 1)::numeric, max(end_ns)) as fits
        from (
            select tier, start_ns, end_ns, lag(end_ns) over (partition by tier order by start_ns) as before
            from (select (times ->> 0)::numeric as start_ns, (times ->> 1)::numeric as end_ns, times ->> 2 as tier
                  from jsonb_each(things) t (key, times) where starts_with(key, 'phase:')) phases) ordered
        group by tier) tiers
$$;
