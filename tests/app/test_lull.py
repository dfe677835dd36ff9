"""What nobody waits for is done when the hand rests, and is not put off for ever."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.lull import MOST_MS, REST_MS, Lull


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def lull(window: QWidget) -> Iterator[Lull]:
    made = Lull()
    yield made
    made.close()


def press(window: QWidget) -> None:
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)


def test_while_the_hand_rests_it_is_done_in_one_of_the_next_turns(lull: Lull, qtbot: QtBot) -> None:
    done: list[str] = []
    lull.later("a", lambda: done.append("a"))
    assert done == []
    qtbot.waitUntil(lambda: done == ["a"])


def test_a_key_that_comes_before_its_turn_puts_it_off(window: QWidget, lull: Lull, qtbot: QtBot) -> None:
    done: list[str] = []
    lull.later("a", lambda: done.append("a"))
    press(window)
    qtbot.wait(REST_MS // 4)
    assert done == []
    qtbot.waitUntil(lambda: done == ["a"])


def test_after_a_key_it_waits_for_the_lull_and_the_newest_of_a_kind_is_done(
    window: QWidget, lull: Lull, qtbot: QtBot
) -> None:
    done: list[str] = []
    press(window)
    lull.later("a", lambda: done.append("old"))
    lull.later("b", lambda: done.append("b"))
    lull.later("a", lambda: done.append("new"))
    lull.later("c", lambda: done.append("dropped"))
    lull.drop("c")
    assert done == []
    with qtbot.waitSignal(lull.came):
        pass
    qtbot.waitUntil(lambda: done == ["new", "b"])


def test_a_press_of_the_mouse_counts_as_the_hand(window: QWidget, lull: Lull, qtbot: QtBot) -> None:
    done: list[str] = []
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton)
    lull.later("a", lambda: done.append("a"))
    assert done == []
    qtbot.waitUntil(lambda: done == ["a"])


def test_a_hand_that_never_rests_puts_nothing_off_for_ever(window: QWidget, lull: Lull, qtbot: QtBot) -> None:
    done: list[str] = []
    came: list[bool] = []
    lull.came.connect(lambda: came.append(True))
    press(window)
    lull.later("a", lambda: done.append("a"))

    def goes_on() -> bool:
        press(window)
        QCoreApplication.processEvents()
        return bool(done)

    qtbot.waitUntil(goes_on, timeout=20 * MOST_MS)
    assert done == ["a"]


def test_nothing_is_done_after_it_is_closed(window: QWidget, lull: Lull, qtbot: QtBot) -> None:
    done: list[str] = []
    press(window)
    lull.later("a", lambda: done.append("a"))
    lull.close()
    qtbot.wait(2 * MOST_MS // 10)
    assert done == []
