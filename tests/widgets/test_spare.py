"""Bars in a window that is narrow, as every window is at a scale of 150 or 200 %: nothing is cut, spare parts go."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from models.effort import Effort
from models.review import Role, State
from models.timebase import NS_PER_S
from tests.support.in_sight import cut_words
from widgets.chip import ChipLine
from widgets.status_bar import StatusBar
from widgets.top_bar import TopBar
from widgets.transport_bar import TransportBar

LEAST_PX, USUAL_PX = 680, 1600


def top_bar() -> TopBar:
    bar = TopBar()
    bar.set_user("ann", Role.ANNOTATOR)
    bar.set_episode(
        "pick_can_success",
        "pick up the can and put it on the green tray",
        State.SUBMITTED,
        detail="revision 12",
        extra=(ChipLine("2 problems", "triangle-alert", "warning"),),
    )
    return bar


def transport_bar() -> TransportBar:
    bar = TransportBar()
    bar.set_time(0, 3700 * NS_PER_S)
    bar.set_frame(0, 111_000)
    bar.set_references(("head/color", "wrist/color"), "head/color")
    return bar


def status_bar() -> StatusBar:
    bar = StatusBar()
    bar.set_saved(1041, 12.0)
    bar.set_dropped(210, 1200)
    bar.set_clock("header")
    bar.set_effort(Effort(active_s=754.0, keys=310))
    return bar


@pytest.fixture
def host(dark: QApplication, qtbot: QtBot) -> QWidget:
    """A bar alone in a window would not let it become narrow."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(USUAL_PX, 60)
    window.show()
    return window


def put(bar: QWidget, host: QWidget, width: int) -> None:
    bar.setParent(host)
    bar.resize(width, bar.height())
    bar.show()
    for _ in range(3):
        QApplication.processEvents()


@pytest.mark.parametrize("made", [top_bar, transport_bar, status_bar])
@pytest.mark.parametrize("width", [LEAST_PX, 911, 960, 1280, USUAL_PX])
def test_what_stands_in_a_bar_has_its_room(made, width: int, host: QWidget) -> None:
    bar = made()
    put(bar, host, width)
    assert bar.layout().minimumSize().width() <= width
    assert cut_words(bar) == []
    assert all(part.geometry().right() < width for part in bar.findChildren(QWidget) if part.parent() is bar)


def test_a_spare_part_comes_back_with_its_room(host: QWidget) -> None:
    bar, seen = transport_bar(), {}
    for width in (USUAL_PX, LEAST_PX, USUAL_PX):
        put(bar, host, width)
        seen.setdefault(width, set()).add((bar.reference.isVisible(), bar.frame.isVisible()))
    assert seen == {USUAL_PX: {(True, True)}, LEAST_PX: {(False, False)}}


def test_a_spare_part_that_has_nothing_to_say_stays_away(host: QWidget) -> None:
    bar = TransportBar()
    put(bar, host, USUAL_PX)
    assert not bar.reference.isVisible()
    bar.set_references(("head/color",), "head/color")
    QApplication.processEvents()
    assert bar.reference.isVisible()
