-- Hello, the log and what was ever offered. See push.sql for why plans are kept to indexes.

create or replace function rushes.hello(client integer) returns jsonb
language plpgsql stable security definer set search_path = rushes, pg_temp as $$
declare
    caller record;
begin
    select * into caller from me(client);
    return (
        select jsonb_build_object('catalog_id', m.catalog_id, 'epoch', m.epoch, 'schema_version', m.schema_version,
            'min_client', m.min_client, 'is_standby', pg_is_in_recovery(), 'user', session_user, 'role', caller.role, 'sites', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'code', s.code, 'name', s.name, 'head', h.head, 'chain', h.chain) order by s.site_id), '[]')
                from site s join stream_head h using (site_id) where s.site_id = any (caller.sites)))
        from meta m);
end $$;

-- Entries in order, each with the head of the same moment; without an entry one row that has only the head, without a
-- right no row. "rewound": the entry "after" is not there, or its chain is not what the caller has. An episode's record
-- comes with its first entry, and with the one that tells it. About 8 MB at most, and one entry at least.
create or replace function rushes.pull(client integer, site text, after bigint, known_chain text, most integer)
returns table (head bigint, epoch integer, rewound boolean, count bigint, mark text, seq bigint, kind text,
    episode_id text, item_id text, digest text, chain text, body text, record text)
language plpgsql stable security definer set search_path = rushes, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
    here smallint := site_of(site, (select m.sites from me(client) m));
begin
    return query
    with top as (
        select h.head, m.epoch, h.count, hex_of(h.mark) as mark, not (
            after = 0 or exists (
                select from change_log l
                where l.site_id = here and l.seq = after and known_chain in ('', l.chain))) as rewound
        from stream_head h, meta m where h.site_id = here
    ), page as (
        select l.*, r.body,
            sum(coalesce(octet_length(r.body), 0)) over (order by l.seq) - coalesce(octet_length(r.body), 0) as before,
            row_number() over (partition by l.episode_id order by l.seq) as nth
        from (
            select * from change_log c where c.site_id = here and c.seq > after
            order by c.seq limit least(greatest(most, 1), 5000)) l
        left join revision r on r.changeset_id = l.changeset_id
    )
    select t.head, t.epoch, t.rewound, t.count, t.mark, p.seq, p.kind, p.episode_id::text,
        coalesce(p.changeset_id::text, ''), p.digest, p.chain, p.body,
        case when p.nth = 1 or p.kind = 'episode' then e.record end
    from top t
    left join page p on p.before < 8388608 and not t.rewound
    left join episode e on e.site_id = here and e.episode_id = p.episode_id
    order by p.seq;
end $$;

create or replace function rushes.revisions(client integer, site text, episode uuid)
returns table (body text, status text, seq bigint, why text)
language plpgsql stable security definer set search_path = rushes, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
    here smallint := site_of(site, (select m.sites from me(client) m));
begin
    return query
    select r.body, r.status, l.seq, r.why
    from revision r left join change_log l on l.site_id = here and l.changeset_id = r.changeset_id
    where r.site_id = here and r.episode_id = episode and r.body is not null order by r.arrival;
end $$;
