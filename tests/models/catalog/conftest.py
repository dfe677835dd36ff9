"""Every contract test runs twice: on a catalog in PostgreSQL and on one in a SQLite file."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.catalog.gateway import Gateway
from tests.support.catalogs import PEOPLE, Crowd, Desk, Home, postgres_home, sqlite_home
from tests.support.postgres import server


@pytest.fixture(params=["sqlite", "postgres"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """An empty catalog."""
    made = sqlite_home(tmp_path) if request.param == "sqlite" else postgres_home()
    yield made
    if made.name == "postgres":
        server().drop_database(made.url)


@pytest.fixture
def pg() -> Iterator[Home]:
    """An empty catalog in PostgreSQL."""
    made = postgres_home()
    yield made
    server().drop_database(made.url)


@pytest.fixture
def crowd(home: Home) -> Iterator[Crowd]:
    """Everybody at ``home``."""
    opened = Crowd(home)
    yield opened
    opened.close()


@pytest.fixture
def gateway(crowd: Crowd) -> Gateway:
    """That of ann."""
    return crowd.of("ann")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Makes people, each with a local store; closes the stores at the end."""
    made: list[Desk] = []

    def make(user: str) -> Desk:
        made.append(Desk(tmp_path / "profiles", user, PEOPLE[user]))
        return made[-1]

    yield make
    for person in made:
        person.store.close()
