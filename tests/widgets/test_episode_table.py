"""The list paints what it is given and asks for what is clicked."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from models.review import State
from models.search import Search
from models.timebase import NS_PER_S
from widgets.episode_row import duration_text
from widgets.episode_table import EpisodeLine, EpisodeModel, EpisodeTable, RowPreview
from widgets.theme import qcolour


def lines(count: int) -> list[EpisodeLine]:
    return [EpisodeLine(f"e{i}", f"ep_{i}", "pick can", 23 * NS_PER_S, State.DRAFT) for i in range(count)]


@pytest.fixture
def table(dark: QApplication, qtbot: QtBot) -> EpisodeTable:
    made = EpisodeTable()
    qtbot.addWidget(made)
    made.resize(240, 600)
    made.setVisible(True)
    return made


def test_the_model_keeps_the_rules_of_models(qtmodeltester: ModelTester) -> None:
    model = EpisodeModel()
    model.show(0, lines(5), 5)
    qtmodeltester.check(model)


def test_a_click_asks_and_the_mark_stays(table: EpisodeTable, qtbot: QtBot) -> None:
    table.show_lines(lines(5), total=12)
    table.set_current("e0")
    where = table.rows.visualRect(table.model.index(3)).center()
    with qtbot.waitSignal(table.episode_requested) as asked:
        qtbot.mouseClick(table.rows.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert asked.args == ["e3"]
    assert table.rows.currentIndex().row() == 0
    assert table.count.text() == "5 / 12"


def test_a_hundred_thousand_rows_cost_only_what_is_seen(table: EpisodeTable) -> None:
    table.show_lines(lines(100_000))
    table.rows.scrollToBottom()
    assert not table.rows.grab().isNull()


def test_a_change_of_contents_keeps_the_place(table: EpisodeTable, dark: QApplication) -> None:
    table.show_lines(lines(100))
    dark.processEvents()
    table.rows.verticalScrollBar().setValue(500)
    table.show_lines(lines(100))
    assert table.rows.verticalScrollBar().value() == 500


def test_a_picture_appears_in_its_row(table: EpisodeTable) -> None:
    table.show_lines(lines(1))
    picture = QImage(64, 48, QImage.Format.Format_RGB32)
    picture.fill(QColor(10, 200, 30))
    table.set_preview("e0", RowPreview(picture))
    assert table.rows.grab().toImage().pixelColor(38, 30) == QColor(10, 200, 30)


def test_filter_and_words_go_out_together(table: EpisodeTable, qtbot: QtBot) -> None:
    table.state.setCurrentIndex(1 + list(State).index(State.RETURNED))
    with qtbot.waitSignal(table.search_requested) as asked:
        qtbot.keyClicks(table.search, "c")
    assert asked.args == [Search(state=State.RETURNED, text="c")]


def test_an_empty_list_offers_one_way_on(table: EpisodeTable, qtbot: QtBot) -> None:
    table.show_lines([])
    with qtbot.waitSignal(table.open_requested):
        qtbot.mouseClick(table.empty_action, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(table.search, "c")
    table.show_lines([])
    with qtbot.waitSignal(table.search_requested) as asked:
        qtbot.mouseClick(table.empty_action, Qt.MouseButton.LeftButton)
    assert asked.args == [Search()]


def test_showing_values_does_not_unfold_the_list(dark: QApplication, qtbot: QtBot) -> None:
    folded = EpisodeTable()
    qtbot.addWidget(folded)
    folded.show_lines(lines(2))
    assert not folded.isVisible()
    assert folded.model.rowCount(QModelIndex()) == 2


@pytest.mark.parametrize(("seconds", "words"), [(23.3, "0:23"), (59.6, "1:00"), (3723, "1:02:03")])
def test_durations(seconds: float, words: str) -> None:
    assert duration_text(round(seconds * NS_PER_S)) == words


def test_only_rows_in_sight_ask_for_a_picture_and_only_once(table: EpisodeTable, qtbot: QtBot) -> None:
    asked: list[str] = []
    table.preview_requested.connect(asked.append)
    table.show_lines(lines(10_000))
    table.resize(240, 400)
    table.setVisible(True)
    qtbot.waitUntil(lambda: bool(asked))
    table.rows.viewport().repaint()
    assert len(asked) == len(set(asked)) < 20


def test_one_line_changes_in_its_place(table: EpisodeTable) -> None:
    table.show_lines(lines(5))
    table.show_line(replace(lines(5)[3], name="mended"))
    names = [line.name for line in map(table.model.line, range(5)) if line is not None]
    assert [name == "mended" for name in names] == [False, False, False, True, False]


def marked_pixels(table: EpisodeTable, row: int) -> int:
    """How many pixels at the right end of a row's task have the colour of the mark."""
    QApplication.processEvents()
    area = table.rows.visualRect(table.model.index(row))
    image = table.rows.viewport().grab(area).toImage()
    at = [(x, y) for x in range(area.width() - 30, area.width() - 8) for y in range(26, 42)]
    return sum(image.pixelColor(x, y) == qcolour("accent") for x, y in at)


