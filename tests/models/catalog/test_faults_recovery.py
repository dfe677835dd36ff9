"""A server recovered to a moment from its base backup and WAL archive, as the guide says: all offer the rest again."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.catalog import administration
from tests.support.archiving import ArchivingServer
from tests.support.catalogs import Home, admin_address, everybody_everywhere
from tests.support.postgres import as_user
from tests.support.town import Town

PEOPLE = ("ann", "bob", "lea")


@pytest.fixture
def archiving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArchivingServer]:
    archive = tmp_path_factory.mktemp("archive")
    everybodys = Path(tempfile.gettempdir()).resolve()
    for path in (archive, *archive.parents):
        if path == everybodys or everybodys not in path.parents:
            break
        path.chmod(0o755)
    running = ArchivingServer(archive)
    running.start()
    yield running
    running.destroy()


@pytest.mark.slow
def test_the_moment_is_reached_and_the_rest_comes_back(archiving: ArchivingServer, tmp_path: Path) -> None:
    url = archiving.fresh_database(everybody_everywhere)
    home = Home("postgres", url, archiving.stop, archiving.restart, lambda user: as_user(url, user))
    with Town(home, tmp_path, PEOPLE, episodes=3) as town:
        round_of_work(town, notes=2)
        archiving.base_backup(archiving.directory / "monday")
        round_of_work(town, notes=3)
        moment, before = archiving.now(), changesets(archiving, url)
        round_of_work(town, notes=4)
        archiving.archive_all()
        town.hang_up()

        archiving.recover(archiving.directory / "monday", moment)
        reached = changesets(archiving, url)
        administration.raise_epoch(admin_address(home))
        town.model.restored()
        reports = {user: town.sync(user) for user in PEOPLE}
        tally = town.settled()

    assert reached == before
    assert {user: report.reoffered > 0 for user, report in reports.items()} == dict.fromkeys(PEOPLE, True)
    assert (tally.acknowledged, tally.applied, tally.refused) == (39, 39, 0)


def round_of_work(town: Town, *, notes: int) -> None:
    """Everybody says something and syncs."""
    for user, record in zip(PEOPLE, town.records, strict=True):
        if notes == 2:
            town.work(user, record)
        town.note(user, record, times=notes)
        town.sync(user)


def changesets(running: ArchivingServer, url: str) -> int:
    """How many the catalog has."""
    database = url.split("@/")[1].split("?", maxsplit=1)[0]
    return int(str(running.execute("select count(*) from rushes.revision", database)[0][0]))
