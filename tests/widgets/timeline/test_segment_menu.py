"""The menu of a phase asks for what its entries say."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from tests.widgets.timeline.scenes import T0_NS, S
from widgets.timeline import TimelineView
from widgets.timeline.layout import Lane

Show = Callable[..., TimelineView]
Hear = Callable[[TimelineView], list[tuple[object, ...]]]
Pixel = Callable[[TimelineView, Lane, int], QPoint]


def open_menu(
    view: TimelineView, at: QPoint, reason: QContextMenuEvent.Reason = QContextMenuEvent.Reason.Mouse
) -> QMenu | None:
    QApplication.sendEvent(view, QContextMenuEvent(reason, at, view.mapToGlobal(at)))
    return next((menu for menu in view.findChildren(QMenu) if menu.isVisible()), None)


def entry(menu: QMenu | None, words: str) -> QAction:
    assert menu is not None
    return next(action for action in menu.actions() if action.text().split("\t")[0] == words)


def test_rename_names_every_label_with_its_key(show: Show, hear: Hear, point: Pixel) -> None:
    view = show()
    heard = hear(view)
    menu = open_menu(view, point(view, Lane.PHASES, T0_NS + 5 * S))
    entry(menu, "Place").trigger()
    assert entry(menu, "Place").text() == "Place\t5"
    assert not entry(menu, "Place").icon().isNull()
    assert not entry(menu, "Grasp").isEnabled()
    assert heard[-1] == ("rename_requested", view.content.blocks.ids[2], "place")
    assert menu is not None
    menu.close()


@pytest.mark.parametrize(
    ("words", "signal"), [("Merge with the next", "merge_requested"), ("Delete", "delete_requested")]
)
def test_merge_and_delete(show: Show, hear: Hear, point: Pixel, words: str, signal: str) -> None:
    view = show()
    heard = hear(view)
    menu = open_menu(view, point(view, Lane.PHASES, T0_NS + 5 * S))
    entry(menu, words).trigger()
    assert heard[-1] == (signal, view.content.blocks.ids[2])
    assert menu is not None
    menu.close()


def test_split_only_where_the_playhead_is_inside(show: Show, hear: Hear, point: Pixel) -> None:
    view = show()
    heard = hear(view)
    outside = open_menu(view, point(view, Lane.PHASES, T0_NS + 5 * S))
    assert not entry(outside, "Split at the playhead").isEnabled()
    assert outside is not None
    outside.close()
    view.set_playhead(T0_NS + 5 * S)
    inside = open_menu(view, point(view, Lane.PHASES, T0_NS + 5 * S))
    entry(inside, "Split at the playhead").trigger()
    assert heard[-1] == ("split_requested", T0_NS + 5 * S)
    assert inside is not None
    inside.close()


def test_the_last_phase_has_no_next(show: Show, point: Pixel) -> None:
    view = show()
    menu = open_menu(view, point(view, Lane.PHASES, T0_NS + 9 * S))
    assert not entry(menu, "Merge with the next").isEnabled()
    assert menu is not None
    menu.close()


def test_the_menu_key_opens_it_for_the_selected_phase(show: Show) -> None:
    view = show()
    view.set_selected(view.content.blocks.ids[3])
    menu = open_menu(view, QPoint(0, 0), QContextMenuEvent.Reason.Keyboard)
    assert menu is not None
    assert menu.accessibleName() == "Lift, key 3, 6.00 to 8.00 s"
    menu.close()


def test_what_is_locked_has_no_menu(show: Show, point: Pixel) -> None:
    view = show()
    view.set_editable(False)
    assert open_menu(view, point(view, Lane.PHASES, T0_NS + 5 * S)) is None
