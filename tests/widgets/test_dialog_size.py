"""Dialogs open within the screen, however few logical pixels its scale leaves."""

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from models.taxonomy import load_taxonomy
from tests.support.data import ROOT
from widgets.dialog_size import open_within_screen
from widgets.help_sheet import HelpSheet
from widgets.key_editor import KeyEditor
from widgets.taxonomy_editor import TaxonomyEditor

PICK_PLACE = ROOT / "resources" / "taxonomies" / "pick_place.toml"


@pytest.mark.parametrize("kind", ["taxonomy", "keys", "help"])
def test_a_dialog_is_never_larger_than_the_screen(kind: str, dark: QApplication, qtbot: QtBot) -> None:
    made = {"taxonomy": lambda: TaxonomyEditor(load_taxonomy(PICK_PLACE)), "keys": KeyEditor}
    dialog = made.get(kind, lambda: HelpSheet([]))()
    qtbot.addWidget(dialog)
    room = dialog.screen().availableSize()
    assert (dialog.width() <= room.width(), dialog.height() <= room.height()) == (True, True)


def test_it_has_the_size_that_it_likes_where_there_is_room(dark: QApplication, qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    open_within_screen(dialog, 300, 200)
    assert (dialog.width(), dialog.height()) == (300, 200)
    room = dialog.screen().availableSize()
    open_within_screen(dialog, room.width() * 2, 200)
    assert dialog.width() < room.width()
