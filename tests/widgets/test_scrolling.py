"""A bar that comes or goes takes nothing from the contents, and moves with them."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from widgets.scrolling import BAR_PX, Column, FollowingArea, scrolling


class Tall(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(100)


@pytest.fixture
def area(qtbot: QtBot) -> FollowingArea:
    inside = Column()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(Tall())
    column.addStretch(1)
    made = scrolling(inside)
    made.resize(200, 300)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def lengthen(area: FollowingArea, qtbot: QtBot, count: int) -> None:
    layout = area.widget().layout()
    for _ in range(count):
        layout.addWidget(Tall())
    qtbot.waitUntil(area.bar.isVisible)


def test_the_contents_keep_their_width_when_the_bar_comes(area: FollowingArea, qtbot: QtBot) -> None:
    assert not area.bar.isVisible()
    width = area.widget().width()
    assert width == area.width()
    lengthen(area, qtbot, 9)
    assert area.widget().width() == width
    assert area.bar.geometry().getRect() == (200 - BAR_PX, 0, BAR_PX, 300)
    area.resize(300, 400)
    assert area.bar.geometry().getRect() == (300 - BAR_PX, 0, BAR_PX, 400)
    area.resize(300, 3000)
    assert not area.bar.isVisible()


def test_bar_and_contents_move_together(area: FollowingArea, qtbot: QtBot) -> None:
    lengthen(area, qtbot, 9)
    area.verticalScrollBar().setValue(250)
    assert area.bar.value() == 250
    area.bar.setValue(100)
    assert area.widget().y() == -100
    QTest.mouseClick(area.bar, Qt.MouseButton.LeftButton, pos=QPoint(BAR_PX // 2, 230))
    assert area.bar.value() == area.verticalScrollBar().value() == 100 + area.viewport().height()
