"""Panels that scroll up and down only: their contents take the width that there is."""

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

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
        qapp = QApplication.instance()
        assert isinstance(qapp, QApplication)
        # What was just unfolded has its place a turn later.
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._follow)
        qapp.focusChanged.connect(self._focus_moved)

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


def scrolling(column: QWidget) -> QScrollArea:
    """A frameless scroll area around ``column``."""
    area = FollowingArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(column)
    return area
