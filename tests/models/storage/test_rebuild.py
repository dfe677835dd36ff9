"""A label file that is damaged in any of its pages is made anew, and shows what it showed."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from models.errors import StoreError
from models.labelling.commands import SetGrade, SetNote, Submit
from models.storage import copies, journal
from models.storage.database import damage_mark
from models.storage.journal import FOLDER
from models.storage.label_store import FILE_NAME
from models.storage.rebuild import rebuild
from models.storage.values import AnswerStatus
from tests.support.desk import SITE, Desk, PaperCatalog
from tests.support.labels import NOW_NS, blank, cut, record

DAY_NS = 86_400 * 10**9


@pytest.fixture
def catalog() -> PaperCatalog:
    return PaperCatalog(episodes={record(n).id: record(n) for n in (1, 2)})


def seen(desk: Desk) -> tuple[object, ...]:
    """What a person sees, and what is on its way."""
    return (
        desk.document(),
        desk.document(2),
        desk.history(),
        [changeset.id for changeset in desk.store.pending()],
        desk.store.last_receipt(),
        desk.store.episodes(),
        desk.store.device_id,
    )


def work(desk: Desk) -> None:
    """Edits with an undo, a long note that needs overflow pages, and one of another episode."""
    desk.store.put_episodes([record(1), record(2)])
    desk.do(cut(2, "approach"), cut(4, "grasp"), SetNote("拿起 " + "x" * 9000), SetGrade("success"))
    desk.undo()
    desk.do(SetNote("short"), number=2)


def page_of(path: Path, kind: str) -> int:
    """Number of a page of that class, from 1."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if kind == "freelist":
            return int.from_bytes(path.read_bytes()[32:36], "big")
        names = {"leaf": "name = 'outbox' AND pagetype = 'leaf'", "overflow": "pagetype = 'overflow'"}
        names["interior"] = "pagetype = 'internal'"
        found = file.execute(f"SELECT max(pageno) FROM dbstat WHERE {names[kind]}").fetchone()[0]
    return int(found)


def scribble(path: Path, offset: int, size: int = 600) -> None:
    content = bytearray(path.read_bytes())
    content[offset : offset + size] = b"\xa5" * size
    path.write_bytes(content)


def damage(directory: Path, kind: str) -> None:
    """Of a file that was closed; its log and its shared memory are those of a process that was killed."""
    path = directory / FILE_NAME
    if kind == "header":
        scribble(path, 0, 60)
    elif kind == "schema":
        scribble(path, 100, 3000)
    elif kind == "cut short":
        path.write_bytes(path.read_bytes()[:8192])
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "gone":
        path.unlink()
    else:
        scribble(path, (page_of(path, kind) - 1) * 4096, 4000)


def make_room(directory: Path) -> None:
    """Pages that are free, and enough rows for inner pages."""
    with closing(sqlite3.connect(directory / FILE_NAME)) as file, file:
        file.execute("CREATE TABLE heap (x)")
        file.executemany("INSERT INTO heap VALUES (?)", [("y" * 900,)] * 400)
        file.execute("CREATE TABLE gone AS SELECT * FROM heap")
        file.execute("DROP TABLE gone")


