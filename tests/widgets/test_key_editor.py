"""The sheet of keys: what its buttons are about can be seen."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from widgets.key_editor import KeyEditor, KeyLine

LINES = [
    KeyLine("player.play", "Play or pause", "Playback", ("Space",), is_own=False, is_fixed=False),
    KeyLine("label.undo", "Undo", "Labels", ("Ctrl+Z",), is_own=False, is_fixed=False),
]


def test_a_row_is_chosen_and_seen_from_the_beginning_and_while_somebody_searches(
    dark: QApplication, qtbot: QtBot
) -> None:
    sheet = KeyEditor()
    qtbot.addWidget(sheet)
    sheet.show_lines(LINES)
    sheet.show()
    chosen = [sheet.current()]
    for words in ("undo", ""):
        sheet.search.setText(words)
        chosen.append(sheet.current())
    assert chosen == ["player.play", "label.undo", "label.undo"]
    assert [item.text(0) for item in sheet.table.selectedItems()] == ["Undo"]
