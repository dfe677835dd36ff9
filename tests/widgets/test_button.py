"""A click is a wish: the owner decides what is checked."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from widgets.button import Button, Role
from widgets.keycap import KeyCap, keycap_width
from widgets.labels import Elided


def test_a_click_does_not_check(dark: QApplication, qtbot: QtBot) -> None:
    button = Button("Success", icon="check", key="S", role=Role.SEGMENT, tone="success")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.isChecked()
    button.setChecked(True)
    assert button.isChecked()


def test_icon_key_and_words_all_have_room(dark: QApplication) -> None:
    bare, full = Button("Submit"), Button("Submit", icon="send", key="Ctrl ↵")
    assert full.sizeHint().width() > bare.sizeHint().width() + keycap_width("Ctrl ↵")
    assert Button(icon="play", role=Role.GHOST).sizeHint().width() == 28


def test_a_key_cap_is_square_for_one_sign_and_wider_for_words(dark: QApplication) -> None:
    assert KeyCap("1").sizeHint().width() == 18
    assert KeyCap("Tab").sizeHint().width() > 18


def test_what_is_cut_is_told_by_the_tooltip(dark: QApplication, qtbot: QtBot) -> None:
    label = Elided("pick up the can and put it on the green tray")
    qtbot.addWidget(label)
    label.resize(60, 18)
    label.grab()
    assert label.toolTip() == label.words()
    label.resize(600, 18)
    label.grab()
    assert label.toolTip() == ""


def test_a_button_that_only_moves_keeps_its_face(
    dark: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[str] = []
    paint = Button._paint
    monkeypatch.setattr(Button, "_paint", lambda self, on: (painted.append(self.text()), paint(self, on)))
    place = QWidget()
    qtbot.addWidget(place)
    button = Button("Success", icon="check", key="S", role=Role.SEGMENT, parent=place)
    button.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    button.resize(100, 28)
    place.resize(200, 100)
    place.show()
    qtbot.waitExposed(place)
    qtbot.wait(50)
    assert painted == ["Success"]
    button.move(20, 40)
    dark.processEvents()
    assert painted == ["Success"]
    shown = place.grab(QRect(20, 40, 100, 28)).toImage()
    for change in (
        lambda: button.setChecked(True),
        lambda: button.setEnabled(False),
        lambda: button.setText("Done"),
        lambda: button.set_key("D"),
        lambda: button.set_icon(""),
        lambda: button.resize(120, 28),
    ):
        count = len(painted)
        change()
        dark.processEvents()
        assert len(painted) == count + 1
    assert place.grab(QRect(20, 40, 100, 28)).toImage() != shown
