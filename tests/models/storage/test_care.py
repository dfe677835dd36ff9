"""Full disks, odd clocks, what is pruned, and what the law takes away."""

import resource
from pathlib import Path

import pytest

from models.errors import StoreError
from models.labelling.changes import Change, ChangeSet
from models.labelling.commands import SetNote
from models.storage import copies, disk, journal
from models.storage.journal import FOLDER
from models.storage.tables import METADATA
from models.storage.values import EntryKind, Page
from models.storage.withdrawing import ERASED_FROM
from tests.support.children import in_child
from tests.support.desk import SITE, Desk, PaperCatalog, entry, other_entry
from tests.support.labels import NOW_NS, cut, record

YEAR_NS = 365 * 86_400 * 10**9


@pytest.fixture
def catalog() -> PaperCatalog:
    return PaperCatalog(episodes={record(n).id: record(n) for n in (1, 2)})


def everywhere(directory: Path) -> bytes:
    """All that lies in a store's folder."""
    return b"".join(path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file())


def fill(desk: Desk) -> StoreError | None:
    """Edit until there is no room."""
    for number in range(400):
        before = desk.document()
        try:
            desk.do(SetNote(f"{number} " + "x" * 4000))
        except StoreError as error:
            assert desk.document() == before
            return error
    return None


def fill_with_a_limit(directory: str) -> str:
    """In a process of its own: no file may grow beyond a limit."""
    desk = Desk(Path(directory))
    desk.do(cut(2, "approach"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
    refused = fill(desk)
    last = desk.store.last_receipt()
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    (receipt,) = desk.do(SetNote("room again"))
    return f"{receipt.number == last + 1}|{last}|{refused}"


def test_a_full_disk_refuses_the_edit_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    went_on, last, refused = in_child(fill_with_a_limit, str(tmp_path)).split("|")
    assert "The edit was not saved" in refused
    assert went_on == "True"
    with Desk(tmp_path) as desk:
        assert desk.document().note == "room again"
        assert desk.store.last_receipt() == int(last) + 1 == len(desk.store.pending(10_000))
        assert journal.last_number(tmp_path / FOLDER) == int(last) + 1


def test_a_journal_that_cannot_be_written_refuses_the_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Desk(tmp_path) as desk:
        desk.do(cut(2, "approach"))
        before = desk.document(), desk.history(), desk.store.episodes()

        def fails(_descriptor: int) -> None:
            raise OSError(5, "Input/output error")

        with monkeypatch.context() as broken:
            broken.setattr(disk, "datasync", fails)
            with pytest.raises(
                StoreError, match=r"not saved, the journal cannot be written: Input/output error"
            ):
                desk.do(SetNote("lost"))
        assert (desk.document(), desk.history(), desk.store.episodes()) == before
        (receipt,) = desk.do(SetNote("kept"))
        assert receipt.number == 2
    assert b"lost" not in b"".join(path.read_bytes() for path in journal.files_of(tmp_path / FOLDER))


def test_the_journal_may_lie_on_another_disk(tmp_path: Path) -> None:
    with Desk(tmp_path / "ann", journal_folder=tmp_path / "other" / "disk") as desk:
        desk.do(SetNote("x"))
    assert journal.last_number(tmp_path / "other" / "disk") == 1
    assert not (tmp_path / "ann" / FOLDER).exists()


@pytest.mark.parametrize("year", [1999, 2099])
def test_a_clock_that_is_off_prunes_and_orders_nothing(
    tmp_path: Path, catalog: PaperCatalog, year: int
) -> None:
    with Desk(tmp_path) as desk:
        for now_ns in (NOW_NS, (year - 1970) * YEAR_NS, NOW_NS + 1):
            before = desk.document()
            desk.store.commit(desk.applied(SetNote(str(now_ns))), before=before, now_ns=now_ns)
        catalog.sync(desk)
        assert desk.store.prune(NOW_NS + YEAR_NS) == 1
        assert desk.store.rewind(SITE) == 2


def test_old_edits_that_the_catalog_has_are_forgotten_up_to_the_first_that_it_has_not(
    tmp_path: Path, catalog: PaperCatalog
) -> None:
    with Desk(tmp_path) as desk:
        desk.do(SetNote("first"), SetNote("second"))
        catalog.sync(desk)
        desk.do(SetNote("waits"))
        assert desk.store.prune(NOW_NS) == 0
        assert desk.store.prune(NOW_NS + 1) == 2
        assert [
            entry["number"] for entry in journal.read(tmp_path / FOLDER).entries if "number" in entry
        ] == [3]
        desk.reopen()
        (receipt,) = desk.do(SetNote("goes on"))
        assert (receipt.number, len(desk.store.pending()), desk.store.notices) == (4, 2, [])


def test_nor_is_anything_left_of_what_the_catalog_told_of_it(tmp_path: Path, catalog: PaperCatalog) -> None:
    with Desk(tmp_path) as desk:
        desk.store.put_episodes([record(1, name="a take")])
        desk.do(SetNote("secret words"))
        catalog.sync(desk)
        head, state = catalog.page(0).entries[-1], desk.store.site_state(SITE)
        unfit = Change("drop_remark", {"id": "secret remark"})
        strange = ChangeSet("c9", record().id, head.item_id, "lea", "lead", 1, (unfit,))
        stuck = entry(strange, state.cursor + 1, state.chain)
        desk.store.apply_page(Page(SITE, (stuck,), stuck.seq, 1))
        assert desk.store.stuck() == ((record().id, "a take"),)
        name = desk.store.begin_copy(NOW_NS)
        assert name is not None
        desk.store.make_copy(name)
        assert b"secret remark" in everywhere(tmp_path)
        gone = other_entry(EntryKind.WITHDRAWN, record(), stuck.seq + 1, stuck.chain)
        desk.store.apply_page(Page(SITE, (gone,), gone.seq, 1))
        assert b"secret" not in everywhere(tmp_path)
    assert len(copies.copies_of(tmp_path)) == 1


def test_every_table_that_says_something_of_an_episode_is_erased_from() -> None:
    of_episodes = {table.name for table in METADATA.tables.values() if "episode_id" in table.c}
    assert {table.name for table in ERASED_FROM} == of_episodes - {"withdrawn"}


def test_nothing_of_a_withdrawn_episode_is_left_in_any_file(tmp_path: Path, catalog: PaperCatalog) -> None:
    with Desk(tmp_path) as desk:
        desk.store.put_episodes([record(1, name="secret take")])
        desk.do(SetNote("secret words"))
        desk.do(SetNote("may stay"), number=2)
        name = desk.store.begin_copy(NOW_NS)
        assert name is not None
        desk.store.make_copy(name)
        assert b"secret words" in everywhere(tmp_path)
        gone = other_entry(EntryKind.WITHDRAWN, record(), 1)
        desk.store.apply_page(Page(SITE, (gone,), 1, 1))
        assert desk.store.notices == []
        assert b"secret" not in everywhere(tmp_path)
        assert b"may stay" in everywhere(tmp_path)
    assert len(copies.copies_of(tmp_path)) == 1
    (tmp_path / "labels.sqlite").unlink()
    with Desk(tmp_path) as desk:
        assert desk.store.withdrawn() == (record().id,)
        assert [row.record.id for row in desk.store.episodes()] == [record(2).id]
