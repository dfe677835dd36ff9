"""What administrators do, what it changes for people who are connected, and what of it stays written."""

import secrets
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest

from models.catalog import administration
from models.catalog.address import PostgresAddress
from models.catalog.admin_postgres import FirstAdmin, init_postgres
from models.catalog.gateway import open_catalog
from models.catalog.log_reading import first_broken
from models.catalog.postgres_link import connect
from models.catalog.values import EpisodeQuery
from models.errors import CatalogError
from models.labelling.changes import Change
from models.review import Role
from models.storage.values import EntryKind
from tests.support.catalogs import chain, changeset, episode, new_id, set_field
from tests.support.postgres import as_user, people_catalog, postgres_address, server

PASSWORD = "correct horse"


@pytest.fixture
def url() -> Iterator[str]:
    made = server().fresh_database(people_catalog)
    yield made
    server().drop_database(made)


@pytest.fixture
def admin(url: str) -> PostgresAddress:
    return postgres_address(as_user(url, "adm"))


@pytest.fixture
def newcomer() -> str:
    """A name that no role of the server has yet."""
    return "new_" + secrets.token_hex(4)


def database(url: str) -> str:
    return url.split("@/")[1].split("?", maxsplit=1)[0]


def audited(url: str) -> list[tuple[object, ...]]:
    return server().execute(
        "select login, action, subject from rushes.audit order by audit_id", database(url)
    )


def test_a_new_person_works_with_a_password_that_never_travelled(
    url: str, admin: PostgresAddress, newcomer: str
) -> None:
    for _ in range(2):
        administration.add_user(admin, newcomer, role=Role.ENGINEER, password=PASSWORD, sites=["main"])
    gateway = open_catalog(server().tcp_url(database(url), user=newcomer, password="correct%20horse"))

    hello = gateway.hello(user="somebody", role=Role.ADMIN, device_id="d")
    gateway.close()

    assert (hello.user, hello.role, [site.code for site in hello.sites]) == (
        newcomer,
        Role.ENGINEER,
        ["main"],
    )
    assert audited(url)[-1] == ("adm", "add user", newcomer)
    administration.set_password(admin, newcomer, "another")
    with pytest.raises(CatalogError, match="password"):
        open_catalog(server().tcp_url(database(url), user=newcomer, password="correct%20horse")).status()


def test_only_verifiers_are_taken_as_passwords(url: str) -> None:
    with (
        psycopg.connect(as_user(url, "adm"), autocommit=True) as connection,
        pytest.raises(psycopg.errors.InvalidParameterValue, match="SCRAM verifier"),
    ):
        connection.execute("select rushes.admin_set_password('ann', 'in the clear')")


@pytest.mark.parametrize("login", ["postgres", "rushes_owner", "pg_monitor", "rushes_admin"])
def test_the_servers_own_roles_are_nobody_of_ours(admin: PostgresAddress, login: str) -> None:
    with pytest.raises(CatalogError):
        administration.add_user(admin, login, role=Role.ANNOTATOR, password="mine now")


def test_who_was_disabled_is_out_at_once_and_in_again_later(url: str, admin: PostgresAddress) -> None:
    gateway = open_catalog(as_user(url, "dan"))
    edit = changeset(new_id(), author="dan")
    gateway.push("main", [edit], {})
    with psycopg.connect(as_user(url, "dan"), autocommit=True) as reader:
        assert reader.execute("select count(*) from rushes.episode").fetchone() == (1,)
        administration.disable(admin, "dan")

        for _ in range(2):
            with pytest.raises(CatalogError, match="does not know the login dan, or it was disabled"):
                gateway.push("main", [edit], {})
        assert reader.execute("select count(*) from rushes.episode").fetchone() == (0,)

    administration.enable(admin, "dan")
    assert gateway.push("main", [edit], {})[0].seq == 1
    gateway.close()


def test_a_role_and_a_site_count_from_the_next_call_on(url: str, admin: PostgresAddress) -> None:
    gateway = open_catalog(as_user(url, "cat"))
    administration.grant_site(admin, "cat", "other")
    assert gateway.push("other", [changeset(new_id(), author="cat")], {})[0].seq == 1

    administration.revoke_site(admin, "cat", "other")
    assert gateway.push("other", [changeset(new_id(), author="cat")], {})[0].status == "forbidden"
    with pytest.raises(CatalogError, match="no right to the site other"):
        gateway.pull("other", after=0)
    with pytest.raises(CatalogError, match="no right"):
        gateway.register("main", [episode()])

    administration.set_role(admin, "cat", Role.ENGINEER)
    assert gateway.register("main", [episode()]) == 1
    administration.set_role(admin, "cat", Role.ANNOTATOR)
    gateway.close()
    assert {user.login: user.role for user in administration.list_users(admin)}["cat"] is Role.ANNOTATOR


