"""The list in a file of its own: filters, text, any row by its place, and always what the labels say."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from models.labelling.commands import SetGrade, SetNote, Submit
from models.review import State
from models.storage import episode_list, list_filter
from models.storage.episode_list import EpisodeList
from models.storage.list_file import LIST_FILE
from models.storage.list_filter import EpisodeFilter
from models.storage.rows import EpisodeRow
from models.storage.store_base import UNLISTED_MOST
from tests.support.desk import SITE, Desk, PaperCatalog
from tests.support.labels import NOW_NS, cut, record

MANY = 60


@pytest.fixture
def ann(tmp_path: Path) -> Iterator[Desk]:
    """Sixty episodes, some with the same name, some labelled."""
    with Desk(tmp_path / "ann") as desk:
        tasks = ("fold 毛巾", "pick up the can")
        records = [
            replace(record(n, name=f"take_{n // 2:02d}", task=tasks[n % 2]), robot=f"arm-{n % 3}")
            for n in range(1, MANY + 1)
        ]
        desk.store.put_episodes(records)
        desk.do(cut(2, "approach"), SetGrade("success"), Submit("ann"), number=3)
        desk.do(SetNote("夹爪滑落 near the Edge"), number=4)
        desk.do(SetNote("100% ok_"), number=5)
        yield desk


@pytest.fixture
def rows(ann: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[EpisodeList]:
    monkeypatch.setattr(episode_list, "FENCE_ROWS", 7)
    found = ann.store.open_list()
    yield found
    found.close()


FILTERS = [
    EpisodeFilter(),
    EpisodeFilter(state=State.NEW),
    EpisodeFilter(state=State.SUBMITTED),
    EpisodeFilter(task="fold 毛巾"),
    EpisodeFilter(task="fold 毛巾", state=State.NEW),
    EpisodeFilter(robot="arm-1"),
    EpisodeFilter(annotator="ann"),
    EpisodeFilter(grade="success"),
    EpisodeFilter(waiting=True),
    EpisodeFilter(refused=True),
    EpisodeFilter(text="take_1"),
    EpisodeFilter(text="毛巾"),
    EpisodeFilter(task="unknown"),
]


@pytest.mark.parametrize("wanted", FILTERS, ids=str)
@pytest.mark.parametrize("most_hits", [10_000, 3])
def test_pages_places_and_counts_tell_one_story(
    rows: EpisodeList, wanted: EpisodeFilter, most_hits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_filter, "MOST_HITS", most_hits)
    whole = rows.all(wanted)
    assert rows.count(wanted) == rows.prepare(wanted) == len(whole)
    paged: list[EpisodeRow] = []
    after = None
    while True:
        page = rows.page(wanted, after, limit=4)
        paged += page.rows
        after = page.after
        if after is None:
            break
    assert paged == whole
    assert [row.record.name for row in whole] == sorted(row.record.name for row in whole)
    for first in (0, 1, 6, 7, 8, 20, len(whole) - 1, len(whole)):
        assert list(rows.rows_at(wanted, first, 9)) == (whole[first : first + 9] if first >= 0 else [])
    for place, row in enumerate(whole):
        assert rows.locate(wanted, row.record.id) == place
    outside = {row.record.id for row in rows.all()} - {row.record.id for row in whole}
    assert all(rows.locate(wanted, each) is None for each in outside)
    assert rows.locate(wanted, "nobody") is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("滑落", [4]), ("夹", [4]), ("夹爪滑", [4]), ("近", []), ("edge", [4]), ("EDGE", [4]), ("ge", [4]),
        ("r the e", [4]), ("100%", [5]), ("ok_", [5]), ("%", [5]), ("k_", [5]), ('"', []), ("take_02", [4, 5]),
        (record(9).id, [9]), ("\x02", list(range(1, MANY + 1))),
    ],
)  # fmt: skip
def test_every_substring_is_found(rows: EpisodeList, text: str, numbers: list[int]) -> None:
    found = {row.record.id for row in rows.all(EpisodeFilter(text=text))}
    assert found == {record(n).id for n in numbers}


def test_it_shows_what_the_labels_say_at_once_also_on_another_connection(
    ann: Desk, rows: EpisodeList
) -> None:
    wanted = EpisodeFilter(state=State.DRAFT)
    count = rows.prepare(wanted)
    assert count is not None
    assert not rows.is_stale(wanted)
    ann.do(SetNote("new words"), number=8)
    assert rows.is_stale(wanted)
    assert rows.prepare(wanted) == count + 1
    assert [row.record.id for row in rows.all(EpisodeFilter(text="new words"))] == [record(8).id]
    ann.do(SetNote("other words"), number=8)
    assert rows.all(EpisodeFilter(text="new words")) == []
    assert rows.prepare(wanted, cancelled=lambda: True) is None


def test_a_line_waits_for_whoever_looks_at_the_list(ann: Desk, rows: EpisodeList) -> None:
    for note in ("first words", "last words"):
        ann.store.commit(ann.applied(SetNote(note), 8), before=ann.document(8), now_ns=NOW_NS)
    assert rows.all(EpisodeFilter(text="last words")) == []
    row = ann.store.row(record(8).id)
    assert row is not None
    assert row.pending == 2
    assert rows.all(EpisodeFilter(text="last words")) == [row]


def test_a_crash_before_anybody_looked_at_the_list_costs_no_line(ann: Desk, tmp_path: Path) -> None:
    ann.store.commit(ann.applied(SetNote("last words"), 8), before=ann.document(8), now_ns=NOW_NS)
    shutil.copytree(ann.directory, tmp_path / "crashed")
    with Desk(tmp_path / "crashed") as again:
        found = again.store.episodes(text="last words")
    assert [row.record.id for row in found] == [record(8).id]
    assert found == ann.store.episodes(text="last words")


def test_edits_that_nobody_looks_at_do_not_pile_up(ann: Desk, rows: EpisodeList) -> None:
    for number in range(UNLISTED_MOST):
        applied = ann.applied(SetNote(f"words {number}"), 8)
        ann.store.commit(applied, before=ann.document(8), now_ns=NOW_NS)
    assert [row.record.id for row in rows.all(EpisodeFilter(text=applied.document.note))] == [record(8).id]


def test_a_list_made_anew_is_the_same(ann: Desk) -> None:
    before = ann.store.episodes()
    ann.store.close()
    (ann.directory / LIST_FILE).unlink()
    ann.reopen()
    assert ann.store.episodes() == before
    assert ann.store.notices == []


@pytest.mark.parametrize("how", ["older", "scribbled", "another's", "no list"])
def test_a_list_that_cannot_be_used_is_replaced_without_a_word(ann: Desk, how: str) -> None:
    before = ann.store.episodes()
    ann.store.close()
    path = ann.directory / LIST_FILE
    if how == "scribbled":
        path.write_bytes(path.read_bytes()[:4096] + b"\xa5" * 40_000)
    elif how == "no list":
        path.write_bytes(b"no database")
    else:
        with closing(sqlite3.connect(path)) as file, file:
            change = {
                "older": "PRAGMA user_version = 0",
                "another's": "UPDATE fact SET value = 5 WHERE name = 'owner'",
            }
            file.execute(change[how])
    ann.reopen()
    assert ann.store.episodes() == before
    assert ann.store.notices == []
    ann.do(SetNote("goes on"), number=2)
    assert [row.record.id for row in ann.store.episodes(text="goes on")] == [record(2).id]


def test_what_only_the_catalog_told_comes_back_with_its_log(tmp_path: Path) -> None:
    catalog = PaperCatalog(episodes={record(n).id: record(n) for n in (1, 2)})
    with Desk(tmp_path / "lea", "lea") as lea, Desk(tmp_path / "ann") as ann:
        ann.do(SetNote("x"))
        catalog.sync(ann)
        catalog.sync(lea)
        before, document = lea.store.episodes(), lea.document()
        assert before[0].record.name == record().name
        lea.store.close()
        (lea.directory / LIST_FILE).unlink()
        lea.reopen()
        assert lea.document() == document
        assert lea.store.site_state(SITE).cursor == 0
        catalog.sync(lea)
        assert lea.store.episodes() == before


def test_a_list_that_a_crash_left_behind_is_mended(ann: Desk) -> None:
    path = ann.directory / LIST_FILE
    ann.store.close()
    behind = path.read_bytes()
    ann.reopen()
    ann.do(SetNote("later"), number=6)
    ann.store.close()
    path.write_bytes(behind)
    ann.reopen()
    assert [row.record.id for row in ann.store.episodes(text="later")] == [record(6).id]
