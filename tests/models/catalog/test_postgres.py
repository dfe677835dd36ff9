"""What only PostgreSQL has: logins, rights on tables, versions of the server, waits without end."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from models.catalog import postgres_link
from models.catalog.address import PostgresAddress, parse_url
from models.catalog.gateway import init_catalog, open_catalog
from models.catalog.postgres_link import PatientConnection, connect, known_errors
from models.catalog.versions import refuse_old_postgres
from models.errors import CatalogError, CatalogUnreachableError
from models.review import Role
from tests.support.catalogs import Home, changeset, new_id
from tests.support.postgres import as_user, postgres_address, server

SECRET = "open-sesame"


@pytest.fixture
def login() -> Iterator[str]:
    """A person's login without any privilege of its own."""
    server().execute(f"create role annika login password '{SECRET}'")
    yield "annika"
    server().execute("drop role annika")


def database(home: Home) -> str:
    return home.url.split("@/")[1].split("?", maxsplit=1)[0]


def test_the_owner_of_the_database_is_no_person_of_the_catalog(pg: Home) -> None:
    gateway = open_catalog(pg.url)

    for call in (
        lambda: gateway.hello(user="ann", role=Role.ADMIN, device_id="d"),
        lambda: gateway.push("main", [changeset(new_id())], {}),
        lambda: gateway.pull("main", after=0),
    ):
        with pytest.raises(CatalogError, match="does not know the login postgres"):
            call()


def test_a_login_that_is_not_there_is_named(pg: Home) -> None:
    gateway = open_catalog(as_user(pg.url, "nobody_of_ours"))

    with pytest.raises(CatalogError, match="does not know the login nobody_of_ours"):
        gateway.status()


def test_each_call_is_one_statement_and_connecting_is_none(pg: Home) -> None:
    """Beyond the connection a call is one round trip: on a slow link that is what a person waits for."""
    sent = list[str]()

    class Counting(PatientConnection):
        def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
            sent.append(query)
            return super().execute(query, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgres_link, "PatientConnection", Counting)
        gateway = pg.opened("ann")
        gateway.pull("main", after=0)
        gateway.push("main", [changeset(new_id())], {})
        gateway.close()

    assert len(sent) == 2


def test_a_wrong_password_is_one_sentence_without_it(pg: Home, login: str) -> None:
    gateway = open_catalog(server().tcp_url(database(pg), user=login, password="wrong-" + SECRET))

    with pytest.raises(CatalogError) as caught:
        gateway.status()

    assert "refuses the login annika" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert not isinstance(caught.value, CatalogUnreachableError), "trying again would not help"


def test_a_sentence_of_the_driver_that_repeats_the_password_is_cleaned() -> None:
    address = parse_url(f"postgresql://ann:{SECRET}@db.example/labels")
    assert isinstance(address, PostgresAddress)

    with pytest.raises(CatalogUnreachableError) as caught, known_errors(address):
        raise psycopg.OperationalError(f"connection failed: no route for ann:{SECRET}")

    assert str(caught.value) == "The catalog at db.example:5432/labels does not answer: no route for ann:***"


def test_a_database_that_does_not_exist_is_named(login: str) -> None:
    gateway = open_catalog(server().tcp_url("nowhere", user=login, password=SECRET))

    with pytest.raises(CatalogError, match="no database nowhere"):
        gateway.status()


def test_making_a_catalog_without_the_right_to_is_refused(login: str) -> None:
    url = server().fresh_database()
    try:
        with pytest.raises(CatalogError, match="annika cannot make a catalog"):
            init_catalog(
                server().tcp_url(url.split("@/")[1].split("?", maxsplit=1)[0], user=login, password=SECRET)
            )
    finally:
        server().drop_database(url)


def test_a_catalog_that_is_too_new_is_left_alone(pg: Home) -> None:
    server().execute("update rushes.meta set schema_version = 99, min_client = 99", database(pg))
    gateway = pg.opened("ann")

    for call in (
        lambda: gateway.push("main", [changeset(new_id())], {}),
        gateway.status,
        lambda: init_catalog(pg.url),
    ):
        with pytest.raises(CatalogError, match="newer than this program"):
            call()
    gateway.close()


def test_a_newer_catalog_that_takes_this_program_works(pg: Home) -> None:
    server().execute("update rushes.meta set schema_version = 4", database(pg))
    gateway = pg.opened("ann")

    assert gateway.push("main", [changeset(new_id())], {})[0].seq == 1
    assert gateway.hello(user="ann", role=Role.ANNOTATOR, device_id="d").schema_version == 4
    gateway.close()


def test_an_older_catalog_is_refused_until_it_is_brought_up(pg: Home) -> None:
    server().execute("update rushes.meta set schema_version = 1, min_client = 1", database(pg))
    gateway = pg.opened("ann")

    with pytest.raises(CatalogError, match="bring it up"):
        gateway.status()

    init_catalog(pg.url)
    assert gateway.status().revisions == 0
    gateway.close()


def test_an_old_server_is_refused() -> None:
    address = parse_url("postgresql://a@old.example/labels")
    assert isinstance(address, PostgresAddress)

    with pytest.raises(CatalogError, match=r"PostgreSQL 16 or newer; old.example:5432/labels runs 15.18"):
        refuse_old_postgres(150_018, address)
    refuse_old_postgres(160_000, address)


def test_nobody_there_is_said_at_once() -> None:
    gateway = open_catalog(f"postgresql://ann:{SECRET}@127.0.0.1:1/labels")

    begin = time.monotonic()
    with pytest.raises(
        CatalogUnreachableError, match=r"127.0.0.1:1/labels does not answer: .*refused"
    ) as caught:
        gateway.status()

    assert time.monotonic() - begin < postgres_link.CONNECT_S
    assert SECRET not in str(caught.value)


def test_a_network_that_swallows_everything_ends_the_wait(
    pg: Home, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection stands, the server works, but nothing comes back any more."""
    monkeypatch.setattr(postgres_link, "CONNECT_S", 1)
    address = parse_url(pg.url)
    assert isinstance(address, PostgresAddress)
    begin = time.monotonic()

    with known_errors(address), contextlib.closing(connect(address, statement_s=60)) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
        connection.statement_s = 0
        with pytest.raises(psycopg.OperationalError, match="no answer within"):
            connection.execute("select pg_sleep(30)")

    assert time.monotonic() - begin < 10


def test_a_statement_that_may_take_longer_is_waited_for(pg: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upgrade builds indexes."""
    monkeypatch.setattr(postgres_link, "STATEMENT_S", 0)
    monkeypatch.setattr(postgres_link, "CONNECT_S", 0)

    with contextlib.closing(connect(postgres_address(pg.url), statement_s=60)) as connection:
        assert connection.execute("select 1 from pg_sleep(0.3)").fetchone() == (1,)


def test_a_server_that_never_says_hello_ends_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres_link._LIMITS, "connect_timeout", 2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        gateway = open_catalog(f"postgresql://ann@127.0.0.1:{silent.getsockname()[1]}/labels")
        begin = time.monotonic()
        with pytest.raises(CatalogUnreachableError):
            gateway.status()

    assert time.monotonic() - begin < 4


def test_two_administrators_make_a_catalog_at_once() -> None:
    url, ids = server().fresh_database(), list[str]()
    both = [threading.Thread(target=lambda: ids.append(init_catalog(url))) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    server().drop_database(url)

    assert len(ids) == 2
    assert len(set(ids)) == 1
