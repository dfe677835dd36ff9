"""The overview: the whole episode, always, with the window that the lanes above show."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from widgets import theme
from widgets.timeline.blocks import Blocks
from widgets.timeline.canvas import Frame
from widgets.timeline.phase_art import paint_columns, segments
from widgets.timeline.scale import TimeScale

PHASES_PX = 6
HANDLE_PX = 8
_INSET_PX = 3


def whole(scale: TimeScale) -> TimeScale:
    """The scale of the overview: the same pixels for everything."""
    return scale.fitted()


def window_rect(row: QRectF, scale: TimeScale) -> QRectF:
    """The frame round what is visible; it never gets too small to be seen."""
    full = whole(scale)
    left, right = full.x_of(scale.visible.start_ns), full.x_of(scale.visible.end_ns)
    spare = max(4 - (right - left), 0) / 2
    top = row.y() + _INSET_PX
    return QRectF(left - spare, top, right - left + 2 * spare, row.height() - 2 * _INSET_PX)


def paint_phases(painter: QPainter, frame: Frame, blocks: Blocks) -> None:
    """Thin phases; ``frame.scale`` is the whole one."""
    top = frame.rect.y() + (frame.rect.height() - PHASES_PX) / 2
    painter.setOpacity(0.85)
    for segment in segments(frame, blocks):
        fill = theme.phase_colours(int(blocks.slots[segment.place]))[0]
        painter.fillRect(QRectF(segment.x0, top, segment.width - 1, PHASES_PX), theme.qcolour(fill))
    paint_columns(painter, frame, blocks, top, PHASES_PX)
    painter.setOpacity(1.0)


def paint_window(painter: QPainter, row: QRectF, scale: TimeScale) -> None:
    """1 px frame; with handles and a veil over the rest once it is not everything."""
    window = window_rect(row, scale)
    painter.setPen(Qt.PenStyle.NoPen)
    if not scale.is_whole:
        _paint_veil(painter, row, window, scale)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.qcolour("ctl"), 1))
    painter.drawRoundedRect(window.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    if not scale.is_whole:
        _paint_handles(painter, window)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)


def _paint_veil(painter: QPainter, row: QRectF, window: QRectF, scale: TimeScale) -> None:
    veil = theme.qcolour("bg1", 0.55)
    end = scale.left + scale.width
    painter.fillRect(QRectF(scale.left, row.y(), window.left() - scale.left, row.height()), veil)
    painter.fillRect(QRectF(window.right(), row.y(), end - window.right(), row.height()), veil)


def _paint_handles(painter: QPainter, window: QRectF) -> None:
    """A grip on each edge, 8 px high, drawn on the frame's line."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.qcolour("mid"))
    for x in (window.left(), window.right() - 3):
        painter.drawRoundedRect(QRectF(x, window.center().y() - HANDLE_PX / 2, 3, HANDLE_PX), 1.5, 1.5)