def test_a_site_is_made_once(url: str, admin: PostgresAddress) -> None:
    for _ in range(2):
        administration.add_site(admin, "sz1", "Shenzhen 1")
    administration.grant_site(admin, "ann", "sz1")
    gateway = open_catalog(as_user(url, "ann"))

    assert gateway.push("sz1", [changeset(new_id())], {})[0].seq == 1
    assert gateway.status().sites == {"main": 0, "sz1": 1}
    gateway.close()
    with pytest.raises(CatalogError, match="there is no site nowhere"):
        administration.grant_site(admin, "ann", "nowhere")
    with pytest.raises(CatalogError, match="there is no login zed"):
        administration.disable(admin, "zed")


def test_what_was_withdrawn_is_nowhere_any_more(url: str, admin: PostgresAddress) -> None:
    secret = "a face of 王小明"
    record = replace(episode("pick"), task=secret)
    edits = chain(record.id, 2)
    remark = Change("put_remark", {"id": new_id(), "t_ns": 1, "text": secret, "author": "ann"})
    labelled = changeset(record.id, set_field("note", secret), remark, parent=edits[1].id)
    refused = changeset(record.id, set_field("note", secret), parent=edits[0].id)
    malformed = changeset(record.id, set_field("note", secret), set_field("state", "perfect"))
    gateway = open_catalog(as_user(url, "ann"))
    gateway.push("main", [*edits, labelled, refused, malformed], {record.id: record})
    assert [row.episode_id for row in gateway.search("小明")] == [record.id]

    number = administration.withdraw_episode(admin, "main", record.id, reason="asked by law")
    again = administration.withdraw_episode(admin, "main", record.id, reason="asked by law")

    page = gateway.pull("main", after=0)
    assert number == again == page.head == 5
    assert page.entries[-1].kind is EntryKind.WITHDRAWN
    assert {(entry.changeset, entry.episode) for entry in page.entries} == {(None, None)}
    assert (page.count, int(page.mark, 16)) == (0, 0)
    assert (
        gateway.search("小明")
        == gateway.page(EpisodeQuery()).rows
        == gateway.revisions("main", record.id)
        == ()
    )
    late = changeset(record.id, set_field("note", secret), parent=labelled.id)
    answers = gateway.push("main", [labelled, late], {record.id: record})
    assert [(answer.status.value, answer.why) for answer in answers] == [
        ("applied", ""),
        ("locked", "the episode was withdrawn"),
    ]
    gateway.close()
    dump = server().execute(
        "select string_agg(t::text, '') from (select to_jsonb(r) from rushes.revision r union all "
        "select to_jsonb(e) from rushes.episode e union all select to_jsonb(m) from rushes.remark m) t",
        database(url),
    )
    assert "小明" not in str(dump)
    assert administration.verify_chain(admin, "main") is None
    assert audited(url)[-1] == ("adm", "withdraw", record.id)


@pytest.mark.parametrize(
    ("damage", "broken"),
    [
        ("update rushes.revision set body = replace(body, 'ann 1', 'bob 1') where body like '%ann 1%'", 3),
        ("update rushes.revision set body = null where body like '%ann 1%'", 3),
        ("update rushes.change_log set digest = repeat('0', 64) where seq = 2", 2),
        ("delete from rushes.change_log where seq = 2", 2),
        ("delete from rushes.change_log where seq = 4", 4),
        ("update rushes.episode set record = replace(record, 'pick', 'pack')", 1),
        ("update rushes.stream_head set head = 3 where site_id = 1", 4),
    ],
)
def test_a_superuser_who_changes_history_is_found_out(
    url: str, admin: PostgresAddress, damage: str, broken: int
) -> None:
    record = episode("pick")
    gateway = open_catalog(as_user(url, "ann"))
    gateway.push("main", chain(record.id, 3), {record.id: record})
    gateway.close()
    assert administration.verify_chain(admin, "main") is None

    with psycopg.connect(url) as root:
        root.execute("set session_replication_role = replica")
        assert root.execute(damage.encode()).rowcount == 1

    assert administration.verify_chain(admin, "main") == broken


def test_a_log_is_read_in_pages_and_from_an_entry_on(url: str, admin: PostgresAddress) -> None:
    record = episode("pick")
    gateway = open_catalog(as_user(url, "ann"))
    gateway.push("main", chain(record.id, 6), {record.id: record})
    gateway.close()
    told: list[tuple[int, int]] = []
    with closing(connect(admin)) as link:
        whole = first_broken(link, ("main", "other"), most=3, told=lambda *figures: told.append(figures))
    assert whole == {"main": None, "other": None}
    assert told == [(3, 7), (6, 7), (7, 7)]

    with psycopg.connect(url) as root:
        root.execute("set session_replication_role = replica")
        root.execute("update rushes.change_log set digest = repeat('0', 64) where seq = 3")
    with closing(connect(admin)) as link:
        found = [first_broken(link, ("main",), most=2, since=since)["main"] for since in (1, 3, 4, 8)]
    assert found == [3, 3, None, None]


