"""Rows are placed by arithmetic: three million cost no more than thirty."""

import pytest
from PySide6.QtCore import QItemSelection, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView
from pytestqt.qtbot import QtBot

from models.review import State
from models.timebase import NS_PER_S
from widgets.episode_model import BLOCK, EpisodeModel
from widgets.episode_row import ROW_PX, EpisodeLine
from widgets.episode_rows import EpisodeRows

MILLIONS = 3_000_000
Hint = QListView.ScrollHint


def line(number: int) -> EpisodeLine:
    return EpisodeLine(f"e{number}", f"ep_{number}", "pick can", 23 * NS_PER_S, State.DRAFT)


def lines(first: int, count: int = BLOCK) -> list[EpisodeLine]:
    return [line(number) for number in range(first, first + count)]


@pytest.fixture
def rows(dark: QApplication, qtbot: QtBot) -> EpisodeRows:
    model = EpisodeModel()
    made = EpisodeRows(model)
    made.model_kept = model  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    model.rows_requested.connect(lambda first, count: model.put(first, lines(first, count)))
    made.resize(240, 10 * ROW_PX)
    made.show()
    model.show(0, lines(0), MILLIONS)
    QApplication.processEvents()
    return made


def test_the_bar_spans_every_row_and_the_last_is_there(rows: EpisodeRows) -> None:
    bar = rows.verticalScrollBar()
    assert bar.maximum() == MILLIONS * ROW_PX - rows.viewport().height()
    bar.setValue(bar.maximum())
    QApplication.processEvents()
    assert rows.in_sight()[-1] == MILLIONS - 1
    assert rows.indexAt(QPoint(20, rows.viewport().height() - 5)).data(EpisodeModel.LINE) == line(
        MILLIONS - 1
    )


@pytest.mark.parametrize(
    ("hint", "top"),
    [(Hint.PositionAtTop, 500), (Hint.PositionAtBottom, 491), (Hint.EnsureVisible, 491)],
)
def test_a_row_is_brought_into_sight(rows: EpisodeRows, hint: Hint, top: int) -> None:
    rows.resize(240, 10 * ROW_PX)
    rows.scrollTo(rows.model().index(500, 0), hint)
    assert rows.verticalOffset() == top * ROW_PX
    rows.scrollTo(rows.model().index(495, 0))
    assert 495 in rows.in_sight()


def test_keys_move_by_rows_pages_and_to_the_ends(rows: EpisodeRows) -> None:
    at = []
    rows.setFocus()
    rows.setCurrentIndex(rows.model().index(0, 0))
    for key in ("Down", "Down", "PageDown", "End", "Up", "PageUp", "Home", "Up"):
        QTest.keyClick(rows, getattr(Qt.Key, f"Key_{key}"))
        at.append(rows.currentIndex().row())
    page = rows.viewport().height() // ROW_PX
    last = MILLIONS - 1
    assert at == [1, 2, 2 + page, last, last - 1, last - 1 - page, 0, 0]


def test_a_click_selects_the_row_under_it(rows: EpisodeRows, qtbot: QtBot) -> None:
    rows.verticalScrollBar().setValue(1000 * ROW_PX + 10)
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 3 * ROW_PX))
    assert [index.row() for index in rows.selectedIndexes()] == [1003]
    region = rows.visualRegionForSelection(rows.selectionModel().selection())
    assert region.boundingRect() == QRect(0, 3 * ROW_PX - 10, rows.viewport().width(), ROW_PX)
    assert rows.visualRegionForSelection(QItemSelection()).isEmpty()


def test_letters_do_not_ask_every_row_for_its_words(
    rows: EpisodeRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(EpisodeModel, "_words", lambda *_: asked.append(1))
    QTest.keyClicks(rows, "ep_29")
    assert len(asked) < 100


def test_readers_of_the_screen_hear_the_rows(rows: EpisodeRows) -> None:
    heard = QAccessible.queryAccessibleInterface(rows)
    assert heard is not None
    assert heard.role() is QAccessible.Role.List
    assert heard.childCount() >= MILLIONS
    child = heard.child(5)
    assert child is not None
    assert child.text(QAccessible.Text.Name) == "ep_5, pick can, Draft"


def test_a_row_on_its_way_is_quiet_and_has_no_words(dark: QApplication, qtbot: QtBot) -> None:
    model = EpisodeModel()
    rows = EpisodeRows(model)
    qtbot.addWidget(rows)
    asked: list[tuple[int, int]] = []
    model.rows_requested.connect(lambda first, count: asked.append((first, count)))
    rows.resize(240, 5 * ROW_PX)
    rows.show()
    model.show(0, [], 200)
    QApplication.processEvents()
    before = rows.grab().toImage()
    assert asked == [(0, BLOCK)]
    assert model.index(3).data(Qt.ItemDataRole.AccessibleTextRole) == "Loading"
    assert model.index(3).data(EpisodeModel.PREVIEW) is None
    model.put(0, lines(0))
    QApplication.processEvents()
    assert rows.grab().toImage() != before
    assert asked == [(0, BLOCK), (BLOCK, BLOCK)]


def test_more_rows_at_the_end_move_nothing(rows: EpisodeRows) -> None:
    model = rows.model_kept  # type: ignore[attr-defined]
    rows.verticalScrollBar().setValue(700 * ROW_PX + 7)
    rows.selectionModel().setCurrentIndex(
        model.index(702), rows.selectionModel().SelectionFlag.ClearAndSelect
    )
    for count in (MILLIONS + 5, MILLIONS - 100):
        model.set_count(count)
        QApplication.processEvents()
        assert rows.verticalOffset() == 700 * ROW_PX + 7
        assert rows.currentIndex().row() == 702
        assert rows.verticalScrollBar().maximum() == count * ROW_PX - rows.viewport().height()
