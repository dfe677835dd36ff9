"""Keys are printed as they are just now, and not at all where there is none."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from widgets.button import Button
from widgets.keycap import KeyCap
from widgets.printed_keys import cap_of, key_of, named_key, show_keys, with_key


@pytest.fixture(autouse=True)
def nothing_stays(dark: QApplication):
    yield
    show_keys({})


def test_words_and_caps_are_written_each_in_its_own_way() -> None:
    show_keys({"a.one": ("Shift+U", "X"), "a.two": ("Ctrl+Return",), "a.none": (), "a.plus": ("Ctrl++",)})
    assert (key_of("a.one"), cap_of("a.one")) == ("Shift+U", "⇧U")
    assert (key_of("a.two"), cap_of("a.two")) == ("Ctrl+Enter", "Ctrl ↵")
    assert cap_of("a.plus") == "Ctrl +"
    assert (key_of("a.none"), cap_of("a.none"), named_key("a.none")) == ("", "", "–")
    assert with_key("Undo", "a.two") == "Undo (Ctrl+Enter)"
    assert with_key("Undo", "a.none") == "Undo"


def test_what_is_on_the_screen_follows(qtbot: QtBot) -> None:
    show_keys({"a.one": ("X",)})
    cap, button = KeyCap(action="a.one"), Button("Do", action="a.one")
    for widget in (cap, button):
        qtbot.addWidget(widget)
        widget.show()
    narrow, one = button.sizeHint().width(), cap.sizeHint().width()
    show_keys({"a.one": ("Ctrl+Shift+X",)})
    assert button.sizeHint().width() > narrow
    assert cap.sizeHint().width() > one
    show_keys({})
    assert cap.isHidden()
    assert button.sizeHint().width() < narrow