def test_something_applied_that_no_log_tells_is_found(url: str, admin: PostgresAddress) -> None:
    record = episode("pick")
    gateway = open_catalog(as_user(url, "ann"))
    gateway.push("main", chain(record.id, 2), {record.id: record})
    gateway.close()
    with psycopg.connect(url) as root:
        root.execute("set session_replication_role = replica")
        root.execute("delete from rushes.change_log where seq = 3")
        root.execute(
            "update rushes.stream_head set head = 2, "
            "chain = (select chain from rushes.change_log where site_id = 1 and seq = 2) where site_id = 1"
        )

    assert administration.verify_chain(admin, "main") == 3
    with psycopg.connect(as_user(url, "adm")) as link:
        assert link.execute("select rushes.verify_chain('main')").fetchone() == (3,)


def test_verdicts_and_broken_leases_are_audited(url: str) -> None:
    ann, lea = open_catalog(as_user(url, "ann")), open_catalog(as_user(url, "lea"))
    draft = changeset(new_id())
    submitted = changeset(
        draft.episode_id, set_field("state", "submitted"), set_field("annotator", "ann"), parent=draft.id
    )
    made = {"author": "lea", "role": "lead"}
    approved = changeset(draft.episode_id, set_field("state", "approved"), parent=submitted.id, **made)
    reopened = changeset(draft.episode_id, set_field("state", "submitted"), parent=approved.id, **made)
    ann.push("main", [draft, submitted], {})
    ann.take_leases("main", [draft.episode_id], device_id="d")
    lea.push("main", [approved, reopened], {})
    lea.take_leases("main", [draft.episode_id], device_id="d", break_held=True)
    with pytest.raises(CatalogError):
        ann.take_leases("main", [draft.episode_id], device_id="d", break_held=True)
    ann.close()
    lea.close()

    assert audited(url)[-3:] == [
        ("lea", "verdict", draft.episode_id),
        ("lea", "verdict", draft.episode_id),
        ("lea", "break lease", draft.episode_id),
    ]


def test_a_transaction_that_stands_still_is_ended(url: str, admin: PostgresAddress) -> None:
    with psycopg.connect(as_user(url, "bob")) as stuck, psycopg.connect(url) as root:
        stuck.execute("select 1")
        root.execute("select pg_sleep(1.1)")

        assert administration.reap(admin, seconds=1) == 1

        with pytest.raises(psycopg.OperationalError):
            stuck.execute("select 1")


def test_a_login_has_four_connections_and_its_limits(url: str) -> None:
    opened = [psycopg.connect(as_user(url, "len"), autocommit=True) for _ in range(4)]
    try:
        assert opened[0].execute("show idle_in_transaction_session_timeout").fetchone() == ("1min",)
        with pytest.raises(psycopg.OperationalError, match="too many connections"):
            psycopg.connect(as_user(url, "len"))
    finally:
        for one in opened:
            one.close()


def test_the_epoch_rises_and_partitions_are_made_once(url: str, admin: PostgresAddress) -> None:
    assert administration.raise_epoch(admin) == 2
    assert administration.make_partitions(admin) == 0
    assert administration.open_doors(admin) == ()


def test_an_owner_of_the_database_makes_a_catalog_and_is_told_what_stays_open() -> None:
    """As on a managed server: CREATEROLE and a database of one's own, but no superuser."""
    running = server()
    url = running.fresh_database()
    running.execute("create role keeper login createrole createdb")
    try:
        running.execute(f"alter database {database(url)} owner to keeper")
        if running.execute("select to_regrole('rushes_owner')") != [(None,)]:
            running.execute("grant rushes_owner to keeper")
        address = postgres_address(as_user(url, "keeper"))
        catalog_id = init_postgres(address, admin=FirstAdmin("keeper"))

        assert init_postgres(address) == catalog_id
        doors = administration.open_doors(address)
        assert any("lo_create" in door for door in doors)
        assert not any("may write" in door and "plpgsql" not in door for door in doors)
        assert [user.login for user in administration.list_users(address)] == ["keeper"]
    finally:
        running.drop_database(url)
        running.execute("drop owned by keeper")
        running.execute("drop role keeper")


def test_a_catalog_of_an_earlier_program_has_one_way_to_push_afterwards(url: str) -> None:
    """Two functions of one name that differ by an argument with a default could not be told apart by a call."""
    types = "integer, text, text, uuid[], text[], text[], uuid[], text[], uuid[], bigint[]"
    server().execute(
        f"create function rushes.push({types}) returns jsonb language sql as 'select null::jsonb'",
        database(url),
    )

    init_postgres(postgres_address(url))

    named = "select count(*) from pg_proc where proname = 'push' and pronamespace = 'rushes'::regnamespace"
    assert server().execute(named, database(url)) == [(1,)]
