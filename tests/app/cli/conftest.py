"""A command line whose data directory belongs to the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli import CommandLine
from tests.support.postgres import PostgresServer, as_user, people_catalog, server


@pytest.fixture
def rushes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    data_dir = tmp_path / "data"
    monkeypatch.setenv("RUSHES_DATA_DIR", str(data_dir))
    return CommandLine(data_dir, capsys)


@pytest.fixture(scope="session")
def safe_server() -> Iterator[PostgresServer]:
    """A server whose settings are those of an administrator who reads the guide, but for TLS and the archive."""
    running = PostgresServer(settings={"fsync": "on"})
    running.start()
    yield running
    running.destroy()


@pytest.fixture
def catalog() -> Iterator[str]:
    """URL of a catalog with people, as the one who made it."""
    url = server().fresh_database(people_catalog)
    yield url
    server().drop_database(url)


@pytest.fixture
def admin(catalog: str) -> str:
    """The same as its administrator."""
    return as_user(catalog, "adm")
