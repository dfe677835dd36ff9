"""What was put off is done before the window gets a key."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.before_keys import BeforeKeys


class Listens(QWidget):
    """Writes down the keys that it gets."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self._told = told

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._told.append(event.text())


def test_it_is_done_before_each_key_and_not_otherwise(qapp: QApplication, qtbot: QtBot) -> None:
    told: list[str] = []
    window = Listens(told)
    qtbot.addWidget(window)
    before = BeforeKeys(lambda: told.append("one"), lambda: told.append("two"), parent=window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.mouseClick(window, Qt.MouseButton.LeftButton)
    assert told == []
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert before.parent() is window
    assert told[:2] == ["one", "two"]
    assert told[-1] == "a"
    assert told.count("a") == 1
