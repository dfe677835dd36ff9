"""Sync by TLS that checks authority and name, with SCRAM: the right one goes through, a wrong one is a sentence."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest

from models.catalog import administration
from models.catalog.gateway import open_catalog
from models.catalog.sync import synchronise
from models.errors import CatalogError, CatalogUnreachableError
from tests.models.catalog.test_faults_rights import Before
from tests.support import postgres_programs
from tests.support.catalogs import Home, admin_address, everybody_everywhere
from tests.support.postgres import as_user
from tests.support.tls_postgres import Authority, TlsPostgres, tls_server
from tests.support.town import Town
from tests.support.wire_proxy import WireProxy

SECRET = "correct horse/battery@staple"
SERVERS_NAME = "localhost"
CONNECT_TRIPS = 5
"""One asks for TLS, one shakes hands, three log in by SCRAM inside it."""


@pytest.fixture
def home() -> Iterator[Home]:
    """Everybody has the same password, and comes by the socket where a test looks behind."""
    running = tls_server()
    url = running.fresh_database(everybody_everywhere)
    made = Home("postgres", url, running.stop, running.restart, lambda user: as_user(url, user))
    for user in ("ann", "bob"):
        administration.set_password(admin_address(made), user, SECRET)
    yield made
    running.drop_database(url)


@pytest.fixture
def town(home: Home, tmp_path: Path) -> Iterator[Town]:
    with Town(home, tmp_path) as made:
        yield made


def by_tls(home: Home, *, ca: Path | None = None, host: str = SERVERS_NAME, secret: str = SECRET) -> Home:
    """The URL that a connection file makes, with the password of the key ring in it."""
    running, database = tls_server(), home.url.split("@/")[1].split("?", maxsplit=1)[0]
    return replace(
        home, login=lambda user: running.tls_url(database, user=user, password=secret, host=host, ca=ca)
    )


def test_sync_goes_through_tls(town: Town) -> None:
    door = by_tls(town.home)
    for user in town.desks:
        town.work(user, notes=56)
        town.sync(user, door)
    town.sync("ann", door)
    tally = town.settled()

    assert (tally.applied, tally.refused) == (60, 60)
    print(tally.told("verify-full", 3))


def test_the_line_is_cut_inside_tls_again_and_again(town: Town) -> None:
    with WireProxy(tls_server(), by_tcp=True) as line:
        door = by_tls(town.home)
        far = replace(door, login=lambda user: line.through(door.login(user)))
        town.work("ann", notes=56)
        for _ in range(3):
            town.note("ann", times=2)
            with pytest.raises(CatalogError):
                town.sync_through("ann", lambda gateway: cutting(gateway, line), far)  # type: ignore[arg-type, return-value]
        town.stubborn("ann", far)
    tally = town.settled()

    assert (tally.applied, tally.refused) == (66, 0)
    print(tally.told("cut inside TLS", 3))


def test_connecting_by_tls_takes_five_round_trips(town: Town) -> None:
    town.work("ann", notes=16)
    with WireProxy(tls_server(), by_tcp=True) as line:
        url = line.through(by_tls(town.home).login("ann"))
        with closing(open_catalog(url)) as gateway:
            assert synchronise(town.desks["ann"].store, gateway).pushed == 20
            # Before PostgreSQL 18 a server takes no key on X25519 and asks for another one.
            older = (postgres_programs.chosen() or postgres_programs.NEWEST) < 18
            assert line.round_trips == CONNECT_TRIPS + older + 4, (
                "hello, a push, and a pull of each of two sites"
            )

    print(town.settled().told(f"TLS and SCRAM: connecting takes {CONNECT_TRIPS} round trips", 1))


def cutting(gateway: object, line: WireProxy) -> object:
    """Each push finds its connection reset."""
    return Before(gateway, "push", 1, line.cut_all)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("door", "sentence"),
    [
        pytest.param(
            "stranger", "authority that this connection does not trust", id="an authority that is not trusted"
        ),
        pytest.param("name", "certificate of another name", id="a server of another name"),
        pytest.param("absent", "cannot be read on this machine", id="a certificate file that is not there"),
        pytest.param("expired", "has expired or is not valid yet", id="a certificate whose time is over"),
        pytest.param("password", "refuses the login ann", id="a wrong password"),
    ],
)
def test_a_wrong_one_is_refused_with_a_sentence(town: Town, tmp_path: Path, door: str, sentence: str) -> None:
    doors = {
        "stranger": lambda: by_tls(town.home, ca=Authority.made(tmp_path / "ca", "Somebody").certificate),
        "name": lambda: by_tls(town.home, host="127.0.0.1"),
        "expired": lambda: by_tls(town.home),
        "absent": lambda: by_tls(town.home, ca=tmp_path / "none.crt"),
        "password": lambda: by_tls(town.home, secret="wrong"),
    }
    town.work("ann")
    running = tls_server()
    with ExitStack() as after:
        if door == "expired":
            after.callback(running.renew_certificate, running.authority)
            running.renew_certificate(running.authority, days=-1)
        with pytest.raises(CatalogError, match=sentence) as caught:
            town.sync("ann", doors[door]())
    assert not isinstance(caught.value, CatalogUnreachableError), "somebody must act"
    assert SECRET not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert town.pending("ann") == 4

    print(town.settled().told(f"TLS: {sentence}", 1))


def test_a_login_without_tls_is_refused(town: Town) -> None:
    running: TlsPostgres = tls_server()
    database = town.home.url.split("@/")[1].split("?", maxsplit=1)[0]
    plain = replace(
        town.home,
        login=lambda user: running.tcp_url(database, user=user, password="x") + "?sslmode=disable",
    )
    town.work("ann")
    with pytest.raises(CatalogError, match=r"pg_hba\.conf"):
        town.sync("ann", plain)
    assert town.pending("ann") == 4
