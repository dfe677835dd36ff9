"""The oldest PostgreSQL that is promised makes a catalog, withstands its annotators, and gives work back.

``make test-postgres`` runs everything about catalogs on it.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from models.catalog.attacks.suite import run_suite
from models.catalog.gateway import open_catalog
from models.catalog.rehearsal import rehearse
from models.catalog.versions import MIN_POSTGRES
from models.episode import EpisodeRecord
from models.labelling.changes import ChangeSet
from tests.support import postgres_programs
from tests.support.catalogs import changeset, episode, set_field
from tests.support.postgres import PostgresServer, as_user, people_catalog, postgres_address

OLDEST = MIN_POSTGRES // 10_000


@pytest.fixture
def oldest() -> Iterator[PostgresServer]:
    """A server of that version."""
    why = postgres_programs.absent(OLDEST)
    if why:
        pytest.skip(f"PostgreSQL {OLDEST} {why}")
    running = PostgresServer(programs=postgres_programs.programs(OLDEST))
    running.start()
    yield running
    running.destroy()


@pytest.mark.slow
def test_it_works_withstands_its_people_and_comes_back(oldest: PostgresServer, tmp_path: Path) -> None:
    url = oldest.fresh_database(people_catalog)
    records = [episode() for _ in range(3)]
    with closing(open_catalog(as_user(url, "ann"))) as gateway:
        gateway.push("main", [edit for one in records for edit in edits(one.id)], by_id(records))
        page = gateway.pull("main", after=0)

    outcomes = run_suite(postgres_address(url), chosen=lambda one: one.who == "annotator")
    back = rehearse(postgres_address(url), tmp_path)

    assert str(oldest.execute("show server_version")[0][0]).startswith(f"{OLDEST}.")
    assert len([entry for entry in page.entries if entry.changeset]) == 6
    assert [one for one in outcomes if one.breach] == []
    assert len(outcomes) > 100
    assert {note.name: note.rows for note in back.manifest.tables}["revision"] == 6


def edits(episode_id: str) -> list[ChangeSet]:
    """Two, one made on the other."""
    first = changeset(episode_id, set_field("note", "slips"), author="ann")
    return [first, changeset(episode_id, set_field("note", "slips twice"), parent=first.id, author="ann")]


def by_id(records: list[EpisodeRecord]) -> dict[str, EpisodeRecord]:
    """As a push takes them."""
    return {record.id: record for record in records}
