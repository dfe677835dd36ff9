"""What only the catalog in a file has: strangers' files, versions, places where it must not lie."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from models.catalog.address import SqliteAddress
from models.catalog.gateway import init_catalog, open_catalog
from models.errors import CatalogError, CatalogUnreachableError, StoreError
from models.storage import location
from tests.support.catalogs import changeset, new_id, sqlite_home


def execute(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


def test_opening_makes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "none.sqlite"
    gateway = open_catalog(f"sqlite:///{path}")

    with pytest.raises(CatalogUnreachableError, match="rushes catalog init"):
        gateway.push("main", [changeset(new_id())], {})

    assert list(tmp_path.iterdir()) == []


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "music.sqlite"
    execute(path, "create table song (title text)")
    url = f"sqlite:///{path}"

    with pytest.raises(CatalogError, match="no catalog; nothing was changed"):
        init_catalog(url)
    with pytest.raises(CatalogError, match="is no catalog"):
        open_catalog(url).status()


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    home = sqlite_home(tmp_path)
    execute(tmp_path / "catalog.sqlite", "update meta set schema_version = 99")
    assert open_catalog(home.url).status().episodes == 0, "it says that this program may work with it"
    with pytest.raises(CatalogError, match="newer than this program"):
        init_catalog(home.url)
    execute(tmp_path / "catalog.sqlite", "update meta set min_client = 99")

    for call in (open_catalog(home.url).status, lambda: init_catalog(home.url)):
        with pytest.raises(CatalogError, match="newer than this program"):
            call()


def test_a_place_where_nothing_can_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")

    with pytest.raises(CatalogError, match="cannot be made"):
        init_catalog(f"sqlite:///{tmp_path / 'file' / 'catalog.sqlite'}")
    with pytest.raises(CatalogError):
        init_catalog(f"sqlite:///{tmp_path}")


def test_a_network_share_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def share(directory: Path) -> None:
        raise StoreError("{directory} lies on a network share", directory=directory)

    monkeypatch.setattr(location, "refuse_network_share", share)

    for call in (init_catalog, open_catalog):
        with pytest.raises(CatalogError, match="use PostgreSQL"):
            call(f"sqlite:///{tmp_path / 'catalog.sqlite'}")


def test_a_writer_that_holds_the_file_too_long_is_waited_for_and_then_named(tmp_path: Path) -> None:
    home = sqlite_home(tmp_path)
    path = tmp_path / "catalog.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        assert open_catalog(home.url).status().head == 0, "readers are not held up"
        other.execute("rollback")
    assert open_catalog(home.url).push("main", [changeset(new_id())], {})[0].seq == 1


def test_a_damaged_file_is_one_sentence(tmp_path: Path) -> None:
    home = sqlite_home(tmp_path)
    path = tmp_path / "catalog.sqlite"
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))

    with pytest.raises(CatalogError, match=r"catalog\.sqlite"):
        open_catalog(home.url).push("main", [changeset(new_id())], {})


def test_the_where_of_a_file_is_its_path(tmp_path: Path) -> None:
    assert SqliteAddress(tmp_path / "a b.sqlite").where == str(tmp_path / "a b.sqlite")
