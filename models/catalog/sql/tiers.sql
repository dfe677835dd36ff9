-- From version 2 to version 3, run once: phases of arms, events and mistakes.

alter table segment add column tier text not null default '';

create table mark (
    site_id smallint not null,
    episode_id uuid not null,
    mark_id text not null,
    tier text not null,
    label text not null,
    start_ns bigint not null,
    end_ns bigint not null,
    body jsonb not null,
    deleted boolean not null,
    primary key (site_id, episode_id, mark_id)
) partition by list (site_id);
create table mark_default partition of mark default;

do $$
declare
    here smallint;
begin
    for here in select site_id from site loop
        execute format('create table rushes.mark_%s partition of rushes.mark for values in (%s)', here, here);
    end loop;
end $$;
