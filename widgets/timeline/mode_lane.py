"""Who was in control: a bar a stretch, the word inside."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from widgets import theme
from widgets.timeline.canvas import Frame, text
from widgets.timeline.content import Content

_FILLS = {"teleoperated": "bg4", "autonomous": "accent_bg"}


def paint(painter: QPainter, frame: Frame, content: Content) -> None:
    """Teleoperated in grey, autonomous in the ground of the accent; anything else as an outline."""
    painter.setClipRect(frame.plot)
    for span in content.modes:
        left, right = frame.x(span.start_ns), frame.x(span.end_ns)
        bar = QRectF(left, frame.rect.y() + 3, max(right - left - 1, 1), frame.rect.height() - 6)
        if bar.right() < frame.plot_left or bar.left() > frame.end_x:
            continue
        _paint_bar(painter, bar, span.kind)
        words = bar.intersected(QRectF(frame.plot)).adjusted(7, 0, -4, 0)
        if words.width() > 16:
            text(painter, words, span.text, colour="mid", px=11)
    painter.setClipping(False)


def _paint_bar(painter: QPainter, bar: QRectF, kind: str) -> None:
    fill = _FILLS.get(kind)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    dark = theme.tokens().name is theme.ThemeName.DARK
    painter.setBrush(theme.qcolour(fill) if fill else Qt.BrushStyle.NoBrush)
    if fill == "bg4" and not dark:
        painter.setBrush(theme.qcolour("line"))
    painter.setPen(Qt.PenStyle.NoPen if fill else theme.qcolour("ctl"))
    painter.drawRoundedRect(bar, 2, 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
