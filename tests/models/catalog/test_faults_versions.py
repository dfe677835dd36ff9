"""Program and catalog apart by one version, either way: it is told, the queue is kept, it goes on after upgrade."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.catalog import postgres, versions
from models.catalog.gateway import init_catalog
from models.catalog.tables import SCHEMA_VERSION
from models.errors import CatalogError, CatalogUnreachableError
from tests.models.catalog.test_faults_rights import sync_and
from tests.support.catalogs import Home
from tests.support.postgres import server
from tests.support.town import Town

NEWER = SCHEMA_VERSION + 1


@pytest.fixture
def town(pg: Home, tmp_path: Path) -> Iterator[Town]:
    with Town(pg, tmp_path) as made:
        yield made


def catalog_has(town: Town, version: int, *, min_client: int) -> None:
    database = town.home.url.split("@/")[1].split("?", maxsplit=1)[0]
    server().execute(
        f"update rushes.meta set schema_version = {version}, min_client = {min_client}", database
    )


def program_has(patch: pytest.MonkeyPatch, version: int) -> None:
    for module in (postgres, versions):
        patch.setattr(module, "SCHEMA_VERSION", version)


def test_a_catalog_that_became_newer_and_takes_this_program(town: Town) -> None:
    town.work("ann", notes=60)
    sync_and(town, "ann", "push", 2, lambda: catalog_has(town, NEWER, min_client=SCHEMA_VERSION))
    town.note("bob")
    tally = town.settled()

    assert tally.acknowledged == 65
    print(tally.told("catalog newer by one, this program allowed", 1))


def test_a_catalog_that_became_newer_and_takes_only_newer_programs(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.work("ann", notes=60)
    with pytest.raises(
        CatalogError, match=f"newer than this program's {SCHEMA_VERSION}; update Rushes"
    ) as caught:
        sync_and(town, "ann", "push", 2, lambda: catalog_has(town, NEWER, min_client=NEWER))
    assert not isinstance(caught.value, CatalogUnreachableError), "trying again would not help"
    town.note("ann", times=2)
    with pytest.raises(CatalogError, match="update Rushes"):
        town.sync("ann")
    assert town.pending("ann") == 16
    program_has(monkeypatch, NEWER)

    tally = town.settled()
    assert (tally.applied, tally.refused) == (66, 0)
    print(tally.told("catalog newer by one, this program not allowed", 1))


def test_a_catalog_that_is_older_than_the_program(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.work("ann")
    town.sync("ann")
    town.note("ann", times=3)
    with monkeypatch.context() as patch:
        program_has(patch, NEWER)
        with pytest.raises(
            CatalogError, match=f"has version {SCHEMA_VERSION}, this program works with {NEWER}; bring it up"
        ) as caught:
            town.sync("ann")
        assert not isinstance(caught.value, CatalogUnreachableError)
        town.note("ann", times=2)
        assert town.pending("ann") == 5
        catalog_has(town, NEWER, min_client=SCHEMA_VERSION)
        town.sync("ann")
    tally = town.settled()

    assert (tally.applied, tally.refused) == (9, 0)
    print(tally.told("catalog older by one", 1))


def test_a_catalog_that_says_it_is_the_version_before(town: Town) -> None:
    """Put back from a backup of before an upgrade: it is brought up again, and all goes on."""
    town.work("ann", notes=4)
    catalog_has(town, SCHEMA_VERSION - 1, min_client=SCHEMA_VERSION - 1)
    with pytest.raises(CatalogError, match="bring it up"):
        town.sync("ann")
    assert town.pending("ann") == 8
    init_catalog(town.home.url)

    print(town.settled().told("catalog older by one, brought up by init", 1))
