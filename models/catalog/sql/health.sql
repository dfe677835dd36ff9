-- How a catalog is, for those who look after it; what is counted here has an index or is small.

-- Who had a change-set taken, or kept as a conflict, since then. By the server's clock, which goes with a log's numbers:
-- where the time begins is found by halving, and only what came after is read.
create or replace function rushes.heard_since(moment timestamptz) returns table (login text)
language plpgsql stable set search_path = rushes, pg_temp as $$
declare
    place record;
    first_seq bigint;
    past bigint;
    middle bigint;
begin
    for place in select h.site_id, h.head from stream_head h loop
        first_seq := 1;
        past := place.head + 1;
        while first_seq < past loop
            middle := (first_seq + past) / 2;
            if (select l.at >= moment from change_log l
                where l.site_id = place.site_id and l.seq >= middle order by l.seq limit 1) then
                past := middle;
            else
                first_seq := middle + 1;
            end if;
        end loop;
        return query select distinct l.login from change_log l
            where l.site_id = place.site_id and l.seq >= first_seq and l.kind = 'changeset';
    end loop;
    return query select distinct r.login from revision r where r.status = 'conflict' and r.server_at >= moment;
end $$;

create or replace function rushes.health() returns jsonb
language plpgsql stable set search_path = rushes, pg_temp as $$
begin
    return jsonb_build_object(
        'gaps', (
            select coalesce(jsonb_object_agg(s.code, h.head - c.n), '{}')
            from site s join stream_head h using (site_id),
                lateral (select count(*) as n from change_log l where l.site_id = h.site_id) c
            where c.n <> h.head),
        -- a conflict is over once its author said something later that was applied
        'old_conflicts', (
            select count(*) from revision r
            where r.status = 'conflict' and r.server_at < now() - interval '1 day' and r.body is not null
                and not exists (
                    select from revision n
                    where n.site_id = r.site_id and n.episode_id = r.episode_id and n.arrival > r.arrival
                        and n.login = r.login and n.status = 'applied')),
        'quarters_ahead', (
            select count(*) from generate_series(1, 8) n
            where to_regclass('rushes.revision_' || to_char(
                date_trunc('quarter', now(), 'UTC') at time zone 'UTC' + n * interval '3 months', 'YYYY"q"Q')) is not null),
        'beside_the_quarters', (select count(*) from (select from revision_default limit 10000) d),
        'long_transactions', (
            select count(*) from pg_stat_activity a join app_user u on u.login = a.usename
            where a.datname = current_database() and a.pid <> pg_backend_pid()
                and a.xact_start < clock_timestamp() - interval '60 seconds'),
        'without_sites', (
            select coalesce(jsonb_agg(u.login order by u.login), '[]') from app_user u
            where u.active and not exists (select from user_site s where s.login = u.login)),
        'without_login', (
            select coalesce(jsonb_agg(u.login order by u.login), '[]') from app_user u
            where u.active and to_regrole(quote_ident(u.login)) is null),
        'backup_age_s', (
            select extract(epoch from clock_timestamp() - max(at))::bigint from audit where action = 'backup'),
        'unsaid_for_days', (
            select coalesce(jsonb_agg(u.login order by u.login), '[]') from app_user u
            where u.active and u.role in ('annotator', 'lead') and u.created_at < now() - interval '30 days'
                and u.login not in (select h.login from heard_since(now() - interval '30 days') h)),
        'remains', exists (select from site where site_id < 0));
end $$;

create or replace function rushes.admin_health() returns jsonb
language plpgsql stable security definer set search_path = rushes, pg_temp as $$
begin
    perform must_be_admin();
    return health();
end $$;
