"""Panels that scroll up and down only: their contents take the width that there is.

The bar lies over the right margin of the contents, which must leave it ``BAR_PX``. A bar beside them would take its
width from them whenever it comes or goes, so that one more line of a panel lays out and paints all of it anew.
"""

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QScrollBar, QWidget

BAR_PX = 8
_MARGIN_PX = 12


class Column(QWidget):
    """Never wider than its scroll area; put a layout into it."""

    def minimumSizeHint(self) -> QSize:
        """Any width, all of the height."""
        return QSize(0, super().minimumSizeHint().height())


class FollowingArea(QScrollArea):
    """Whatever inside takes the keyboard comes into sight, as far as it has room, its beginning first."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.hide()
        own = self.verticalScrollBar()
        self.bar.setSingleStep(own.singleStep())
        own.rangeChanged.connect(self._range_changed)
        own.valueChanged.connect(self.bar.setValue)
        self.bar.valueChanged.connect(own.setValue)
        qapp = QApplication.instance()
        assert isinstance(qapp, QApplication)
        # What was just unfolded has its place a turn later.
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._follow)
        qapp.focusChanged.connect(self._focus_moved)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bar stands at the right edge."""
        super().resizeEvent(event)
        self.bar.setGeometry(self.width() - BAR_PX, 0, BAR_PX, self.height())
        self.bar.setPageStep(self.viewport().height())

    def _range_changed(self, least: int, most: int) -> None:
        self.bar.setRange(least, most)
        self.bar.setValue(self.verticalScrollBar().value())
        self.bar.setVisible(most > least)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isAncestorOf(new):
            self._settle.start()

    def _follow(self) -> None:
        focus, inside = QApplication.focusWidget(), self.widget()
        if focus is None or inside is None or not inside.isAncestorOf(focus):
            return
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        if focus.height() > self.viewport().height():
            self.verticalScrollBar().setValue(focus.mapTo(inside, QPoint(0, 0)).y())
        else:
            self.ensureWidgetVisible(focus, 0, _MARGIN_PX)


def scrolling(column: QWidget) -> FollowingArea:
    """A frameless scroll area around ``column``."""
    area = FollowingArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(column)
    return area
