-- Offering change-sets and making episodes known.
--
-- Functions that touch a few rows of large tables by their keys are kept to indexes by their own settings: a connection
-- keeps the plans that it made, and in a catalog that was never analyzed those read whole tables.

-- The data of a record for lists. Paths may hold bytes that are no text and names a zero: those are shown as a mark.
create or replace function rushes.record_data(record text) returns jsonb
language plpgsql immutable set search_path = rushes, pg_temp as $$
begin
    if not pg_input_is_valid(record, 'jsonb') then
        record := regexp_replace(record, '\\u(0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\\ufffd', 'g');
    end if;
    return case when pg_input_is_valid(record, 'jsonb') then record::jsonb end;
end $$;

-- Episodes are made and locked in one order by everybody, so that two pushes never wait for each other in a ring.
-- "recorded" are those whose record was taken now, in the order that they were given in, as their numbers in lists are.
create or replace function rushes.lock_episodes(
    p_site smallint, wanted uuid[], record_ids uuid[], records text[], out recorded uuid[], out digests text[])
language plpgsql set search_path = rushes, pg_temp as $$
begin
    insert into episode_site select id, p_site from unnest(wanted) id order by id on conflict do nothing;
    with numbered as materialized (
        select w.id, nextval('episode_added') as added
        from (select * from unnest(wanted) with ordinality u (id, n) order by n) w
        where not exists (select from episode e where e.site_id = p_site and e.episode_id = w.id))
    insert into episode (site_id, episode_id, added)
    select p_site, h.episode_id, w.added from numbered w join episode_site h on h.episode_id = w.id
    where h.site_id = p_site order by h.episode_id on conflict do nothing;
    perform from episode e where e.site_id = p_site and e.episode_id = any (wanted) order by e.episode_id for update;
    with taken as (
        update episode e set record = r.record, name = coalesce(left(d.data ->> 'name', 500), ''),
            task = coalesce(left(d.data ->> 'task', 200), ''), robot = coalesce(left(d.data ->> 'robot', 200), '')
        from unnest(record_ids, records) with ordinality r (id, record, n), lateral (select record_data(r.record) as data) d
        where e.site_id = p_site and e.episode_id = r.id and e.record is null and not e.withdrawn
            and octet_length(r.record) <= 1048576
        returning e.episode_id, e.record, r.n)
    select coalesce(array_agg(t.episode_id order by t.n), '{}'),
        coalesce(array_agg(digest_of(t.record) order by t.n), '{}')
    into recorded, digests from taken t;
end $$;

-- Who keeps the caller out of each episode by a lease, empty where nobody does.
create or replace function rushes.holders_of(
    p_site smallint, wanted uuid[], token_ids uuid[], tokens bigint[]) returns text[]
language sql stable set search_path = rushes, pg_temp as $$
    select array_agg(case when l.holder <> session_user or l.token > coalesce(t.token, 0) then l.holder else '' end
        order by w.n)
    from unnest(wanted) with ordinality w (id, n)
    left join lease l on l.site_id = p_site and l.episode_id = w.id and l.expires_at > now()
    left join unnest(token_ids, tokens) t (id, token) on t.id = w.id
$$;

-- Phases with their times and tiers, ids of remarks and marks, and the range of an episode, after what this push applied
-- to it so far.
create or replace function rushes.things_of(p_site smallint, p_episode uuid, applied jsonb[]) returns jsonb
language plpgsql stable set search_path = rushes, pg_temp as $$
declare
    things jsonb;
begin
    select coalesce(jsonb_object_agg(key, value), '{}') into things from (
        select 'phase:' || segment_id as key, jsonb_build_array(start_ns, end_ns, tier) as value from segment
        where site_id = p_site and episode_id = p_episode and not deleted
        union all
        select 'remark:' || remark_id, 'true' from remark
        where site_id = p_site and episode_id = p_episode and not deleted
        union all
        select 'mark:' || mark_id, 'true' from mark
        where site_id = p_site and episode_id = p_episode and not deleted
        union all
        select 'range', range_of(record) from episode
        where site_id = p_site and episode_id = p_episode and range_of(record) is not null) there;
    for n in 1 .. cardinality(applied) loop
        things := kept_things(things, applied[n]);
    end loop;
    return things;
end $$;

