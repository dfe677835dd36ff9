"""Suggestions of the search field, by keyboard, and the order of the list."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from models.review import State
from models.search import Order, Search
from widgets.episode_table import EpisodeTable

CHOICES = {"task": ("pick up the can", "折叠毛巾"), "robot": ("g1",), "site": ("sz1",), "annotator": ("ann",)}


@pytest.fixture
def table(dark: QApplication, qtbot: QtBot) -> EpisodeTable:
    made = EpisodeTable()
    qtbot.addWidget(made)
    made.choices_requested.connect(lambda: made.show_choices(CHOICES))
    made.resize(240, 600)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.search.setFocus()
    qtbot.waitUntil(made.search.hasFocus)
    return made


def keys(table: EpisodeTable, qtbot: QtBot, *pressed: Qt.Key) -> None:
    for key in pressed:
        qtbot.keyClick(table.search.popup if table.search.popup.isVisible() else table.search, key)


def write(table: EpisodeTable, words: str) -> None:
    """As an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(table.search, event)


def test_a_value_is_taken_by_keyboard(table: EpisodeTable, qtbot: QtBot) -> None:
    qtbot.keyClicks(table.search, "pick u")
    assert table.search.lines() == ["Task: pick up the can"]
    keys(table, qtbot, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert table.search.text() == 'task:"pick up the can" '
    assert table.wanted() == Search(task="pick up the can")
    assert not table.search.popup.isVisible()


def test_return_alone_and_escape_leave_the_words(table: EpisodeTable, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        table.search.clear()
        write(table, "毛")
        assert table.search.popup.isVisible()
        keys(table, qtbot, key)
        assert not table.search.popup.isVisible()
        assert table.wanted() == Search(text="毛")


def test_a_state_is_chosen_beside_the_words(table: EpisodeTable, qtbot: QtBot) -> None:
    qtbot.keyClicks(table.search, "cup subm")
    keys(table, qtbot, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert table.wanted() == Search(state=State.SUBMITTED, text="cup")


def test_an_order_is_chosen_and_stays_with_every_filter(table: EpisodeTable, qtbot: QtBot) -> None:
    menu = table.order.open_menu()
    assert isinstance(menu, QMenu)
    told: list[object] = []
    table.order_chosen.connect(told.append)
    table.search_requested.connect(told.append)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert told == [Search(order=Order.RECORDED), Order.RECORDED]
    assert "Newest first" in table.order.toolTip()
    table.show_search(Search(robot="g1"))
    assert table.wanted() == Search(robot="g1", order=Order.RECORDED)


def test_a_long_task_is_cut_and_hides_nothing(table: EpisodeTable, qtbot: QtBot) -> None:
    table.show_choices(
        CHOICES | {"task": ("pick up the can that stands beside the blue box and put it down",)}
    )
    qtbot.keyClicks(table.search, "pick")
    popup = table.search.popup
    qtbot.waitUntil(popup.isVisible)
    assert not popup.horizontalScrollBar().isVisible()
    line = popup.visualRect(popup.model().index(0, 0))
    assert line.width() <= popup.viewport().width()
    assert popup.fontMetrics().height() <= popup.viewport().height()
