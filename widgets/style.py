"""Fusion with the focus ring of the house: 2 px, 2 px off, shown for the keyboard only."""

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QFocusFrame, QProxyStyle, QStyle, QStyleOption, QWidget

RING_PX = 2
RING_GAP_PX = 2
RING_RADIUS_PX = 7


class RushesStyle(QProxyStyle):
    """Draws no dotted rectangles; the ring around the focused widget is a frame of its own, see ``FocusRing``."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Leaves out the focus rectangle of Fusion."""
        if element != QStyle.PrimitiveElement.PE_FrameFocusRect:
            super().drawPrimitive(element, option, painter, widget)


class FocusRing(QFocusFrame):
    """A ring outside the widget that has the keyboard's focus."""

    def paintEvent(self, _event: object) -> None:
        """The accent of the palette on a transparent ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), RING_PX))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RING_RADIUS_PX, RING_RADIUS_PX)
