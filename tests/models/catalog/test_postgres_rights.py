"""Attacks by SQL on a person's own connection: each is refused by PostgreSQL, or finds nothing."""

from collections.abc import Iterator

import psycopg
import pytest

from models.catalog.gateway import open_catalog
from tests.support.catalogs import changeset, episode, new_id, set_field
from tests.support.postgres import as_user, people_catalog, server

LOGINS = ("ann", "lea", "eve", "adm")
TABLES = (
    "meta",
    "site",
    "app_user",
    "user_site",
    "move",
    "episode_site",
    "episode",
    "segment",
    "remark",
    "revision",
    "change_log",
    "stream_head",
    "lease",
    "audit",
)
WRITES = tuple(
    statement
    for table in TABLES
    for statement in (
        f"delete from rushes.{table}",
        f"truncate rushes.{table}",
        f"insert into rushes.{table} default values",
        f"drop table rushes.{table}",
        f"alter table rushes.{table} disable trigger all",
        f"alter table rushes.{table} disable row level security",
    )
)
UPDATES = (
    "update rushes.meta set epoch = 9",
    "update rushes.app_user set role = 'admin'",
    "update rushes.episode set state = 'approved'",
    "update rushes.segment set label = 'x'",
    "update rushes.revision set status = 'applied'",
    "update rushes.change_log set chain = ''",
    "update rushes.stream_head set head = 99",
    "update rushes.lease set holder = session_user",
    "update rushes.audit set login = 'bob'",
)
PARTITIONS = (
    "select * from rushes.episode_1",
    "select * from rushes.segment_1",
    "select * from rushes.change_log_1",
    "select * from rushes.revision_default",
    "select * from rushes.episode_2",
    "delete from rushes.change_log_1",
    "truncate rushes.revision_default",
    "select * from rushes.episode_site",
)
INTERNALS = (
    "select rushes.lock_episodes(1::smallint, '{}', '{}', '{}')",
    "select rushes.append_log(1::smallint, '{episode}', array[gen_random_uuid()], array[null::uuid], '{x}', 0, "
    "repeat('0', 128)::bit(128))",
    "select rushes.fold_changes(1::smallint, '{}', '{}')",
    "select rushes.note_audit('x', 'x', null, '{}')",
    "select rushes.make_site('mine', 'mine')",
    "select rushes.make_login('ann', 'admin', null)",
    "select rushes.put_in_group('ann', 'admin')",
    "select rushes.put_user('ann', 'ann', 'admin', '{other}')",
    "select rushes.make_partitions()",
    "select rushes.guard_partition('episode_1')",
)
ADMINS_ONLY = (
    "select rushes.admin_add_user('zed', 'zed', 'admin', null, '{main}')",
    "select rushes.admin_set_role('ann', 'admin')",
    "select rushes.admin_set_password('lea', 'SCRAM-SHA-256$4096:YQ==$YQ==:YQ==')",
    "select rushes.admin_disable('adm')",
    "select rushes.admin_enable('ann')",
    "select rushes.admin_grant_site('ann', 'other')",
    "select rushes.admin_revoke_site('lea', 'main')",
    "select rushes.admin_list_users()",
    "select rushes.admin_raise_epoch()",
    "select rushes.admin_withdraw('main', gen_random_uuid(), '')",
    "select rushes.admin_add_site('mine', 'mine')",
    "select rushes.admin_make_partitions()",
    "select rushes.verify_chain('main')",
    "select rushes.admin_broken_page('main', 0, 1)",
    "select rushes.admin_broken_ends('{main}')",
    "select rushes.reap(1)",
    "select * from rushes.audit",
)
IDENTITY = (
    "set role rushes_owner",
    "set role postgres",
    "set role bob",
    "set session authorization bob",
    "set session authorization rushes_owner",
    "grant rushes_admin to ann",
    "grant rushes_owner to ann",
    "alter role ann createrole",
    "alter role ann bypassrls",
    "alter role bob password 'x'",
    "alter role ann connection limit 100",
    "create role zed",
    "drop role bob",
    "alter schema rushes owner to ann",
    "select * from pg_authid",
    "select * from pg_shadow",
)
SERVER = (
    "select lo_create(0)",
    "select lo_from_bytea(0, 'x')",
    "select lo_creat(-1)",
    "select lo_put(1, 0, 'x')",
    "select pg_advisory_lock(1)",
    "select pg_advisory_xact_lock(1)",
    "select pg_try_advisory_lock(1)",
    "select pg_logical_emit_message(false, 'x', 'x')",
    "create temp table episode (a int)",
    "create temp view meta as select 1",
    "create table public.mine (a int)",
    "create table rushes.mine (a int)",
    "create schema mine",
    "create function pg_temp.now() returns int language sql as 'select 1'",
    "do $$ begin null; end $$",
    "create or replace function rushes.my_role() returns text language sql as $$ select 'admin' $$",
    "copy (select 1) to program 'true'",
    "copy (select 1) to '/tmp/stolen'",
    "select pg_read_file('postgresql.conf')",
    "select pg_ls_dir('.')",
    "create extension plpgsql",
    "alter system set fsync = off",
    "set temp_file_limit = -1",
    "select pg_reload_conf()",
    "create database mine",
    "vacuum full rushes.episode_1",
    "lock table rushes.stream_head",
    "select 1 from rushes.episode for update",
    "create publication mine for all tables",
    "alter function rushes.me(integer) owner to session_user",
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A catalog with an episode of ann and one that adm keeps at the other site."""
    made = server().fresh_database(people_catalog)
    for login, site in (("ann", "main"), ("adm", "other")):
        gateway = open_catalog(as_user(made, login))
        record = episode(f"of {login}")
        phase = set_field("note", f"by {login}")
        assert (
            gateway.push(site, [changeset(record.id, phase, author=login)], {record.id: record})[0].seq == 2
        )
        gateway.take_leases(site, [record.id], device_id="desk")
        gateway.close()
    yield made
    server().drop_database(made)


@pytest.fixture(scope="module")
def connections(url: str) -> Iterator[dict[str, psycopg.Connection]]:
    opened = {login: psycopg.connect(as_user(url, login), autocommit=True) for login in LOGINS}
    yield opened
    for connection in opened.values():
        connection.close()


def refused(connection: psycopg.Connection, sql: str) -> bool:
    """Whether PostgreSQL refuses it for want of a right; anything it does is taken back."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(sql.encode())
    except (
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.InvalidParameterValue,
        psycopg.errors.FeatureNotSupported,
        psycopg.errors.ActiveSqlTransaction,
        psycopg.errors.UndefinedObject,
        psycopg.errors.DuplicateObject,
    ):
        return True
    return False


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize(
    "attacks", [WRITES, UPDATES, PARTITIONS, INTERNALS, IDENTITY, SERVER], ids=lambda a: a[0][:30]
)
def test_nobody_gets_past_the_functions(
    connections: dict[str, psycopg.Connection], login: str, attacks: tuple[str, ...]
) -> None:
    assert [sql for sql in attacks if not refused(connections[login], sql)] == []


@pytest.mark.parametrize("login", ["ann", "lea", "eve"])
def test_administration_belongs_to_administrators(
    connections: dict[str, psycopg.Connection], login: str
) -> None:
    assert [sql for sql in ADMINS_ONLY if not refused(connections[login], sql)] == []


@pytest.mark.parametrize("login", ["ann", "lea", "eve"])
def test_of_a_foreign_site_nothing_is_seen(connections: dict[str, psycopg.Connection], login: str) -> None:
    tables = ("episode", "segment", "remark", "revision", "change_log", "stream_head", "lease", "site")
    for table in tables:
        rows = connections[login].execute(f"select distinct site_id from rushes.{table}".encode()).fetchall()
        assert rows in ([], [(1,)]), table
    with connections[login].transaction(force_rollback=True):
        connections[login].execute("set local row_security = off")
        assert refused(connections[login], "select * from rushes.episode")


def test_who_may_see_both_sites_does(connections: dict[str, psycopg.Connection]) -> None:
    rows = connections["adm"].execute("select site_id from rushes.episode order by 1").fetchall()
    assert rows == [(1,), (2,)]


def test_people_see_themselves_only(connections: dict[str, psycopg.Connection]) -> None:
    assert connections["ann"].execute("select login from rushes.app_user").fetchall() == [("ann",)]
    assert len(connections["adm"].execute("select login from rushes.app_user").fetchall()) == 8


def test_a_parameter_that_only_looks_like_the_withdrawal_changes_nothing(
    connections: dict[str, psycopg.Connection],
) -> None:
    ann = connections["ann"]
    ann.execute("set rushes.withdrawing = 'x'")
    assert refused(ann, "update rushes.revision set body = null")


def test_a_name_and_a_role_that_are_not_ones_own_are_not_believed(url: str) -> None:
    gateway = open_catalog(as_user(url, "ann"))
    draft = changeset(new_id())
    forged = changeset(new_id(), author="bob")
    submitted = changeset(
        draft.episode_id, set_field("state", "submitted"), set_field("annotator", "ann"), parent=draft.id
    )
    verdict = changeset(draft.episode_id, set_field("state", "approved"), parent=submitted.id, role="lead")

    answers = gateway.push("main", [draft, forged, submitted, verdict], {})
    gateway.close()

    assert [(answer.status.value, answer.why) for answer in answers] == [
        ("applied", ""),
        ("forbidden", "it is written in another's name"),
        ("applied", ""),
        ("forbidden", "this step belongs to a lead"),
    ]


def test_history_stands_even_against_a_superuser(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as root:
        for sql in (
            "delete from rushes.revision",
            "update rushes.revision set body = '{}'",
            "update rushes.change_log set digest = 'x'",
            "delete from rushes.audit",
            "truncate rushes.change_log",
            "truncate rushes.change_log_1",
            "truncate rushes.revision_default",
        ):
            assert refused(root, sql), sql
