"""The list shows what its source holds, whatever is done in whatever order, and never makes the window wait for it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.lines import episode_line
from app.listing import Listing
from app.tasks import Tasks
from app.wiring import join_list
from models.errors import StoreError
from models.review import State
from models.search import Search
from tests.support.row_source import MemoryRows, row
from widgets.episode_row import ROW_PX
from widgets.episode_table import EpisodeTable

PATIENCE_S = 20.0
STATES = tuple(State)


class Bench:
    """A list on the screen, read from memory on real lanes."""

    def __init__(self, count: int) -> None:
        self.source = MemoryRows([row(number, STATES[number % 5]) for number in range(count)])
        self.table = EpisodeTable()
        self.tasks = Tasks()
        self.listing = Listing(rows=self.source, counts=self.source, tasks=self.tasks)
        join_list(self.listing, self.table)
        self.table.search_requested.connect(self.listing.show)
        self.refused: list[StoreError] = []
        self.listing.refused.connect(self.refused.append)
        self.table.resize(240, 700)
        self.table.show()
        self.listing.show(Search())

    def wait(self, condition: Callable[[], bool]) -> None:
        deadline_s = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline_s, "waited in vain"
            QTest.qWait(1)

    def settle(self) -> None:
        """Until nothing is read any more and all is painted."""
        for _ in range(3):
            self.wait(lambda: not self.tasks.busy)
            self.table.rows.viewport().repaint()
            QCoreApplication.processEvents()
        self.wait(lambda: not self.tasks.busy)

    def in_sight(self) -> list[object]:
        return [self.table.model.line(number) for number in self.table.rows.in_sight()]

    def expected(self) -> list[object]:
        rows = self.source.all(self.listing.search)
        return [episode_line(rows[number]) for number in self.table.rows.in_sight()]

    def holds(self) -> None:
        assert self.table.model.rowCount() == len(self.source.all(self.listing.search))
        assert self.in_sight() == self.expected()

    def scroll(self, share: float) -> None:
        bar = self.table.rows.verticalScrollBar()
        bar.setValue(round(share * bar.maximum()))

    def close(self) -> None:
        self.listing.close()
        self.tasks.close()
        self.table.close()
        self.table.deleteLater()


@pytest.fixture
def bench(qapp: QApplication) -> Iterator[Bench]:
    made = Bench(1000)
    made.settle()
    yield made
    made.close()


SHARE = st.floats(0, 1)
NUMBER = st.integers(0, 1100)
DEEDS = st.one_of(
    st.tuples(st.just("scroll"), SHARE),
    st.tuples(st.just("wheel"), st.integers(-900, 900)),
    st.tuples(st.just("state"), st.one_of(st.none(), st.sampled_from(State))),
    st.tuples(st.just("text"), st.sampled_from(["", "ep_00001", "7", "none such"])),
    st.tuples(st.just("rename"), NUMBER),
    st.tuples(st.just("judge"), NUMBER),
    st.tuples(st.just("add"), NUMBER),
    st.tuples(st.just("remove"), NUMBER),
    st.tuples(st.just("turn"), st.none()),
)


def do(bench: Bench, deed: tuple[str, object]) -> None:
    """One thing that a person or sync does; nothing is waited for."""
    what, value = deed
    source, bar = bench.source, bench.table.rows.verticalScrollBar()
    each = source.held.get(f"id{value}")
    if what == "scroll":
        bench.scroll(float(value))  # type: ignore[arg-type]
    elif what == "wheel":
        bar.setValue(bar.value() + int(value))  # type: ignore[call-overload]
    elif what == "state":
        bench.listing.show(replace(bench.listing.search, state=value))
    elif what == "text":
        bench.listing.show(replace(bench.listing.search, text=str(value)))
    elif what == "turn":
        QTest.qWait(3)
    elif what == "add":
        source.held[f"new{value}"] = row(int(value), name=f"ep_{value:07}b")  # type: ignore[call-overload]
        source.held[f"new{value}"] = replace(
            source.held[f"new{value}"], record=replace(source.held[f"new{value}"].record, id=f"new{value}")
        )
        bench.listing.refresh_soon()
    elif each is not None and what == "rename":
        source.held[f"id{value}"] = replace(each, record=replace(each.record, task=f"task {value}"))
        bench.table.show_line(episode_line(source.held[f"id{value}"]))
    elif each is not None and what == "judge":
        source.held[f"id{value}"] = replace(each, state=STATES[(STATES.index(each.state) + 1) % 5])
        bench.table.show_line(episode_line(source.held[f"id{value}"]))
        bench.listing.edited()
    elif what == "remove" and source.held.pop(f"id{value}", None) is not None:
        bench.listing.refresh_soon()


@given(deeds=st.lists(DEEDS, min_size=1, max_size=14))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_the_rows_in_sight_are_those_of_the_source(
    qapp: QApplication, deeds: list[tuple[str, object]]
) -> None:
    bench = Bench(600)
    try:
        for deed in deeds:
            do(bench, deed)
        bench.listing.refresh()
        bench.settle()
        bench.holds()
        bench.scroll(0.6)
        bench.settle()
        bench.holds()
    finally:
        bench.close()


def test_the_beginning_comes_before_the_count_and_the_bar_then_spans_all(qapp: QApplication) -> None:
    bench = Bench(1000)
    counts: list[int] = []
    bench.listing.shown.connect(lambda rows: counts.append(rows.count))
    bench.settle()
    assert counts[0] == 64
    assert (
        bench.table.rows.verticalScrollBar().maximum() == 1000 * ROW_PX - bench.table.rows.viewport().height()
    )
    assert bench.table.count.text() == "1000"
    bench.close()


def test_rows_above_that_come_or_go_leave_what_is_read_where_it_is(bench: Bench) -> None:
    bench.scroll(0.5)
    bench.settle()
    before = bench.in_sight()
    for number in range(30):
        bench.source.held.pop(f"id{number}")
    bench.listing.refresh()
    bench.settle()
    assert bench.in_sight() == before
    bench.holds()


def test_a_slow_source_never_makes_a_turn_of_the_window_wait(bench: Bench) -> None:
    """Blocks take 200 ms each; no turn of the event loop takes a quarter of that."""
    bench.source.takes_s = 0.2
    longest_s, bar = 0.0, bench.table.rows.verticalScrollBar()
    for step in range(60):
        if step % 20 == 0:
            QTest.keyClicks(bench.table.search, "1")
        begun_s = time.perf_counter()
        bar.setValue(bar.maximum() * (step % 17) // 17)
        QCoreApplication.processEvents()
        longest_s = max(longest_s, time.perf_counter() - begun_s)
        time.sleep(0.01)
    assert longest_s < bench.source.takes_s
    bench.settle()
    bench.holds()


def test_blocks_that_were_only_passed_are_not_read(bench: Bench) -> None:
    bench.source.takes_s = 0.05
    bench.source.calls.clear()
    for step in range(100):
        bench.scroll(step / 100)
        QCoreApplication.processEvents()
    bench.settle()
    assert bench.source.calls.count("rows_at") < 20
    bench.holds()


def test_the_next_block_is_there_before_it_is_seen(bench: Bench) -> None:
    bar, missing = bench.table.rows.verticalScrollBar(), 0
    for _ in range(70):
        bench.settle()
        bar.setValue(bar.value() + 5 * ROW_PX)
        missing += bench.in_sight().count(None)
    assert missing == 0


def test_memory_does_not_grow_with_the_list(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("widgets.episode_model._MOST_BLOCKS", 4)
    for step in range(16):
        bench.scroll(step / 16)
        bench.settle()
    model = bench.table.model
    known = sum(model.line(number) is not None for number in range(1000))
    assert known <= 4 * 64
    assert len(model._places) == known


def test_an_error_of_the_source_is_told_once_and_mended_by_scrolling_on(bench: Bench) -> None:
    bench.source.error = StoreError("The list of episodes cannot be read: {why}", why="no disk")
    bench.scroll(0.9)
    bench.settle()
    assert len(bench.refused) == 1
    assert set(bench.in_sight()) == {None}
    bench.source.error = None
    bench.scroll(0.2)
    bench.settle()
    bench.scroll(0.9)
    bench.settle()
    bench.holds()


def test_an_error_leaves_the_list_that_was_there(bench: Bench) -> None:
    before = bench.in_sight()
    bench.source.error = StoreError("The list of episodes cannot be read: {why}", why="no disk")
    QTest.keyClicks(bench.table.search, "7")
    bench.settle()
    assert bench.refused
    assert bench.in_sight() == before


def test_typing_ends_with_the_list_of_the_last_word(bench: Bench) -> None:
    bench.source.takes_s = 0.02
    QTest.keyClicks(bench.table.search, "ep_000012")
    bench.settle()
    assert bench.listing.search == Search(text="ep_000012")
    assert bench.table.count.text() == "10 / 1000"
    bench.holds()


def test_a_row_that_an_edit_took_out_of_the_filter_stays_until_the_list_is_read_again(bench: Bench) -> None:
    bench.listing.show(Search(state=State.NEW))
    bench.settle()
    judged = replace(bench.source.held["id5"], state=State.SUBMITTED)
    bench.source.held["id5"] = judged
    bench.table.show_line(episode_line(judged))
    bench.listing.edited()
    bench.settle()
    line = bench.table.model.line(1)
    assert line is not None
    assert (line.id, line.state) == ("id5", State.SUBMITTED)
    bench.scroll(1.0)
    bench.settle()
    bench.holds()


def test_keys_and_mouse_move_in_a_list_whose_rows_are_on_their_way(bench: Bench) -> None:
    rows, asked = bench.table.rows, []
    bench.table.episode_requested.connect(asked.append)
    bench.source.takes_s = 0.05
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_End)
    assert rows.currentIndex().row() == 999
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert asked == []
    bench.settle()
    QTest.keyClick(rows, Qt.Key.Key_Up)
    QTest.keyClick(rows, Qt.Key.Key_PageUp)
    page = rows.viewport().height() // ROW_PX
    assert rows.currentIndex().row() == 998 - page
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert asked == [f"id{998 - page}"]
    bench.settle()
    top = rows.in_sight()[0]
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 2 * ROW_PX + 10))
    assert asked[1] in {f"id{top + 2}", f"id{top + 3}"}
