-- Lists of episodes, search and counts.

-- What search looks through: a note counts in its first 20,000 characters. In a language that the planner never writes
-- out: what it wrote out for one login and kept for the session would not be the expression of another one's query, and
-- the index would not be found.
create or replace function rushes.searchable(name text, task text, note text) returns text
language plpgsql immutable as $$
begin
    return lower(left(name || E'\n' || task || E'\n' || note, 20000));
end $$;

-- Single characters and pairs that stand beside each other: two Chinese characters are a word, three are too many. Its
-- cost is told high, so that the index is asked rather than each row.
create or replace function rushes.grams(content text) returns text[]
language plpgsql immutable cost 10000 as $$
declare
    characters text[] := string_to_array(content, null);
begin
    return characters || array(
        select one || next
        from unnest(characters[: cardinality(characters) - 1], characters[2 :]) pairs (one, next));
end $$;

create index if not exists episode_grams on rushes.episode
using gin (rushes.grams(rushes.searchable(name, task, note)));

-- Pages with one filter or none, each a statement that is planned once a session: there is one index that serves it, in
-- the order wanted, whatever the value. "sites" and "codes" stand side by side; row-level security looks at the rows.
do $make$
declare
    c text;
begin
    foreach c in array array['added', 'state', 'task', 'robot', 'annotator'] loop
        execute format($template$
create or replace function rushes.page_by_%1$s(
    sites smallint[], codes text[], wanted text, before bigint, most integer)
returns table (code text, episode_id text, name text, task text, robot text, state text, annotator text,
    grade text, note text, head text, added bigint)
language plpgsql stable set search_path = rushes, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
    return query
    select s.code, p.* from unnest(sites, codes) s (id, code) cross join lateral (
        select e.episode_id::text, e.name, e.task, e.robot, e.state, e.annotator, e.grade, e.note,
            coalesce(e.head::text, ''), e.added
        from episode e where e.site_id = s.id and not e.withdrawn and e.added < before %2$s
        order by e.added desc limit most) p
    order by p.added desc limit most;
end $$;
        $template$, c, case when c <> 'added' then format('and e.%I = wanted', c) end);
    end loop;
end $make$;

-- Newest first. Each site's rows come from its own partition by an index that is sorted as wanted; row-level security
-- looks at them again. "after" is "added" of the last row of the page before. Which index serves several filters best
-- depends on their values: such a page is planned anew each time.
create or replace function rushes.page(
    client integer, site text, state text, task text, robot text, annotator text, after bigint, most integer)
returns table (code text, episode_id text, name text, task_ text, robot_ text, state_ text, annotator_ text,
    grade text, note text, head text, added bigint)
language plpgsql stable set search_path = rushes, pg_temp as $$
declare
    mine smallint[] := (select m.sites from me(client) m);
    before bigint := coalesce(after, 9223372036854775807);
    rows integer := least(greatest(most, 1), 1001);
    sites smallint[];
    codes text[];
begin
    select array_agg(s.site_id), array_agg(s.code) into sites, codes
    from site s where s.site_id = any (mine) and (page.site = '' or s.code = page.site);
    if sites is null then
        return;
    elsif cardinality(array_remove(array[state, task, robot, annotator], '')) > 1 then
        return query execute (
            select format('select * from (%s) e order by added desc limit %s', string_agg(format(
                '(select %L, episode_id::text, name, task, robot, state, annotator, grade, note,
                    coalesce(head::text, ''''), added
                    from episode where site_id = %s::smallint and not withdrawn and added < %s%s%s%s%s
                    order by added desc limit %s)',
                s.code, s.id, before,
                case when state <> '' then format(' and state = %L', state) end,
                case when task <> '' then format(' and task = %L', task) end,
                case when robot <> '' then format(' and robot = %L', robot) end,
                case when annotator <> '' then format(' and annotator = %L', annotator) end,
                rows), ' union all '), rows)
            from unnest(sites, codes) s (id, code));
    elsif state <> '' then
        return query select * from page_by_state(sites, codes, state, before, rows);
    elsif task <> '' then
        return query select * from page_by_task(sites, codes, task, before, rows);
    elsif robot <> '' then
        return query select * from page_by_robot(sites, codes, robot, before, rows);
    elsif annotator <> '' then
        return query select * from page_by_annotator(sites, codes, annotator, before, rows);
    else
        return query select * from page_by_added(sites, codes, '', before, rows);
    end if;
end $$;

-- Row-level security would keep the index of grams out, since a function is not trusted with rows that may be foreign:
-- hence as the owner, over the caller's sites alone. The newest of the first thousand that are found.
create or replace function rushes.search(client integer, content text, most integer)
returns table (code text, episode_id text, name text, task text, robot text, state text, annotator text,
    grade text, note text, head text, added bigint)
language plpgsql stable security definer
set search_path = rushes, pg_temp set jit = off as $$
declare
    sites smallint[] := (select m.sites from me(client) m);
    needle text := lower(content);
    wanted text;
begin
    select string_agg(format(
        '(select %L, episode_id::text, name, task, robot, state, annotator, grade, note, coalesce(head::text, ''''), added
            from episode where site_id = %s::smallint and not withdrawn
            and grams(searchable(name, task, note)) @> %L
            and position(%L in searchable(name, task, note)) > 0 limit 1000)', s.code, s.site_id,
        (select array_agg(g) from unnest(grams(needle)) g where length(g) = least(length(needle), 2)), needle),
        ' union all ')
    into wanted from site s where s.site_id = any (sites);
    if wanted is not null and needle <> '' then
        return query execute format('select * from (%s) e order by added desc limit %s', wanted, most);
    end if;
end $$;

create or replace function rushes.status(client integer) returns jsonb
language plpgsql stable security definer set search_path = rushes, pg_temp as $$
declare
    mine smallint[] := (select m.sites from me(client) m);
begin
    return jsonb_build_object(
        'states', (
            select coalesce(jsonb_object_agg(c.state, c.n), '{}') from (
                select e.state, count(*) as n from episode e where e.site_id = any (mine) and not e.withdrawn
                group by e.state) c),
        'revisions', (select count(*) from revision r where r.site_id = any (mine)),
        'conflicts', (select count(*) from revision r where r.site_id = any (mine) and r.status = 'conflict'),
        'sites', (
            select coalesce(jsonb_object_agg(s.code, h.head), '{}')
            from site s join stream_head h using (site_id) where s.site_id = any (mine)));
end $$;
