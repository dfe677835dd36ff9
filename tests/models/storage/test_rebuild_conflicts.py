"""What a conflict set aside outlives the label file, a copy of it and a kill; the law takes it all the same."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from models.errors import StoreError
from models.labelling.commands import SetNote
from models.storage import copies, journal
from models.storage.journal import FOLDER, Journal
from models.storage.label_store import FILE_NAME
from models.storage.strands import Strand
from tests.support.desk import SITE, Desk, PaperCatalog
from tests.support.kill_steps import killed_at
from tests.support.labels import NOW_NS, cut, record

DAY_NS = 86_400 * 10**9
STRIDE = 29
TIERS = (("phase", "tier"), ("phase", "more"), ("remark", "more"), ("document", "more"))


@pytest.fixture
def catalog() -> PaperCatalog:
    return PaperCatalog(episodes={record(n).id: record(n) for n in (1, 2)})


def quarrel(home: Path, catalog: PaperCatalog) -> None:
    """Ann's first edit is lea's base too; then lea is first, and two edits of ann's are refused."""
    with Desk(home / "ann") as ann, Desk(home / "lea", "lea") as lea:
        ann.store.put_episodes([record(1), record(2)])
        ann.do(cut(2, "approach"))
        catalog.sync(ann)
        catalog.sync(lea)
        lea.do(SetNote("lea's"))
        catalog.sync(lea)
        ann.do(SetNote("ann's"), cut(4, "grasp"))
        catalog.sync(ann)


def the_strand(desk: Desk) -> Strand:
    (strand,) = desk.store.strands()
    return strand


def lose(home: Path, *, copied: bool) -> None:
    (home / FILE_NAME).unlink()
    if not copied:
        shutil.rmtree(home / copies.FOLDER, ignore_errors=True)


@pytest.mark.parametrize("copied", [True, False], ids=["copy and journal", "journal alone"])
def test_what_was_put_away_and_what_both_began_with_are_there_without_the_catalog(
    tmp_path: Path, catalog: PaperCatalog, copied: bool
) -> None:
    quarrel(tmp_path, catalog)
    with Desk(tmp_path / "ann") as ann:
        name = ann.store.begin_copy(NOW_NS + DAY_NS)
        assert name is None or ann.store.make_copy(name) is None
        ann.store.put_aside(the_strand(ann).ids)
        before = the_strand(ann)
        assert (before.aside, [other.author for other in before.others]) == (True, ["lea"])
        assert before.mine() is not None
    lose(tmp_path / "ann", copied=copied)
    with Desk(tmp_path / "ann") as ann:
        assert the_strand(ann) == before
        assert [row.conflicts for row in ann.store.episodes()] == [0, 0]
        ann.store.take_out(before.ids)
        assert not the_strand(ann).aside
        assert sorted(row.conflicts for row in ann.store.episodes()) == [0, 2]


def test_a_log_that_is_taken_again_tells_nobody_as_first_who_was_there_before(
    tmp_path: Path, catalog: PaperCatalog
) -> None:
    quarrel(tmp_path, catalog)
    with Desk(tmp_path / "ann") as ann:
        before = the_strand(ann)
        ann.store.rewind_shadows(SITE)
        ann.store.apply_page(catalog.page(0))
        assert the_strand(ann) == before


@pytest.mark.slow
@pytest.mark.parametrize("what", ["put away", "taken out", "pulled"])
def test_a_kill_at_any_step_leaves_file_and_journal_agreed(
    tmp_path: Path, catalog: PaperCatalog, what: str
) -> None:
    """What was told is there; what was not is there in both, or in neither."""
    quarrel(tmp_path, catalog)
    pristine = tmp_path / "ann"
    with Desk(pristine) as ann, Desk(tmp_path / "lea", "lea") as lea:
        ids = the_strand(ann).ids
        if what == "taken out":
            ann.store.put_aside(ids)
        lea.do(SetNote("lea's again"))
        catalog.sync(lea)
    home, told = tmp_path / "killed", tmp_path / "told"

    def act(tell) -> None:  # type: ignore[no-untyped-def]
        store = Desk(home).store
        if what == "pulled":
            store.apply_page(catalog.page(store.site_state(SITE).cursor))
        else:
            (store.put_aside if what == "put away" else store.take_out)(ids)
        tell("done")

    step, killed = 1, True
    while killed:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(pristine, home)
        killed = killed_at(step, act, told)
        with Desk(home) as desk:
            seen = the_strand(desk)
            if told.read_bytes():
                assert seen.aside == (what == "put away")
                assert len(seen.others) == (2 if what == "pulled" else 1)
        lose(home, copied=False)
        with Desk(home) as desk:
            assert the_strand(desk).aside == seen.aside
            desk.store.apply_page(catalog.page(0))
            assert len(the_strand(desk).others) == 2
        step += STRIDE
    assert step > STRIDE


