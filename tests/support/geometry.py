"""Whether texts lie on each other or are cut, measured on the real widgets."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget

from widgets.button import Button
from widgets.chip import Chip
from widgets.keycap import KeyCap
from widgets.labels import Elided, Icon
from widgets.notification_strip import NotificationStrip

WORDED = (QLabel, QAbstractButton, QLineEdit, QComboBox, Elided, Chip, KeyCap, Icon)


def overlaps(window: QWidget) -> list[str]:
    """Pairs of widgets with words that cover each other by more than a pixel."""
    seen = [(widget, _seen(widget)) for widget in _worded(window)]
    return [
        f"{_name(one)} {_text(area)} lies on {_name(other)} {_text(place)}"
        for (one, area), (other, place) in combinations(seen, 2)
        if not _related(one, other) and _touch(area, place)
    ]


def cut(window: QWidget) -> list[str]:
    """Labels whose words do not fit; those that elide may be narrow, but show an icon and a few letters."""
    return [
        f"{_name(widget)} wants {_wanted(widget)}, has {(widget.width(), widget.height())}"
        for widget in _worded(window)
        if _is_cut(widget)
    ]


def _worded(window: QWidget) -> Iterator[QWidget]:
    """Visible widgets that say something, without what floats above the rest and what scrolls away."""
    for widget in window.findChildren(QWidget):
        shown = isinstance(widget, WORDED) and widget.isVisible() and not _seen(widget).isEmpty()
        if shown and not _inside(widget, NotificationStrip):
            yield widget


def _seen(widget: QWidget) -> QRect:
    """What can be seen of it, in the coordinates of its window."""
    region = widget.visibleRegion().boundingRect()
    return QRect(widget.mapTo(widget.window(), region.topLeft()), region.size())


def _is_cut(widget: QWidget) -> bool:
    wide, high = _wanted(widget)
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) > widget.height() + 1
    if isinstance(widget, QLabel):
        return bool(widget.text()) and (wide > widget.width() + 1 or high > widget.height() + 1)
    if isinstance(widget, Chip | KeyCap):
        return wide > widget.width() + 1
    if isinstance(widget, Button | Elided):
        return widget.minimumSizeHint().width() > widget.width()
    return False


def _wanted(widget: QWidget) -> tuple[int, int]:
    return widget.sizeHint().width(), widget.sizeHint().height()


def _touch(one: QRect, other: QRect) -> bool:
    common = one.intersected(other)
    return common.width() > 1 and common.height() > 1


def _related(one: QWidget, other: QWidget) -> bool:
    return one.isAncestorOf(other) or other.isAncestorOf(one)


def _inside(widget: QWidget, kind: type[QWidget]) -> bool:
    parent: QWidget | None = widget
    while parent is not None and not isinstance(parent, kind):
        parent = parent.parentWidget()
    return parent is not None


def _name(widget: QWidget) -> str:
    words = (
        widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else widget.accessibleName()
    )
    owner = widget.parentWidget()
    return f"{type(owner).__name__}/{type(widget).__name__} {words!r}"


def _text(area: QRect) -> str:
    return f"({area.x()}, {area.y()}, {area.width()} x {area.height()})"
