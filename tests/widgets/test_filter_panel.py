"""What is chosen in the panel is written into the search field, and the other way round."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.review import State
from models.search import Search
from tests.support.geometry import cut, overlaps
from widgets.episode_table import EpisodeTable

CHOICES = {
    "task": ("pick can", "pour"),
    "robot": ("g1",),
    "site": ("main", "sz1"),
    "annotator": ("ann", "bob"),
}


@pytest.fixture
def table(dark: QApplication, qtbot: QtBot) -> EpisodeTable:
    made = EpisodeTable()
    qtbot.addWidget(made)
    made.choices_requested.connect(lambda: made.show_choices(CHOICES))
    made.resize(240, 600)
    made.show()
    return made


def choose(table: EpisodeTable, field: str, value: str) -> None:
    box = table.filters.boxes[field]
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_a_choice_is_written_into_the_field_and_goes_out(table: EpisodeTable, qtbot: QtBot) -> None:
    qtbot.keyClicks(table.search, "cup")
    qtbot.mouseClick(table.more, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(table.search_requested) as asked:
        choose(table, "task", "pick can")
    assert asked.args == [Search(text="cup", task="pick can")]
    assert table.search.text() == 'task:"pick can" cup'
    choose(table, "annotator", "me")
    assert table.search.text() == 'task:"pick can" @me cup'


def test_what_was_written_is_chosen_in_the_panel(table: EpisodeTable, qtbot: QtBot) -> None:
    qtbot.keyClicks(table.search, "site:sz1 task:unknown @bob")
    qtbot.mouseClick(table.more, Qt.MouseButton.LeftButton)
    chosen = {name: box.currentData() for name, box in table.filters.boxes.items()}
    assert chosen == {"task": "unknown", "robot": "", "site": "sz1", "annotator": "bob"}


def test_the_state_stays_when_the_rest_is_taken_away(table: EpisodeTable, qtbot: QtBot) -> None:
    table.show_search(Search(state=State.DRAFT, text="cup", robot="g1"))
    qtbot.mouseClick(table.more, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(table.search_requested) as asked:
        qtbot.mouseClick(table.filters.clear, Qt.MouseButton.LeftButton)
    assert asked.args == [Search(state=State.DRAFT)]
    assert not table.filters.isVisible()


def test_nothing_in_the_panel_is_cut_or_covered(table: EpisodeTable, qtbot: QtBot) -> None:
    qtbot.mouseClick(table.more, Qt.MouseButton.LeftButton)
    assert [*overlaps(table.filters), *cut(table.filters)] == []
