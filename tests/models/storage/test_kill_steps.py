"""kill -9 between any two steps of an edit, answers, a page, a rebuild and a migration: it is there whole or not."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.labelling.changes import fold
from models.labelling.commands import SetGrade, SetNote
from models.labelling.document import empty_document
from models.storage import copies
from models.storage.integrity import faults
from models.storage.label_store import FILE_NAME
from models.storage.list_file import throw_away
from models.storage.rows import EpisodeRow
from tests.models.storage.test_migrations import synced_file
from tests.models.storage.test_rebuild import damage
from tests.support.desk import SITE, Desk, PaperCatalog
from tests.support.kill_steps import killed_at
from tests.support.labels import cut, record

Tell = Callable[[str], None]
Act = Callable[[Desk, Tell], None]
STRIDE = {"edit": 7, "answers": 19, "page": 29, "rebuild": 79, "migration": 41}
"""Every so manieth step here; ``tests.soak`` takes every one."""


def prepared(home: Path) -> PaperCatalog:
    """A store with two edits that wait and a catalog that knows of more."""
    catalog = PaperCatalog(episodes={record(n).id: record(n) for n in (1, 2, 3)})
    with Desk(home) as ann, Desk(home.parent / "lea", "lea") as lea:
        ann.store.put_episodes([record(1), record(2)])
        ann.do(cut(2, "approach"))
        catalog.sync(ann)
        lea.do(SetNote("theirs"), number=3)
        catalog.sync(lea)
        lea.do(SetNote("look"))
        catalog.sync(lea)
        ann.do(SetNote("waits"), number=2)
        ann.do(SetGrade("success"), number=2)
    return catalog


def act_edit(desk: Desk, tell: Tell) -> None:
    (receipt,) = desk.do(SetNote("now"), number=2)
    tell(receipt.changeset_id)


def acts(catalog: PaperCatalog) -> dict[str, Act]:
    def answers(desk: Desk, tell: Tell) -> None:
        desk.store.record_answers(catalog.push(desk.store.pending()))
        tell("answered")

    def page(desk: Desk, tell: Tell) -> None:
        desk.store.apply_page(catalog.page(desk.store.site_state(SITE).cursor))
        tell("taken")

    return {"edit": act_edit, "answers": answers, "page": page}


def state(desk: Desk) -> tuple[object, ...]:
    return (
        desk.document(1),
        desk.document(2),
        desk.document(3),
        [(c.id if c.parent != "" else "") for c in desk.store.pending()] and len(desk.store.pending()),
        desk.store.site_state(SITE),
        desk.store.last_receipt(),
    )


def listed_anew(home: Path) -> list[EpisodeRow]:
    """What the list says once it is made anew of labels and places."""
    throw_away(home)
    with Desk(home) as desk:
        return [row for row in desk.store.episodes() if row.record.path]


def kills(
    pristine: Path, work: Path, act: Callable[[Path, Tell], None], stride: int
) -> Iterator[tuple[Path, str]]:
    """The home after each kill with what was told; the last one ran to its end."""
    step = 1
    while True:
        home = work / "home"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(pristine, home)
        told = work / "told"

        def action(tell: Tell, home: Path = home) -> None:
            act(home, tell)

        was_killed = killed_at(step, action, told)
        yield home, told.read_text(encoding="utf-8")
        if not was_killed:
            return
        step += stride


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["edit", "answers", "page"])
def test_a_transaction_is_there_or_not(tmp_path: Path, kind: str) -> None:
    assert run_kind(tmp_path, kind, STRIDE[kind]) > 5


def run_kind(directory: Path, kind: str, stride: int) -> int:
    """How many kills there were."""
    pristine = directory / "pristine"
    act = acts(prepared(pristine))[kind]
    with Desk(pristine) as desk:
        before = state(desk)
    count, after = 0, None
    found: list[tuple[object, ...]] = []

    def in_desk(home: Path, tell: Tell) -> None:
        act(Desk(home), tell)

    for home, told in kills(pristine, directory, in_desk, stride):
        count += 1
        assert faults(home / FILE_NAME) == ()
        with Desk(home) as desk:
            now = state(desk)
            assert desk.store.notices == []
            rows = [row for row in desk.store.episodes() if row.record.path]
        assert rows == listed_anew(home)
        if told:
            after = after or now
            assert now == after
        found.append(now)
    assert all(now in {0: [before], 1: [before, after]}[1] for now in found)
    return count - 1


@pytest.mark.slow
def test_a_rebuild_begins_again(tmp_path: Path) -> None:
    assert run_rebuild(tmp_path, STRIDE["rebuild"]) > 5


def run_rebuild(directory: Path, stride: int) -> int:
    pristine = directory / "pristine"
    prepared(pristine)
    with Desk(pristine) as desk:
        before = state(desk), desk.store.episodes()
    shutil.rmtree(pristine / copies.FOLDER)
    damage(pristine, "schema")
    count = 0

    def reopen(home: Path, tell: Tell) -> None:
        Desk(home).store.close()
        tell("open")

    for home, _ in kills(pristine, directory, reopen, stride):
        count += 1
        with Desk(home) as desk:
            assert [desk.document(2), len(desk.store.pending())] == [before[0][1], before[0][3]]
            assert desk.store.last_receipt() == before[0][5]
            assert desk.document(1).track == before[0][0].track  # type: ignore[attr-defined]
    return count - 1


@pytest.mark.slow
def test_a_migration_is_done_or_not(tmp_path: Path) -> None:
    assert run_migration(tmp_path, STRIDE["migration"]) > 5


def run_migration(directory: Path, stride: int) -> int:
    pristine = directory / "pristine"
    pristine.mkdir()
    synced_file(pristine)
    count = 0

    def reopen(home: Path, tell: Tell) -> None:
        Desk(home).store.close()
        tell("open")

    for home, _ in kills(pristine, directory, reopen, stride):
        count += 1
        with Desk(home) as desk:
            assert (desk.document().grade, desk.document().note) == ("success", "note")
            assert [c.id for c in desk.store.pending()] == ["c2"]
            assert (desk.store.device_id, len(desk.history().done)) == ("d1", 1)
        assert faults(home / FILE_NAME) == ()
    return count - 1


def test_the_outbox_tells_the_labels_after_an_edit(tmp_path: Path) -> None:
    prepared(tmp_path / "ann")
    with Desk(tmp_path / "ann") as desk:
        empty = empty_document(episode_id=record(2).id, time_range=record(2).range)
        assert fold(empty, [change for c in desk.store.pending() for change in c.changes]) == desk.document(2)
