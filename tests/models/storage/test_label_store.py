"""Edits go in, come back after a restart, and never overwrite what came in between."""

import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import BugError, RefusedEditError, StoreError
from models.labelling.changes import fold
from models.labelling.commands import AddRemark, SetGrade, SetNote, Submit, Withdraw
from models.labelling.document import Remark, empty_document
from models.labelling.history import History
from models.review import Role, State
from models.storage.journal import FOLDER
from models.storage.label_store import FILE_NAME, LabelStore
from models.storage.values import Page
from tests.support.data import ROOT
from tests.support.desk import SITE, Desk, entry
from tests.support.labels import NOW_NS, TAXONOMY, WISHES, Wish, at_s, blank, command_of, cut, record

STEPS = st.lists(st.one_of(WISHES, st.sampled_from(["undo", "redo", "reopen"])), max_size=25)


def test_an_episode_without_labels_is_blank(ann: Desk) -> None:
    assert ann.document() == blank()
    assert ann.history() == History()
    assert ann.store.last_receipt() == 0


def test_an_edit_is_there_after_a_restart(ann: Desk) -> None:
    remark = AddRemark(Remark("r1", at_s(3), "ann", "slips 滑落", "dropped", "/camera"))
    ann.do(cut(2, "approach"), cut(4, "grasp"), SetGrade("failure", ("dropped",)), SetNote("注"), remark)
    seen, history = ann.document(), ann.history()
    ann.reopen()
    assert ann.document() == seen
    assert ann.history() == history
    assert len(history.done) == 5


def test_receipts_are_numbered_without_a_gap_and_name_their_change_set(ann: Desk) -> None:
    receipts = ann.do(cut(2, "approach"), cut(4, "grasp"))
    ann.reopen()
    receipts += ann.do(SetNote("x"))
    assert [receipt.number for receipt in receipts] == [1, 2, 3]
    assert ann.store.last_receipt() == 3
    queued = ann.store.pending()
    assert [changeset.id for changeset in queued] == [receipt.changeset_id for receipt in receipts]
    assert [changeset.parent for changeset in queued] == ["", queued[0].id, queued[1].id]
    assert {(c.author, c.role, c.made_at_ns) for c in queued} == {("ann", "annotator", NOW_NS)}


def test_the_outbox_tells_the_labels(ann: Desk) -> None:
    ann.do(cut(2, "approach"), cut(4, "grasp"), SetGrade("success"), Submit("ann"), Withdraw())
    empty = empty_document(episode_id=record().id, time_range=record().range)
    assert fold(empty, [change for c in ann.store.pending() for change in c.changes]) == ann.document()


def test_undo_and_redo_survive_a_restart(ann: Desk) -> None:
    ann.do(cut(2, "approach"), cut(4, "grasp"))
    two = ann.document()
    ann.undo()
    ann.reopen()
    one = ann.document()
    assert [phase.label for phase in one.track.phases] == ["idle", "approach"]
    ann.redo()
    assert ann.document() == two
    ann.undo()
    ann.undo()
    assert ann.document() == blank()
    ann.do(cut(3, "place"))
    assert ann.history().undone == ()


def test_moves_of_the_review_leave_the_history_as_it_is(ann: Desk) -> None:
    ann.do(cut(2, "approach"), SetGrade("success"))
    ann.undo()
    ann.redo()
    history = ann.history()
    ann.do(Submit("ann"))
    assert ann.history() == history
    with pytest.raises(RefusedEditError):
        ann.undo()
    ann.do(Withdraw())
    ann.undo()
    assert ann.document().grade == ""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_is_stored_is_what_was_seen(steps: list[Wish | str], blank_file: Path, tmp_path: Path) -> None:
    """Random edits, undo, redo and restarts against the document in memory."""
    with fresh_desk(blank_file, tmp_path) as desk:
        seen, past, future = desk.document(), [desk.document()], list[object]()
        for serial, step in enumerate(steps):
            if step == "reopen":
                desk.reopen()
            elif step == "undo" and len(past) > 1:
                desk.undo()
                future.append(past.pop())
            elif step == "redo" and future:
                desk.redo()
                past.append(future.pop())  # type: ignore[arg-type]
            elif isinstance(step, Wish) and try_edit(desk, step, serial):
                past, future = [*past, desk.document()], []
            seen = past[-1]
            assert desk.document() == seen
        desk.reopen()
        assert desk.document() == seen
        assert len(desk.history().done) == len(past) - 1


