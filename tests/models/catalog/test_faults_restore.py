"""A catalog put back from a dump of PostgreSQL's own programs: all offer again, each change-set is there once."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from models.catalog import administration
from models.labelling.commands import Approve, SetGrade, SetNote
from models.review import Role
from models.storage.label_store import FILE_NAME
from models.storage.values import AnswerStatus
from tests.support.catalogs import MAIN, Desk, Home, admin_address, episode, sqlite_home
from tests.support.keeping import keep, put_back
from tests.support.postgres import server
from tests.support.town import Town

PEOPLE = ("ann", "bob", "lea")
WHO = (("ann", Role.ANNOTATOR), ("bob", Role.ANNOTATOR), ("lea", Role.LEAD))


@pytest.fixture
def town(pg: Home, tmp_path: Path) -> Iterator[Town]:
    with Town(pg, tmp_path, PEOPLE, episodes=3) as made:
        yield made


def restored(town: Town, dump: Path, *, told: bool = True) -> None:
    """As the guide says: into a new database of the old name, then with another epoch."""
    town.hang_up()
    server().restore(town.home.url, dump)
    town.model.restored()
    if told:
        administration.raise_epoch(admin_address(town.home))


@pytest.mark.parametrize("told", [True, False], ids=["epoch raised", "nobody told anybody"])
def test_what_the_dump_did_not_have_comes_back(town: Town, told: bool) -> None:
    for user, record in zip(PEOPLE, town.records, strict=True):
        town.work(user, record, notes=6)
        town.sync(user)
    dump = server().dump(town.home.url)
    for user, record in zip(PEOPLE, town.records, strict=True):
        town.note(user, record, times=10)
        town.sync(user)
    restored(town, dump, told=told)
    town.note("bob", town.records[1], times=5)
    reports = {user: town.sync(user) for user in PEOPLE}
    tally = town.settled()

    assert {user: report.reoffered for user, report in reports.items()} == dict.fromkeys(PEOPLE, 20)
    assert (tally.applied, tally.refused) == (65, 0)
    print(tally.told("restored from pg_dump, " + ("epoch raised" if told else "without a word"), 1))


@pytest.mark.parametrize("told", [True, False], ids=["epoch raised", "nobody told anybody"])
def test_onto_a_time_line_where_others_went_on(town: Town, told: bool) -> None:
    """Orphans wait for their parent and do not become conflicts; where the heads differ, a person decides."""
    first, second, _ = town.records
    for record in (first, second):
        town.work("ann", record)
        town.sync("ann")
    town.sync("lea")
    town.sync("bob")
    kept = keep(town.home)
    town.model.acknowledge("ann", town.desks["ann"].submit(first))
    town.sync("ann")
    town.sync("lea")
    town.model.acknowledge("lea", town.desks["lea"].do(first, Approve("lea")))
    town.note("lea", second)
    town.sync("lea")

    town.hang_up()
    put_back(town.home, kept, told=told)
    town.model.restored()
    town.note("bob", second, times=6)
    town.sync("bob")
    waits = town.sync("lea")
    assert (waits.waiting, waits.conflicts) == (1, 1), (
        "the approval waits for ann's submission, the note is refused"
    )
    assert town.sync("ann").conflicts == 0, "the submission is on what the backup had"
    assert town.sync("lea").waiting == 0
    tally = town.settled()

    assert (tally.applied, tally.refused) == (16, 1)
    print(tally.told("onto another time line, " + ("epoch raised" if told else "without a word"), 1))


def test_restored_again_and_again(town: Town) -> None:
    """Each time to another moment of the past; everybody's work stays whole."""
    kept = []
    for turn in range(3):
        for user, record in zip(PEOPLE, town.records, strict=True):
            if turn:
                town.note(user, record, times=2)
            else:
                town.work(user, record)
            town.sync(user)
        town.hang_up()
        kept.append(keep(town.home))
    for moment in (2, 0, 1, 0):
        town.hang_up()
        put_back(town.home, kept[moment], told=moment != 1)
        town.model.restored()
        for user, record in zip(PEOPLE, town.records, strict=True):
            town.note(user, record)
            town.sync(user)
    tally = town.settled()

    assert (tally.applied, tally.refused) == (36, 0)
    statuses = {row.status for row in town.model.revisions("lea").values()}
    assert statuses == {AnswerStatus.APPLIED}
    print(tally.told("restored again and again", 4))


