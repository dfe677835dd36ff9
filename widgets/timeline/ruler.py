"""The ruler: ticks, their words, and the loop range."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from widgets import theme
from widgets.timeline.canvas import Frame, text, text_width
from widgets.timeline.content import Content
from widgets.timeline.ticks import MAJOR_PX, label_of, step_ns, ticks

_MAJOR_TICK_PX = 8
_MINOR_TICK_PX = 4
_LABEL_GAP_PX = 12
_IDLE_PX = 3


def paint(painter: QPainter, frame: Frame, content: Content) -> None:
    """Majors with words beside them, four minors between two."""
    painter.fillRect(frame.rect, theme.qcolour("bg2"))
    painter.setClipRect(frame.plot)
    _paint_idle(painter, frame, content)
    step = _roomy_step(frame)
    marks, spans = ticks(frame.scale, step), labels(frame, step)
    bottom, line = frame.rect.y() + frame.rect.height(), theme.qcolour("line2")
    xs = frame.xs(np.array([tick.t_ns for tick in marks], np.int64))
    for x, tick in zip(xs, marks, strict=True):
        length = _MAJOR_TICK_PX if tick.label else _MINOR_TICK_PX
        painter.fillRect(QRectF(x, bottom - length, 1, length), line)
    height = frame.rect.height() - (4 if frame.compact else 2)
    for left, right, label in spans:
        text(painter, QRectF(left, frame.rect.y(), right - left + 1, height), label, colour="low", px=11)
    _paint_loop(painter, frame, content.in_out)
    painter.setClipping(False)


def _paint_idle(painter: QPainter, frame: Frame, content: Content) -> None:
    """A quiet bar under stretches in which nothing moves, in the accent where they are passed faster."""
    bottom = frame.rect.y() + frame.rect.height()
    ground = theme.qcolour("accent" if content.hurries else "low", 0.45 if content.hurries else 0.30)
    for stretch in content.idle:
        left, right = max(frame.x(stretch.start_ns), frame.plot_left), frame.x(stretch.end_ns)
        painter.fillRect(QRectF(left, bottom - _IDLE_PX, right - left, _IDLE_PX), ground)


def labels(frame: Frame, step: int | None = None) -> list[tuple[float, float, str]]:
    """Left edge, right edge and words of every label that has room before the end of the row."""
    step = _roomy_step(frame) if step is None else step
    labelled = ((frame.x(tick.t_ns) + 4, tick.label) for tick in ticks(frame.scale, step) if tick.label)
    spans = ((left, left + text_width(label, 11), label) for left, label in labelled)
    return [span for span in spans if span[1] <= frame.end_x]


def _roomy_step(frame: Frame) -> int:
    """Majors 56 px apart, further where the words need it."""
    step = step_ns(frame.scale)
    longest = label_of(frame.scale.visible.end_ns - frame.scale.full.start_ns, step)
    wanted = text_width(longest, 11) + _LABEL_GAP_PX
    return step if wanted <= MAJOR_PX else step_ns(frame.scale, wanted)


def _paint_loop(painter: QPainter, frame: Frame, in_out: tuple[int | None, int | None]) -> None:
    """An accent bar between two brackets; a range with one end shows its bracket only."""
    bottom = frame.rect.y() + frame.rect.height()
    accent = theme.qcolour("accent")
    start, end = (None if t_ns is None else frame.x(t_ns) for t_ns in in_out)
    if start is not None and end is not None:
        painter.fillRect(QRectF(start, frame.rect.y(), end - start, frame.rect.height()), _tint())
        painter.fillRect(QRectF(start, bottom - 4, end - start, 4), accent)
    if start is not None:
        _paint_bracket(painter, frame, start, 1)
    if end is not None:
        _paint_bracket(painter, frame, end, -1)


def _tint() -> QColor:
    return theme.qcolour("accent", 0.10)


def _paint_bracket(painter: QPainter, frame: Frame, x: float, inward: int) -> None:
    accent = theme.qcolour("accent")
    height = frame.rect.height() - 4
    top = frame.rect.y() + 4
    thick = frame.snap(1.5) or 1.5
    painter.fillRect(QRectF(x if inward > 0 else x - thick, top, thick, height), accent)
    painter.fillRect(QRectF(x if inward > 0 else x - 5, top, 5, thick), accent)