def try_edit(desk: Desk, wish: Wish, serial: int) -> bool:
    try:
        applied = desk.applied(command_of(wish, desk.document(), serial))
    except RefusedEditError:
        return False
    if applied.changes:
        desk.store.commit(applied, before=desk.document(), now_ns=NOW_NS)
    return bool(applied.changes)


@pytest.fixture(scope="module")
def blank_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file without labels, to be copied: quicker than to make one for each example."""
    directory = tmp_path_factory.mktemp("blank")
    with Desk(directory) as desk:
        desk.store.put_episodes([record()])
    return directory / FILE_NAME


def fresh_desk(blank_file: Path, tmp_path: Path) -> Desk:
    directory = tmp_path / "desk"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    (directory / FILE_NAME).write_bytes(blank_file.read_bytes())
    return Desk(directory)


def test_an_edit_of_a_document_that_sync_changed_meanwhile_is_refused(ann: Desk, lea: Desk) -> None:
    lea.store.put_episodes([record()])
    lea.do(cut(5, "place"))
    (foreign,) = lea.store.pending()
    ann.document()
    stale = ann.applied(cut(2, "approach"))
    before = ann.document()
    ann.store.apply_page(Page(SITE, (entry(foreign, 1, episode=record()),), 1, 1))
    with pytest.raises(StoreError, match="changed meanwhile"):
        ann.store.commit(stale, before=before, now_ns=NOW_NS)
    assert ann.document() == lea.document()
    assert ann.store.pending() == []
    ann.do(cut(2, "approach"))
    assert ann.store.pending()[0].parent == foreign.id


def test_an_edit_without_changes_is_a_bug(ann: Desk) -> None:
    nothing = ann.applied(SetNote(""))
    with pytest.raises(BugError):
        ann.store.commit(nothing, before=ann.document(), now_ns=NOW_NS)


def test_a_clock_of_1969_or_2099_changes_no_order(ann: Desk) -> None:
    for now_ns in (4_000_000_000_000_000_000, -5, NOW_NS):
        before = ann.document()
        ann.store.commit(ann.applied(SetNote(str(now_ns))), before=before, now_ns=now_ns)
    assert [c.made_at_ns for c in ann.store.pending()] == [4_000_000_000_000_000_000, -5, NOW_NS]


def test_a_full_disk_is_told_and_loses_nothing(ann: Desk) -> None:
    ann.do(cut(2, "approach"))
    with ann.store._door.begin():
        pages = ann.store._door.exec_driver_sql("PRAGMA page_count").scalar_one()
        ann.store._door.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    refused = fill(ann)
    assert str(refused) == "The edit was not saved: database or disk is full"
    seen = ann.document()
    ann.reopen()
    assert ann.document() == seen
    (receipt,) = ann.do(SetNote("room again"))
    assert receipt.number == ann.store.last_receipt() == len(ann.store.pending())
    ann.reopen()
    assert ann.document().note == "room again"


def fill(desk: Desk) -> StoreError:
    """Edit until there is no room."""
    for number in range(50):
        seen = desk.document()
        try:
            desk.do(SetNote("x" * 4000 + str(number)))
        except StoreError as error:
            assert desk.document() == seen
            return error
    raise AssertionError("50 long notes fitted into a file without room")


def test_the_list_shows_states_and_filters(ann: Desk) -> None:
    others = [record(2, task="fold", name="B 100%"), record(3, task="fold", name="A_towel")]
    assert ann.store.put_episodes(others) == 2
    assert ann.store.put_episodes([replace(others[0], path="/moved.mcap"), record()]) == 0
    ann.do(cut(2, "approach"), SetGrade("success"), Submit("ann"))
    ann.do(SetNote("毛巾"), number=3)
    rows = ann.store.episodes()
    assert [ann.store.row(row.record.id) for row in rows] == rows
    assert [row.record.name for row in rows] == ["A_towel", "B 100%", "episode 001"]
    assert [row.state for row in rows] == [State.DRAFT, State.NEW, State.SUBMITTED]
    first = rows[2]
    assert (first.grade, first.annotator, first.phases, first.pending, first.conflicts) == (
        "success",
        "ann",
        2,
        3,
        0,
    )

    def names(**filters: object) -> list[str]:
        return [row.record.name for row in ann.store.episodes(**filters)]  # type: ignore[arg-type]

    assert names(state=State.SUBMITTED) == ["episode 001"]
    assert names(state=State.NEW) == ["B 100%"]
    assert names(task="fold") == ["A_towel", "B 100%"]
    assert names(annotator="ann") == ["episode 001"]
    assert names(text="TOWEL") == names(text="毛巾") == names(text="_") == ["A_towel"]
    assert names(text="100%", task="fold") == ["B 100%"]
    assert ann.store.counts() == {
        State.NEW: 1,
        State.DRAFT: 1,
        State.SUBMITTED: 1,
        State.APPROVED: 0,
        State.RETURNED: 0,
    }
    assert ann.store.episode(record(2).id) == replace(others[0], path="/moved.mcap")
    assert ann.store.episode("nobody") is None


def test_a_file_belongs_to_one_user(tmp_path: Path) -> None:
    Desk(tmp_path, "ann").store.close()
    with pytest.raises(StoreError, match="the labels of ann, not of bob"):
        Desk(tmp_path, "bob")
    with Desk(tmp_path, "ann", Role.LEAD) as promoted:
        assert promoted.store.role is Role.LEAD


def test_a_device_keeps_its_id(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        first = desk.store.device_id
        desk.reopen()
        assert desk.store.device_id == first


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no database at all, only a note that somebody saved here" * 20, "file is not a database"),
        (b"SQLite format 3\x00" + b"\xff" * 4000, "label file"),
    ],
    ids=["text", "broken header"],
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    with pytest.raises(StoreError, match=sentence):
        Desk(tmp_path)
    assert path.read_bytes() == content


def test_somebody_elses_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    with pytest.raises(StoreError, match="not one of labels"):
        Desk(tmp_path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]
    connection.close()


def test_pages_scribbled_over_without_a_journal_are_one_sentence(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        desk.do(*(cut(1 + index / 10, "grasp") for index in range(80)))
    shutil.rmtree(tmp_path / FOLDER)
    path = tmp_path / FILE_NAME
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xa5" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"label file|not saved"):
        read_and_write(tmp_path)


def read_and_write(directory: Path) -> None:
    with Desk(directory) as desk:
        desk.document()
        desk.do(SetNote("x"))


def test_a_directory_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="ascii")
    with pytest.raises(StoreError, match="cannot be written"):
        Desk(tmp_path / "file" / "ann")


def test_closing_twice_does_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.store.close()
    desk.store.close()


def test_every_edit_is_flushed_before_it_is_acknowledged(ann: Desk) -> None:
    settings_ = {
        name: ann.store._door.exec_driver_sql(f"PRAGMA {name}").scalar()
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    ann.store._door.rollback()
    assert settings_ == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_an_up_to_date_file_opens_quickly(tmp_path: Path) -> None:
    """Alembic is neither run nor imported for it."""
    Desk(tmp_path).store.close()
    code = (
        "import sys; from pathlib import Path\n"
        "from models.review import Role\n"
        "from models.storage.label_store import LabelStore\n"
        f"LabelStore.open(Path({str(tmp_path)!r}), user='ann', role=Role.ANNOTATOR, now_ns=1).close()\n"
        "print('alembic' in sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert answer.stdout.strip() == "False"


def test_taxonomy_of_a_blank_document(ann: Desk) -> None:
    assert ann.store.load(record(9), TAXONOMY).taxonomy_id == TAXONOMY.id
    assert isinstance(ann.store, LabelStore)