@pytest.mark.parametrize("told", [True, False], ids=["epoch raised", "nobody told anybody"])
@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_what_was_refused_after_the_backup_can_be_read_there_again(
    tmp_path: Path, request: pytest.FixtureRequest, name: str, told: bool
) -> None:
    """I12, by its author and by the reviewer; it stays refused, whoever syncs first, and as a person left it."""
    home = sqlite_home(tmp_path) if name == "sqlite" else request.getfixturevalue("pg")
    record = replace(episode("argued about"), site=MAIN)
    ann, bob = (Desk(tmp_path / "desks", user) for user in ("ann", "bob"))
    ann.label(record)
    for desk in (ann, bob):
        desk.sync(home)
    kept = keep(home)
    bob.do(record, SetNote("first"))
    bob.sync(home)
    late = [*ann.do(record, SetNote("late")), *ann.do(record, SetGrade("failure", ("missed_grasp",)))]
    assert ann.sync(home).conflicts == 2
    before = ann.store.strands()
    put_back(home, kept, told=told)

    assert ann.sync(home).conflicts == 0
    assert statuses(home, record.id, late) == dict.fromkeys(late, AnswerStatus.CONFLICT), (
        "nobody decided otherwise"
    )
    bob.sync(home)
    report = ann.sync(home)
    assert (report.conflicts, report.pushed) == (0, 0)
    assert statuses(home, record.id, late) == dict.fromkeys(late, AnswerStatus.CONFLICT)
    assert [strand.ids for strand in ann.store.strands()] == [strand.ids for strand in before]
    assert ann.document(record) == bob.document(record)
    assert ann.document(record).note == "first"
    ann.store.close()
    bob.store.close()


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_refused_work_of_a_damaged_file_is_told_to_a_catalog_that_was_restored_meanwhile(
    tmp_path: Path, request: pytest.FixtureRequest, name: str
) -> None:
    home = sqlite_home(tmp_path) if name == "sqlite" else request.getfixturevalue("pg")
    record = replace(episode("argued about"), site=MAIN)
    ann, bob = (Desk(tmp_path / "desks", user) for user in ("ann", "bob"))
    ann.label(record)
    for desk in (ann, bob):
        desk.sync(home)
    kept = keep(home)
    bob.do(record, SetNote("first"))
    late = ann.do(record, SetNote("late"))
    for desk in (bob, ann):
        desk.sync(home)
    put_back(home, kept, told=True)
    ann.store.close()
    (ann.store.directory / FILE_NAME).unlink()
    ann = Desk(tmp_path / "desks", "ann")

    ann.sync(home)

    assert statuses(home, record.id, late) == dict.fromkeys(late, AnswerStatus.CONFLICT)
    ann.store.close()
    bob.store.close()


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_what_stands_on_work_that_was_refused_after_the_restore_does_not_wait_for_ever(
    tmp_path: Path, request: pytest.FixtureRequest, name: str
) -> None:
    """The lead built on what ann did; in the older catalog bob holds the episode, and ann is refused."""
    home = sqlite_home(tmp_path) if name == "sqlite" else request.getfixturevalue("pg")
    record = replace(episode("built upon"), site=MAIN)
    desks = ann, bob, lea = [Desk(tmp_path / "desks", *who) for who in WHO]
    ann.store.put_episodes([record])
    lea.store.put_episodes([record])
    lea.sync(home)
    with closing(home.opened("bob")) as gateway:
        gateway.take_leases(MAIN, [record.id], device_id=bob.store.device_id, hours=1.0)
    kept = keep(home)
    with closing(home.opened("bob")) as gateway:
        gateway.release_leases(MAIN, [record.id], device_id=bob.store.device_id)
    ann.label(record)
    for desk in (ann, lea):
        desk.sync(home)
    lea.do(record, SetNote("built on it"))
    put_back(home, kept, told=True)

    for _ in range(2):
        for desk in desks:
            desk.sync(home)

    assert lea.store.pending_count() == 0
    assert [one.changeset.author for one in lea.store.conflicts()] == ["lea"]
    for desk in desks:
        desk.store.close()


def statuses(home: Home, episode_id: str, ids: list[str]) -> dict[str, AnswerStatus]:
    """What author and reviewer read of these."""
    read = []
    for user in ("ann", "lea"):
        with closing(home.opened(user)) as gateway:
            rows = gateway.revisions(MAIN, episode_id)
            read.append({row.changeset.id: row.status for row in rows if row.changeset.id in ids})
    assert read[0] == read[1]
    return read[0]
