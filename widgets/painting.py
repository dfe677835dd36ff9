"""Small strokes that every painted control shares."""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from widgets.fonts import advance, elided
from widgets.theme import qcolour

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


def box(
    painter: QPainter,
    rect: QRect,
    *,
    fill: QColor | None = None,
    edge: QColor | None = None,
    radius: float = 5,
    width: float = 1,
) -> None:
    """A rounded rectangle whose edge lies on whole pixels inside ``rect``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(edge, width) if edge is not None else Qt.PenStyle.NoPen)
    inset = width / 2 if edge is not None else 0
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def text(
    painter: QPainter,
    rect: QRect,
    words: str,
    font: QFont,
    *,
    ink: str = "hi",
    align: Qt.AlignmentFlag = LEFT,
) -> int:
    """Write ``words`` in the colour token ``ink`` in ``rect``, cut with an ellipsis where they do not fit.

    The base line comes from the first font alone, so that Chinese and Latin words stand on one line.

    Returns:
        The width that was used, in logical pixels.
    """
    shown, used = words, advance(words, font)
    if used > rect.width():
        shown = elided(words, font, rect.width())
        used = advance(shown, font)
    metrics = QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(qcolour(ink))
    base = rect.y() + (rect.height() - metrics.ascent() - metrics.descent()) // 2 + metrics.ascent()
    painter.drawText(QPoint(rect.x() + _indent(rect.width() - used, align), base), shown)
    return min(used, rect.width())


def _indent(free: int, align: Qt.AlignmentFlag) -> int:
    if align & Qt.AlignmentFlag.AlignRight:
        return free
    return free // 2 if align & Qt.AlignmentFlag.AlignHCenter else 0


def mix(first: QColor, second: QColor, share: float) -> QColor:
    """``share`` (0 to 1) of ``second`` in ``first``."""
    keep = 1 - share
    return QColor.fromRgbF(
        first.redF() * keep + second.redF() * share,
        first.greenF() * keep + second.greenF() * share,
        first.blueF() * keep + second.blueF() * share,
    )