-- Phases, remarks and marks after the changes of applied change-sets, each row written once.
create or replace function rushes.fold_changes(p_site smallint, episodes uuid[], changes jsonb[]) returns void
language plpgsql set search_path = rushes, pg_temp as $$
begin
    insert into segment as s (site_id, episode_id, segment_id, label, start_ns, end_ns, tier, deleted)
    select distinct on (a.episode, o.body ->> 'id') p_site, a.episode, o.body ->> 'id',
        coalesce(o.body ->> 'label', ''), coalesce((o.body ->> 'start_ns')::bigint, 0),
        coalesce((o.body ->> 'end_ns')::bigint, 0), coalesce(o.body ->> 'tier', ''), o.op = 'drop_phase'
    from unnest(episodes, changes) with ordinality a (episode, changes, n),
        jsonb_array_elements(a.changes) with ordinality c (item, k),
        lateral (select c.item ->> 'op' as op, c.item -> 'body' as body) o
    where o.op in ('put_phase', 'drop_phase')
    order by a.episode, o.body ->> 'id', a.n desc, c.k desc
    on conflict (site_id, episode_id, segment_id) do update set deleted = excluded.deleted,
        label = case when excluded.deleted then s.label else excluded.label end,
        start_ns = case when excluded.deleted then s.start_ns else excluded.start_ns end,
        end_ns = case when excluded.deleted then s.end_ns else excluded.end_ns end,
        tier = case when excluded.deleted then s.tier else excluded.tier end;
    insert into remark as r (site_id, episode_id, remark_id, t_ns, body, deleted)
    select distinct on (a.episode, o.body ->> 'id') p_site, a.episode, o.body ->> 'id',
        coalesce((o.body ->> 't_ns')::bigint, 0), o.body, o.op = 'drop_remark'
    from unnest(episodes, changes) with ordinality a (episode, changes, n),
        jsonb_array_elements(a.changes) with ordinality c (item, k),
        lateral (select c.item ->> 'op' as op, c.item -> 'body' as body) o
    where o.op in ('put_remark', 'drop_remark')
    order by a.episode, o.body ->> 'id', a.n desc, c.k desc
    on conflict (site_id, episode_id, remark_id) do update set deleted = excluded.deleted,
        t_ns = case when excluded.deleted then r.t_ns else excluded.t_ns end,
        body = case when excluded.deleted then r.body else excluded.body end;
    insert into mark as m (site_id, episode_id, mark_id, tier, label, start_ns, end_ns, body, deleted)
    select distinct on (a.episode, o.body ->> 'id') p_site, a.episode, o.body ->> 'id', coalesce(o.body ->> 'tier', ''),
        coalesce(o.body ->> 'label', ''), coalesce((o.body ->> 'start_ns')::bigint, 0),
        coalesce((o.body ->> 'end_ns')::bigint, 0), o.body, o.op = 'drop_mark'
    from unnest(episodes, changes) with ordinality a (episode, changes, n),
        jsonb_array_elements(a.changes) with ordinality c (item, k),
        lateral (select c.item ->> 'op' as op, c.item -> 'body' as body) o
    where o.op in ('put_mark', 'drop_mark')
    order by a.episode, o.body ->> 'id', a.n desc, c.k desc
    on conflict (site_id, episode_id, mark_id) do update set deleted = excluded.deleted,
        tier = case when excluded.deleted then m.tier else excluded.tier end,
        label = case when excluded.deleted then m.label else excluded.label end,
        start_ns = case when excluded.deleted then m.start_ns else excluded.start_ns end,
        end_ns = case when excluded.deleted then m.end_ns else excluded.end_ns end,
        body = case when excluded.deleted then m.body else excluded.body end;
end $$;

-- The place before "n" at which a change-set was kept in this push.
create or replace function rushes.earlier(ids uuid[], id uuid, n integer, statuses text[]) returns integer
language plpgsql immutable set search_path = rushes, pg_temp as $$
declare
    place integer := array_position(ids, id);
begin
    while place < n loop
        if statuses[place] not in ('orphan', 'id_reused') then
            return place;
        end if;
        place := array_position(ids, id, place + 1);
    end loop;
    return null;
end $$;

-- "numbers" with those that the log has for the change-sets at "sites". Planned anew by each call: the plan that a
-- connection keeps from an almost empty catalog reads the whole log of a site for each of them.
create or replace function rushes.numbers_of(sites smallint[], ids uuid[], numbers bigint[]) returns bigint[]
language plpgsql stable set search_path = rushes, pg_temp as $$
declare
    item record;