def test_conflicts_of_an_older_file_come_into_its_journal(tmp_path: Path, catalog: PaperCatalog) -> None:
    quarrel(tmp_path, catalog)
    home = tmp_path / "ann"
    with Desk(home) as ann:
        ann.store.put_aside(the_strand(ann).ids)
        before = the_strand(ann)
    Journal(home / FOLDER).rewrite(lambda entry: entry["kind"] not in {"base", "aside"})
    with closing(sqlite3.connect(home / FILE_NAME)) as file, file:
        for table, column in TIERS:
            file.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        file.execute("DROP TABLE mark")
        file.execute("DROP TABLE shadow")
        file.execute("ALTER TABLE document ADD COLUMN shadow TEXT NOT NULL DEFAULT '[]'")
        file.execute("ALTER TABLE outbox DROP COLUMN untold")
        file.execute("DROP INDEX ix_outbox_episode")
        file.execute("CREATE INDEX ix_outbox_episode ON outbox (episode_id)")
        file.execute("CREATE INDEX ix_outbox_unsettled ON outbox (episode_id) WHERE state <> 'applied'")
        file.execute("DROP INDEX ix_outbox_answered")
        file.execute("UPDATE alembic_version SET version_num = '0007'")
        file.execute("DELETE FROM meta WHERE name = 'conflicts_noted'")
    Desk(home).store.close()
    lose(home, copied=False)
    for copy in home.glob(f"{FILE_NAME}.before-*"):
        copy.unlink()
    with Desk(home) as ann:
        assert the_strand(ann) == before


@pytest.mark.parametrize("lost", [True, False], ids=["made anew", "opened"])
def test_what_a_newer_program_wrote_is_refused_and_left_as_it_is(tmp_path: Path, lost: bool) -> None:
    with Desk(tmp_path) as desk:
        desk.do(SetNote("x"))
    book = Journal(tmp_path / FOLDER)
    book.append([{"kind": "telepathy", "episode_id": record().id}], sync=True)
    book.close()
    if lost:
        lose(tmp_path, copied=False)
    before = journal.read(tmp_path / FOLDER)
    with pytest.raises(StoreError, match=r"newer Rushes .*telepathy.*nothing was changed"):
        Desk(tmp_path)
    assert journal.read(tmp_path / FOLDER) == before
    assert (tmp_path / FILE_NAME).exists() != lost


def test_of_a_withdrawn_episode_no_conflict_stays_anywhere(tmp_path: Path, catalog: PaperCatalog) -> None:
    quarrel(tmp_path, catalog)
    home = tmp_path / "ann"
    with Desk(home) as ann:
        ann.store.put_aside(the_strand(ann).ids)
        name = ann.store.begin_copy(NOW_NS + DAY_NS)
        assert name is not None
        ann.store.make_copy(name)
        catalog.withdraw(record().id)
        ann.store.apply_page(catalog.page(ann.store.site_state(SITE).cursor))
        assert ann.store.strands() == []
    assert {entry["kind"] for entry in journal.read(home / FOLDER).entries}.isdisjoint({"base", "aside"})
    for path in (home / FILE_NAME, *copies.copies_of(home)):
        with closing(sqlite3.connect(path)) as file:
            for table in ("conflict_base", "conflict_aside", "outbox"):
                assert file.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), (path.name, table)
