"""Widgets on the screen whose repaints are timed."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.benchmarks.harness import Contest, Figures, Side, Stage, timed
from widgets.theme import ThemeName, apply_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter

_PATIENCE_MS = 10_000
_REST_S = 0.006


def application() -> QApplication:
    """The one of this process, in the dark theme."""
    qapp = QApplication.instance() or QApplication(["rushes"])
    assert isinstance(qapp, QApplication)
    apply_theme(qapp, ThemeName.DARK)
    return qapp


@contextmanager
def on_screen(widget: QWidget, width: int, height: int) -> Iterator[QWidget]:
    """Show a widget of that size; afterwards it is gone."""
    widget.resize(width, height)
    widget.show()
    if not QTest.qWaitForWindowExposed(widget, _PATIENCE_MS):
        raise RuntimeError("the window does not appear")
    QTest.qWait(50)
    try:
        yield widget
    finally:
        widget.close()
        widget.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


def painted(prepare: Callable[[Stage], AbstractContextManager[Contest]]) -> Callable[[Stage], Figures]:
    """``timed`` for what needs the application before it can be prepared."""

    def take(stage: Stage) -> Figures:
        application()
        return timed(prepare)(stage)

    return take


class Paints(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def redraws(canvas: QWidget, change: Callable[[int], object]) -> Side:
    """``change(i)`` and the repaint that follows it, each after the display has taken what came before.

    Raises:
        RuntimeError: a change paints nothing, so there would be nothing to time.
    """
    paints = Paints(canvas)
    for number in (1, 2):
        before = paints.count
        change(number)
        QApplication.processEvents()
        if paints.count == before:
            raise RuntimeError("a change of what is shown paints nothing")
    canvas.removeEventFilter(paints)

    def redraw(number: int) -> None:
        change(number)
        QApplication.processEvents()

    return Side(redraw, before=_rest)


def _rest(_number: int) -> None:
    """What others have painted is still on its way to the display server, which works beside us."""
    QApplication.processEvents()
    time.sleep(_REST_S)


class Canvas(QWidget):
    """The least widget that paints: what ``draw`` draws."""

    def __init__(self, draw: "Callable[[QPainter, QRect], object]") -> None:
        super().__init__()
        self._draw = draw

    def paintEvent(self, _event: object) -> None:
        from PySide6.QtGui import QPainter

        with QPainter(self) as painter:
            self._draw(painter, self.rect())
