"""Other readings of an episode below its phases, and where they differ."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from widgets import theme
from widgets.timeline.canvas import CENTRE, Frame, dashed, text, text_width
from widgets.timeline.content import Content
from widgets.timeline.phase_art import Look, paint_around, paint_blocks, paint_faded
from widgets.timeline.scale import TimeScale
from widgets.timeline.values import DifferenceBar

_INSET_PX = 2
_LEAST_PX = 6.0


def paint(painter: QPainter, frame: Frame, content: Content, index: int) -> None:
    """One reading, without key-caps: what is taken from it in full, what is taken from another one faded."""
    look = Look(frame.rect.y() + _INSET_PX, frame.rect.height() - 2 * _INSET_PX, key_caps=False)
    paint_blocks(painter, frame, content.tiers[index].blocks, look)
    for bar in content.differences or ():
        if bar.taken is not None and bar.taken != index:
            paint_faded(painter, frame, content.tiers[index].blocks, look, _choice(frame, bar, look))
        elif bar.taken == index:
            _paint_taken(painter, _choice(frame, bar, look))
        if bar.current:
            _paint_edges(painter, frame, bar)


def paint_open(painter: QPainter, frame: Frame, content: Content, look: Look) -> None:
    """Over the phases: what nobody decided yet is not told as if it were."""
    painter.save()
    painter.setClipRect(frame.plot)
    for bar in content.differences or ():
        if bar.taken is None:
            left, right = frame.x(bar.range.start_ns), frame.x(bar.range.end_ns)
            body = QRectF(left, look.top, max(right - left, 2), look.height)
            paint_around(painter, frame, content.settled, bar.range, look)
            painter.fillRect(body, theme.qcolour("bg1"))
            painter.setPen(dashed("warning", (3, 2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(body.adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen(Qt.PenStyle.NoPen)
            if body.width() >= 14:
                text(painter, body, "?", colour="warning", px=12, weight=600, align=CENTRE)
    painter.restore()


def paint_differences(painter: QPainter, frame: Frame, content: Content) -> None:
    """A bar for each stretch: hollow while it is open, with the word of its reading once it is taken."""
    for bar in content.differences or ():
        body = _body(frame.scale, bar)
        rect = QRectF(
            frame.snap(body[0]), frame.rect.y() + 1, frame.snap(body[1] - body[0]), frame.rect.height() - 2
        )
        _paint_bar(painter, rect, bar)
        if bar.current:
            _paint_edges(painter, frame, bar)


def bar_at(content: Content, scale: TimeScale, x: float) -> DifferenceBar | None:
    """The bar under the pointer, the shortest one where several lie there."""
    hit = [
        bar for bar in content.differences or () if _body(scale, bar)[0] - 2 <= x <= _body(scale, bar)[1] + 2
    ]
    return min(hit, key=lambda bar: bar.range.duration_ns, default=None)


def _body(scale: TimeScale, bar: DifferenceBar) -> tuple[float, float]:
    """Left and right edge; a short stretch is widened so that it can be seen and hit."""
    left, right = scale.x_of(bar.range.start_ns), scale.x_of(bar.range.end_ns)
    spare = max(_LEAST_PX - (right - left), 0.0) / 2
    return left - spare, right + spare


def _choice(frame: Frame, bar: DifferenceBar, look: Look) -> QRectF:
    left, right = frame.x(bar.range.start_ns), frame.x(bar.range.end_ns)
    return QRectF(left, look.top - 1, max(right - left, 1), look.height + 2)


def _paint_taken(painter: QPainter, body: QRectF) -> None:
    painter.setPen(QPen(theme.qcolour("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(body.adjusted(1, 0, -2, -1))
    painter.setPen(Qt.PenStyle.NoPen)


def _paint_edges(painter: QPainter, frame: Frame, bar: DifferenceBar) -> None:
    """Where the stretch begins and ends, through all readings."""
    painter.setPen(dashed("hi", (2, 2)))
    for t_ns in {bar.range.start_ns, bar.range.end_ns}:
        x = frame.x(t_ns) + 0.5
        painter.drawLine(
            QRectF(x, frame.rect.y(), 0, frame.rect.height()).topLeft(),
            QRectF(x, frame.rect.bottom() + 1, 0, 0).topLeft(),
        )
    painter.setPen(Qt.PenStyle.NoPen)


def _paint_bar(painter: QPainter, rect: QRectF, bar: DifferenceBar) -> None:
    if bar.taken is None:
        painter.setPen(dashed("warning", (3, 2)))
        painter.setBrush(theme.qcolour("warning", 0.30 if bar.current else 0.12))
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ink = "warning"
    else:
        painter.fillRect(rect, theme.qcolour("accent" if bar.current else "ctl"))
        ink = "on_accent" if bar.current else "bg1"
    if text_width(bar.word, 11, 600) + 6 <= rect.width():
        text(painter, rect, bar.word, colour=ink, px=11, weight=600, align=CENTRE)