begin
    for item in execute
        'select u.n, l.seq from unnest($1, $2) with ordinality u (site, id, n)
        join change_log l on l.site_id = u.site and l.changeset_id = u.id' using sites, ids
    loop
        numbers[item.n] := item.seq;
    end loop;
    return numbers;
end $$;

-- Change-sets of one site, oldest first: [{"status", "why", "seq"}], one each. What was answered before is answered again
-- without being read. The others are judged in a loop over what is held in arrays; then each table is written by one
-- statement, and the log last of all. What is only "told" was refused before: it is kept and never applied.
drop function if exists rushes.push(
    integer, text, text, uuid[], text[], text[], uuid[], text[], uuid[], bigint[]);
create or replace function rushes.push(
    client integer, site text, device text, ids uuid[], episode_ids text[], bodies text[],
    record_ids uuid[], records text[], token_ids uuid[], tokens bigint[], told boolean default false) returns jsonb
language plpgsql security definer set search_path = rushes, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
    caller record;
    here smallint;
    is_lead boolean;
    wanted uuid[];
    recorded uuid[];
    record_digests text[];
    -- what is known of each episode that is spoken of, by its place in "wanted"
    heads uuid[];
    old_heads uuid[];
    states text[];
    annotators text[];
    grades text[];
    notes text[];
    withdrawn boolean[];
    is_here boolean[];
    holders text[];
    things jsonb[];
    touched boolean[];
    -- what is answered, by the place in "ids"
    statuses text[] := '{}';
    whys text[] := '{}';
    numbers bigint[] := '{}';
    known_sites smallint[] := array_fill(null::smallint, array[cardinality(ids)]);
    is_known boolean := false;
    digests text[] := '{}';
    fresh integer[] := array_fill(null::integer, array[cardinality(ids)]);
    applied integer[] := '{}';
    applied_episodes uuid[] := '{}';
    applied_changes jsonb[] := '{}';
    verdicts jsonb[] := '{}';
    item record;
    form record;
    data jsonb;
    place integer;
    status text;
    why text;
    twin integer;
    parent uuid;
    parent_episode uuid;
    kept jsonb;
    answers boolean;
    first_seq bigint;
