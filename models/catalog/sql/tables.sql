-- The tables of version 2, run once. Keys lead with the site; what grows is partitioned, so that old quarters can move
-- to cheaper disks and a site's rows lie together. DEFAULT partitions hold what nobody foresaw: clocks of 1999 and 2099.

create table meta (
    singleton boolean primary key check (singleton),
    catalog_id text not null,
    epoch integer not null,
    schema_version integer not null,
    min_client integer not null
);

create table site (
    site_id smallint primary key,
    code text not null unique,
    name text not null
);

create table app_user (
    login text primary key,
    role text not null check (role in ('annotator', 'lead', 'engineer', 'admin')),
    display text not null,
    active boolean not null default true,
    created_at timestamptz not null default now()
);

create table user_site (
    login text not null references app_user on delete cascade,
    site_id smallint not null references site,
    primary key (login, site_id)
);

create table move (
    name text not null,
    source text not null,
    target text not null,
    role text not null,
    primary key (name, source, role)
);

-- An episode belongs to one site for ever; a key that leads with the site could not say so.
create table episode_site (
    episode_id uuid primary key,
    site_id smallint not null references site
);

create sequence episode_added;

create table episode (
    site_id smallint not null,
    episode_id uuid not null,
    added bigint not null default nextval('episode_added'),
    record text,
    name text not null default '',
    task text not null default '',
    robot text not null default '',
    state text not null default 'new',
    annotator text not null default '',
    grade text not null default '',
    note text not null default '',
    head uuid,
    withdrawn boolean not null default false,
    updated_at timestamptz not null default now(),
    primary key (site_id, episode_id)
) partition by list (site_id);
create table episode_default partition of episode default;
create index episode_newest on episode (site_id, added desc);
create index episode_by_state on episode (site_id, state, added desc);
create index episode_by_annotator on episode (site_id, annotator, added desc);
create index episode_by_task on episode (site_id, task, added desc);
create index episode_by_robot on episode (site_id, robot, added desc);

create table segment (
    site_id smallint not null,
    episode_id uuid not null,
    segment_id text not null,
    label text not null,
    start_ns bigint not null,
    end_ns bigint not null,
    deleted boolean not null,
    primary key (site_id, episode_id, segment_id)
) partition by list (site_id);
create table segment_default partition of segment default;

create table remark (
    site_id smallint not null,
    episode_id uuid not null,
    remark_id text not null,
    t_ns bigint not null,
    body jsonb not null,
    deleted boolean not null,
    primary key (site_id, episode_id, remark_id)
) partition by list (site_id);
create table remark_default partition of remark default;

create sequence revision_arrival;

-- Every change-set that was ever answered. "claimed" is the episode that it came for; "episode_id" is empty where it was
-- no change-set of that episode at all. "body" is empty once the episode was withdrawn.
create table revision (
    changeset_id uuid primary key,
    arrival bigint not null default nextval('revision_arrival'),
    site_id smallint not null,
    episode_id uuid,
    claimed uuid,
    status text not null,
    why text not null,
    digest text not null,
    body text,
    login text not null,
    device_id text not null,
    server_at timestamptz not null default now()
) partition by range (changeset_id);
create table revision_default partition of revision default;
create index revision_by_episode on revision (site_id, episode_id, arrival);
create index revision_claimed on revision (claimed) where episode_id is null;
create index revision_in_conflict on revision (site_id) where status = 'conflict';

create table change_log (
    site_id smallint not null,
    seq bigint not null,
    kind text not null check (kind in ('changeset', 'episode', 'withdrawn')),
    episode_id uuid not null,
    changeset_id uuid,
    digest text not null,
    chain text not null,
    login text not null,
    at timestamptz not null default now(),
    primary key (site_id, seq)
) partition by list (site_id);
create table change_log_default partition of change_log default;
create unique index change_log_of_changeset on change_log (site_id, changeset_id);

create table stream_head (
    site_id smallint primary key references site,
    head bigint not null default 0,
    chain text not null default '',
    count bigint not null default 0,
    mark bit(128) not null default repeat('0', 128)::bit(128)
);

create table lease (
    site_id smallint not null references site,
    episode_id uuid not null,
    holder text not null,
    device_id text not null,
    token bigint not null,
    expires_at timestamptz not null,
    primary key (site_id, episode_id)
);

create table audit (
    audit_id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    login text not null,
    action text not null,
    subject text not null,
    site_id smallint,
    detail jsonb not null
);
create index audit_of_backups on audit (at) where action = 'backup';
