"""A small panel that opens at a control and goes when the person looks elsewhere."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

_MARGIN = 8


class Popover(QFrame):
    """A window of its own, so that it lies above views that draw with OpenGL. Fill ``self.body``."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setProperty("role", "popover")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 10, 12, 10)
        self.body.setSpacing(6)

    def open_at(self, anchor: QWidget, *, above: bool = False) -> None:
        """Show below (or above) ``anchor``, moved so that it stays inside the anchor's window."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(0, 0))
        y = corner.y() - self.height() - 4 if above else corner.y() + anchor.height() + 4
        bounds = QRect(anchor.window().mapToGlobal(QPoint(0, 0)), anchor.window().size())
        right = bounds.right() - self.width() - _MARGIN
        self.move(max(bounds.left() + _MARGIN, min(corner.x(), right)), y)
        self.show()