begin
    select * into caller from me(client);
    here := site_of(site, caller.sites);
    if here is null then
        return coalesce((select jsonb_agg(jsonb_build_object(
            'status', 'forbidden', 'why', 'you have no right to this site', 'seq', null)) from unnest(ids)), '[]');
    end if;
    is_lead := exists (select from move m where m.name = 'approve' and m.role = caller.role);
    select coalesce(array_agg(id order by n), '{}') into wanted from (
        select id::uuid, min(n) as n from unnest(episode_ids) with ordinality u (id, n)
        where pg_input_is_valid(id, 'uuid') group by id::uuid) named;
    select l.recorded, l.digests into recorded, record_digests
    from lock_episodes(here, wanted, record_ids, records) l;
    select array_agg(e.head order by w.n), array_agg(e.state order by w.n), array_agg(e.annotator order by w.n),
        array_agg(e.grade order by w.n), array_agg(e.note order by w.n),
        array_agg(coalesce(e.withdrawn, false) order by w.n), array_agg(e.episode_id is not null order by w.n),
        array_agg(null::jsonb), array_agg(false)
    into heads, states, annotators, grades, notes, withdrawn, is_here, things, touched
    from unnest(wanted) with ordinality w (id, n)
    left join episode e on e.site_id = here and e.episode_id = w.id;
    old_heads := heads;
    holders := holders_of(here, wanted, token_ids, tokens);

    for item in
        with offered as materialized (
            select i.n::integer as n, i.id, i.episode_id, i.body, digest_of(i.body) as digest
            from unnest(ids, episode_ids, bodies) with ordinality i (id, episode_id, body, n)
        ), known as materialized (
            select o.*, r.digest as known_digest, r.status as known_status, r.why as known_why,
                r.site_id as known_site, case when r.changeset_id is null and octet_length(o.body) <= 1048576 then json_of(o.body) end as data
            from offered o
            left join revision r on r.changeset_id = o.id)
        select o.*, p.changeset_id is not null as has_parent, p.episode_id as parent_episode
        from known o
        left join revision p on p.changeset_id =
            case when is_uuid(o.data -> 'parent') then (o.data ->> 'parent')::uuid end
        order by o.n
    loop
        digests[item.n] := item.digest;
        status := null;
        why := '';
        twin := earlier(ids, item.id, item.n, statuses);
        if twin is not null then
            if digests[twin] = item.digest then
                status := statuses[twin];
                why := whys[twin];
                numbers[item.n] := coalesce(numbers[twin], -twin);
            else
                status := 'id_reused';
                why := 'another change-set has this id';
            end if;
        elsif item.known_digest is not null then
            if item.known_digest = item.digest then
                status := item.known_status;
                why := item.known_why;
                if status = 'applied' then
                    known_sites[item.n] := item.known_site;
                    is_known := true;
                end if;
            else
                status := 'id_reused';
                why := 'another change-set has this id';
            end if;
        end if;
        if status is not null then
            statuses[item.n] := status;
            whys[item.n] := why;
            continue;
        end if;

        data := item.data;
        why := complaint(item.id::text, item.body, data);
        place := array_position(wanted, case when pg_input_is_valid(item.episode_id, 'uuid') then item.episode_id::uuid end);
        if not is_here[place] then
            place := null;
        end if;
        if why <> '' then
            status := 'bad';
        elsif data ->> 'episode_id' <> item.episode_id then
            status := 'bad';
            why := 'it came under the name of another episode';
        else
            parent := nullif(data ->> 'parent', '')::uuid;
            if data ->> 'author' <> session_user then
                status := 'forbidden';
                why := 'it is written in another''s name';
            elsif place is null then
                status := 'bad';
                why := 'the episode belongs to another site';
            elsif withdrawn[place] then
                status := 'locked';
                why := 'the episode was withdrawn';
            elsif parent is not null and parent is distinct from heads[place] then
                twin := earlier(ids, parent, item.n, statuses);
                if item.has_parent then
                    parent_episode := item.parent_episode;
                elsif twin is not null then
                    parent_episode := case when fresh[twin] > 0 then wanted[fresh[twin]] end;
                else
                    status := 'orphan';
                    why := 'the change-set that it was made on is not here yet';
                end if;
                if status is null and parent_episode is distinct from wanted[place] then
                    status := 'bad';
                    why := 'its parent belongs to another episode';
                end if;
            end if;
        end if;

        if status is null then
            select * into form from outline(data -> 'changes', session_user);
            answers := form.only_answers and caller.role <> 'annotator';
            select s.status, s.why into status, why
            from judge_step(states[place], annotators[place], session_user, caller.role, is_lead, form.fields,
                form.only_fields, answers) s;
            if parent is distinct from heads[place] then
                if status <> 'locked' and not (status = 'forbidden' and not is_lead
                    and coalesce(form.fields ->> 'state' in ('approved', 'returned'), false)) then
                    status := 'conflict';
                    why := 'somebody else changed the episode first';
                end if;
            elsif status = 'applied' and holders[place] <> '' and not is_lead and not answers then
                status := 'conflict';
                why := holders[place] || ' holds this episode';
            end if;
            if status = 'applied' and told then
                status := 'conflict';
                why := 'it was refused before the catalog was restored';
            end if;
            if status = 'applied' and (form.needs_things or things[place] is not null) then
                if things[place] is null then
                    things[place] := things_of(here, wanted[place], array(
                        select c.changes from unnest(applied_episodes, applied_changes) c (episode, changes)
                        where c.episode = wanted[place]));
                end if;
                kept := kept_things(things[place], data -> 'changes');
                if kept is null then
                    status := 'bad';
                    why := 'a change in it does not fit';
                elsif form.has_phases and not tiles(kept) then
                    status := 'bad';
                    why := 'its phases leave a gap, overlap or do not fill the episode';
                else
                    things[place] := kept;
                end if;
            end if;
        end if;

        statuses[item.n] := status;
        whys[item.n] := why;
        continue when status = 'orphan';
        fresh[item.n] := coalesce(place, 0);
        if status = 'applied' then
            if coalesce(form.fields ->> 'state', '') in ('approved', 'returned')
                or states[place] in ('approved', 'returned') and form.fields ->> 'state' = 'submitted' and is_lead then
                verdicts := verdicts || jsonb_build_object('episode', wanted[place], 'changeset', item.id,
                    'from', states[place], 'to', form.fields ->> 'state');
            end if;
            applied := applied || item.n;
            applied_episodes := applied_episodes || wanted[place];
            applied_changes := applied_changes || (data -> 'changes');
            touched[place] := true;
            heads[place] := item.id;
            states[place] := coalesce(form.fields ->> 'state', states[place]);
            annotators[place] := coalesce(form.fields ->> 'annotator', annotators[place]);
            if jsonb_typeof(form.fields -> 'grade') = 'string' then
                grades[place] := form.fields ->> 'grade';
            end if;
            if jsonb_typeof(form.fields -> 'note') = 'string' then
                notes[place] := form.fields ->> 'note';
            end if;
        end if;
    end loop;

    insert into revision (changeset_id, site_id, episode_id, claimed, status, why, digest, body, login, device_id)
    select ids[n], here, case when f.place > 0 then wanted[f.place] end,
        case when pg_input_is_valid(episode_ids[n], 'uuid') then episode_ids[n]::uuid end,
        statuses[n], whys[n], digests[n], case when f.place > 0 and withdrawn[f.place] then null else bodies[n] end,
        session_user, device
    from unnest(fresh) with ordinality f (place, n) where f.place is not null order by n;
    if cardinality(applied) > 0 then
        perform fold_changes(here, applied_episodes, applied_changes);
        update episode e set head = t.head, state = t.state, annotator = t.annotator, grade = t.grade, note = t.note,
            updated_at = now()
        from unnest(wanted, heads, states, annotators, grades, notes, touched)
            t (id, head, state, annotator, grade, note, touched)
        where t.touched and e.site_id = here and e.episode_id = t.id;
        perform note_audit('verdict', v ->> 'episode', here, v - 'episode') from unnest(verdicts) v;
    end if;
    if cardinality(applied) + cardinality(recorded) > 0 then
        first_seq := append_log(here,
            array_fill('episode'::text, array[cardinality(recorded)])
                || array_fill('changeset'::text, array[cardinality(applied)]),
            recorded || applied_episodes,
            array_fill(null::uuid, array[cardinality(recorded)]) || array(
                select ids[a] from unnest(applied) with ordinality x (a, k) order by k),
            record_digests || array(select digests[a] from unnest(applied) with ordinality x (a, k) order by k),
            (select count(*) filter (where t.touched and t.old is null) from unnest(old_heads, touched) t (old, touched)),
            coalesce((select bit_xor(bits_of(t.old) # bits_of(t.head)) filter (where t.touched)
                from unnest(old_heads, heads, touched) t (old, head, touched)), repeat('0', 128)::bit(128)));
        for n in 1 .. cardinality(applied) loop
            numbers[applied[n]] := first_seq + cardinality(recorded) + n - 1;
        end loop;
    end if;
    if is_known then
        numbers := numbers_of(known_sites, ids, numbers);
    end if;
    return coalesce((
        select jsonb_agg(jsonb_build_object('status', statuses[n], 'why', whys[n], 'seq',
            case when numbers[n] < 0 then numbers[-numbers[n]] else numbers[n] end) order by n)
        from generate_series(1, cardinality(ids)) n), '[]');
end $$;

-- Episodes made known to a site, how many of them are new to it.
create or replace function rushes.register(client integer, site text, record_ids uuid[], records text[])
returns integer
language plpgsql security definer set search_path = rushes, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
    caller record;
    here smallint;
    wanted uuid[];
    recorded uuid[];
    digests text[];
begin
    select * into caller from me(client);
    here := site_of(site, caller.sites);
    if here is null or caller.role = 'annotator' then
        raise exception 'no right to register episodes here' using errcode = '42501';
    elsif cardinality(record_ids) > 1000 then
        raise exception 'at most 1,000 episodes at once' using errcode = '22023';
    end if;
    select array_agg(id order by n) into wanted
    from (select id, min(n) as n from unnest(record_ids) with ordinality u (id, n) group by id) named;
    select l.recorded, l.digests into recorded, digests from lock_episodes(here, wanted, record_ids, records) l;
    if cardinality(recorded) > 0 then
        perform append_log(here, array_fill('episode'::text, array[cardinality(recorded)]), recorded,
            array_fill(null::uuid, array[cardinality(recorded)]), digests, 0, repeat('0', 128)::bit(128));
    end if;
    return cardinality(recorded);
end $$;
