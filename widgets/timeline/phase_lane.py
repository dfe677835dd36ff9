"""The phase lane, and what the hand finds in it."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from models.timebase import NS_PER_MS
from widgets import theme
from widgets.timeline.blocks import Blocks
from widgets.timeline.canvas import Frame, dashed, text, text_width
from widgets.timeline.content import Content
from widgets.timeline.phase_art import Look, paint_blocks, paint_outline
from widgets.timeline.scale import TimeScale

INSET_PX = 3
REACH_PX = 4
LEAST_PHASE_NS = NS_PER_MS


@dataclass(frozen=True, slots=True)
class Boundary:
    """The start of phase ``phase_id``; it may go from ``low_ns`` to ``high_ns`` without crossing a neighbour."""

    phase_id: str
    index: int
    t_ns: int
    low_ns: int
    high_ns: int


def look(frame: Frame) -> Look:
    """Fills with 3 px of ground above and below."""
    return Look(frame.rect.y() + INSET_PX, frame.rect.height() - 2 * INSET_PX)


def paint_settled(painter: QPainter, frame: Frame, content: Content) -> None:
    """Every phase but the open one: what stays as it is while the episode plays."""
    paint_blocks(painter, frame, content.settled, look(frame))
    colour, top = theme.qcolour("mid"), frame.rect.bottom() - 2
    for x in frame.columns(content.raw_ns):
        painter.fillRect(QRectF(x, top, 1, INSET_PX), colour)


def paint_open(painter: QPainter, frame: Frame, content: Content) -> None:
    """The phase that grows with the playhead, the tail behind it, and the selection."""
    painter.setClipRect(frame.plot)
    paint_blocks(painter, frame, content.growing, look(frame))
    if content.tail_start_ns < content.range.end_ns:
        _paint_tail(painter, frame, content)
    _paint_selection(painter, frame, content.drawn, content.selected)
    painter.setClipping(False)


def _paint_tail(painter: QPainter, frame: Frame, content: Content) -> None:
    left = frame.x(content.tail_start_ns)
    right = frame.x(content.range.end_ns)
    if right - left < 6:
        return
    shape = look(frame)
    painter.setPen(dashed("line2", (2, 3)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.drawRoundedRect(QRectF(left + 2.5, shape.top + 0.5, right - left - 3, shape.height - 1), 3, 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    begin = max(left, frame.plot_left) + 16
    room = QRectF(begin, shape.top, min(right, frame.end_x) - 8 - begin, shape.height)
    hint = next((words for words in content.tail_hints if text_width(words, 11) <= room.width()), "")
    text(painter, room, hint, colour="low", px=11)


def _paint_selection(painter: QPainter, frame: Frame, blocks: Blocks, selected: str | None) -> None:
    index = blocks.index_of(selected)
    if index is None:
        return
    x0, x1 = frame.x(int(blocks.starts[index])), frame.x(int(blocks.ends[index]))
    shape = look(frame)
    body = QRectF(x0, shape.top, max(x1 - x0 - 1, 1), shape.height).adjusted(0, 1, 0, -1)
    paint_outline(painter, body)


def boundary_near(blocks: Blocks, scale: TimeScale, x: float) -> Boundary | None:
    """The cut within 4 px of ``x``, the nearest one where there are several."""
    if len(blocks) < 2:
        return None
    cuts = blocks.starts[1:]
    distances = np.abs(scale.xs_of(cuts) - x)
    nearest = int(np.argmin(distances))
    if distances[nearest] > REACH_PX:
        return None
    index = nearest + 1
    return Boundary(
        phase_id=blocks.ids[index],
        index=index,
        t_ns=int(cuts[nearest]),
        low_ns=int(blocks.starts[index - 1]) + LEAST_PHASE_NS,
        high_ns=int(blocks.ends[index]) - LEAST_PHASE_NS,
    )