KINDS = ["header", "schema", "interior", "leaf", "overflow", "freelist", "cut short", "empty", "gone"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("has_copy", [True, False], ids=["copy and journal", "journal alone"])
def test_what_a_person_sees_is_what_it_was(tmp_path: Path, kind: str, has_copy: bool) -> None:
    with Desk(tmp_path) as desk:
        desk.store.put_episodes([record(1), record(2)])
        desk.do(cut(1, "lift"))
    with Desk(tmp_path) as desk:
        work(desk)
        before = seen(desk)
    assert len(copies.copies_of(tmp_path)) == 1
    make_room(tmp_path)
    damage(tmp_path, kind)
    if not has_copy:
        shutil.rmtree(tmp_path / copies.FOLDER, ignore_errors=True)
    with Desk(tmp_path) as desk:
        assert seen(desk) == before
        if kind != "freelist" or desk.store.notices:
            assert "made anew, with" in str(desk.store.notices[0])
        (receipt,) = desk.do(SetNote("goes on"))
        assert receipt.number == before[4] + 1  # type: ignore[operator]
    assert (kind == "gone") or list(tmp_path.glob(f"{FILE_NAME}.damaged-*"))
    with Desk(tmp_path) as desk:
        assert desk.store.notices == []


@pytest.mark.parametrize("kind", ["wal", "wal header", "shm", "wal gone"])
def test_a_damaged_log_of_a_process_that_was_killed_loses_nothing(tmp_path: Path, kind: str) -> None:
    home, killed = tmp_path / "home", tmp_path / "killed"
    with Desk(home) as desk:
        work(desk)
        before = seen(desk)
        shutil.copytree(home, killed)
    wal, shm = killed / f"{FILE_NAME}-wal", killed / f"{FILE_NAME}-shm"
    assert wal.stat().st_size
    if kind == "wal":
        scribble(wal, wal.stat().st_size // 2)
    elif kind == "wal header":
        scribble(wal, 0, 32)
    elif kind == "shm":
        scribble(shm, 0, 4000)
    else:
        wal.unlink()
    with Desk(killed) as desk:
        assert seen(desk) == before


def test_others_work_comes_back_with_the_next_sync(tmp_path: Path, catalog: PaperCatalog) -> None:
    with Desk(tmp_path / "ann") as ann, Desk(tmp_path / "lea", "lea") as lea:
        ann.store.put_episodes([record()])
        ann.do(cut(2, "approach"))
        catalog.sync(ann)
        catalog.sync(lea)
        lea.do(SetNote("look again"))
        catalog.sync(lea)
        catalog.sync(ann)
        ann.do(SetGrade("success"), Submit("ann"))
        catalog.sync(ann)
        ann.do(SetNote("waits"), number=2)
        before = ann.document(), ann.document(2), ann.store.pending(), ann.store.sanity(SITE)
    shutil.rmtree(tmp_path / "ann" / copies.FOLDER, ignore_errors=True)
    damage(tmp_path / "ann", "header")
    with Desk(tmp_path / "ann") as ann:
        assert ann.store.pending() == before[2]
        ann.store.apply_page(catalog.page(ann.store.site_state(SITE).cursor))
        assert (ann.document(), ann.document(2), ann.store.pending(), ann.store.sanity(SITE)) == before


def test_refused_work_is_still_refused(tmp_path: Path, catalog: PaperCatalog) -> None:
    with Desk(tmp_path / "ann") as ann, Desk(tmp_path / "lea", "lea") as lea:
        lea.do(cut(5, "place"))
        catalog.sync(lea)
        ann.do(cut(2, "approach"), cut(4, "grasp"))
        catalog.sync(ann)
        before = ann.document(), ann.store.conflicts()
    shutil.rmtree(tmp_path / "ann" / copies.FOLDER, ignore_errors=True)
    damage(tmp_path / "ann", "gone")
    with Desk(tmp_path / "ann") as ann:
        assert ann.store.conflicts() == before[1]
        assert {conflict.status for conflict in before[1]} == {AnswerStatus.CONFLICT}
        ann.store.apply_page(catalog.page(0))
        assert ann.document() == before[0]


@pytest.mark.parametrize(
    ("spoil", "lines"),
    [
        (lambda content: content[:-7], 1),
        (lambda content: content + b"00000040 12", 0),
        (lambda content: content[:400] + b"\x00" * 5 + content[405:], 1),
    ],
    ids=["torn in the last line", "torn after it", "scribbled in the middle"],
)
def test_a_torn_journal_costs_its_torn_lines_and_no_others(
    tmp_path: Path, spoil: Callable[[bytes], bytes], lines: int
) -> None:
    with Desk(tmp_path) as desk:
        desk.do(*(SetNote(f"note {n}") for n in range(6)))
    (file,) = journal.files_of(tmp_path / FOLDER)
    file.write_bytes(spoil(file.read_bytes().rstrip(b"\0")))
    found = journal.read(tmp_path / FOLDER)
    assert found.damaged + found.torn == lines or (found.torn == 1 and lines == 0)
    with Desk(tmp_path) as desk:
        assert desk.document().note == "note 5"
        assert desk.store.last_receipt() == 6
        desk.do(SetNote("goes on"))
    assert journal.read(tmp_path / FOLDER).torn == 0
    assert journal.last_number(tmp_path / FOLDER) == 7


def test_a_journal_that_was_taken_away_is_written_again(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        work(desk)
        before = seen(desk)
    shutil.rmtree(tmp_path / FOLDER)
    Desk(tmp_path).store.close()
    shutil.rmtree(tmp_path / copies.FOLDER, ignore_errors=True)
    damage(tmp_path, "gone")
    with Desk(tmp_path) as desk:
        after = seen(desk)
        assert (after[0], after[1], after[3], after[4]) == (before[0], before[1], before[3], before[4])


def test_without_copy_and_journal_nothing_is_made_up(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        desk.do(SetNote("x"))
    for folder in (FOLDER, copies.FOLDER):
        shutil.rmtree(tmp_path / folder, ignore_errors=True)
    damage(tmp_path, "header")
    content = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(StoreError):
        Desk(tmp_path)
    with pytest.raises(StoreError, match="neither a copy nor a journal"):
        rebuild(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_damage_that_is_met_later_is_told_and_mended_at_the_next_opening(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        work(desk)
        before = seen(desk)
    with Desk(tmp_path) as desk:
        damage_mark(tmp_path / FILE_NAME).touch()
        assert desk.store.check() == ()
    with Desk(tmp_path) as desk:
        assert len(desk.store.notices) == 1
        assert seen(desk) == before


def test_asked_for_it_is_made_anew_while_nobody_has_it_open(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        work(desk)
        before = seen(desk)
        with pytest.raises(StoreError, match="open in another"):
            rebuild(tmp_path)
    report = rebuild(tmp_path)
    assert (report.edits, report.unreadable) == (6, 0)
    assert report.kept is not None
    assert report.kept.exists()
    with Desk(tmp_path) as desk:
        assert seen(desk) == before


def test_a_copy_a_day_and_seven_are_kept(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        for day in (5, 2, 9, 9, 30, 31, 32, 33, 34):
            name = desk.store.begin_copy(NOW_NS + day * DAY_NS)
            assert name is None or desk.store.make_copy(name) is None
        made = copies.copies_of(tmp_path)
    assert len(made) == copies.KEPT
    assert copies.newest_sound(tmp_path) == made[-1]
    assert made[-1].name.startswith("labels-000008-")
    made[-1].write_bytes(b"torn")
    assert copies.newest_sound(tmp_path) == made[-2]


def test_no_room_for_a_copy_is_told_and_no_more(tmp_path: Path) -> None:
    tmp_path.joinpath(copies.FOLDER).write_text("in the way", encoding="ascii")
    with Desk(tmp_path) as desk:
        desk.do(SetNote("a"))
    with Desk(tmp_path) as desk:
        assert "cannot be copied" in str(desk.store.notices[0])
        desk.do(SetNote("x"))
    assert blank() is not None