def test_a_marked_row_says_so_to_the_eye_and_to_the_ear_and_others_do_not(table: EpisodeTable) -> None:
    table.show_lines(lines(5))
    assert table.compared.isHidden()
    table.set_compared(frozenset({"e3", "gone"}))
    assert [marked_pixels(table, row) > 5 for row in range(5)] == [False, False, False, True, False]
    heard = [table.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in (2, 3)]
    assert ["marked for comparing" in words for words in heard] == [False, True]
    assert (table.compared.number.text(), table.compared.isHidden()) == ("2", False)
    table.set_compared(frozenset())
    assert marked_pixels(table, 3) == 0
    assert table.compared.isHidden()


def test_marks_outlast_other_contents_another_order_and_a_filter(table: EpisodeTable) -> None:
    table.set_compared(frozenset({"e3"}))
    table.show_lines(lines(5))
    table.show_line(replace(lines(5)[3], name="mended"))
    assert marked_pixels(table, 3) > 5
    table.show_lines(lines(5)[::-1])
    assert [marked_pixels(table, row) > 5 for row in (1, 3)] == [True, False]
    table.show_lines(lines(2), total=5)
    assert table.compared.number.text() == "1"
    table.show_lines(lines(5))
    assert marked_pixels(table, 3) > 5


def test_the_pointer_on_a_picture_chooses_from_the_strip(table: EpisodeTable, qtbot: QtBot) -> None:
    strip = QImage(4 * 64, 48, QImage.Format.Format_RGB32)
    colours = [QColor(200, 0, 0), QColor(0, 200, 0), QColor(0, 0, 200), QColor(200, 200, 0)]
    for y in range(48):
        for x in range(4 * 64):
            strip.setPixelColor(x, y, colours[x // 64])
    table.show_lines(lines(2))
    table.set_preview("e0", RowPreview(strip, 4, ((0.0, 0.5), (0.2, 1.0))))
    assert table.rows.grab().toImage().pixelColor(38, 30) == colours[2]
    corner = table.rows.visualRect(table.model.index(0)).topLeft()
    for x, expected in ((12, 0), (30, 1), (64, 3)):
        qtbot.mouseMove(table.rows.viewport(), corner + QPoint(x, 30))
        QApplication.processEvents()
        assert table.rows.grab().toImage().pixelColor(38, 30) == colours[expected]
    qtbot.mouseMove(table.rows.viewport(), corner + QPoint(150, 30))
    QApplication.processEvents()
    assert table.rows.grab().toImage().pixelColor(38, 30) == colours[2]


def test_previews_of_rows_long_out_of_sight_are_forgotten(table: EpisodeTable) -> None:
    table.show_lines(lines(3000))
    picture = QImage(64, 48, QImage.Format.Format_RGB32)
    for number in range(3000):
        table.set_preview(f"e{number}", RowPreview(picture))
    kept = [
        n for n in range(3000) if table.model.data(table.model.index(n), EpisodeModel.PREVIEW) is not None
    ]
    assert len(kept) <= 1000
    assert kept[-1] == 2999
