"""The crosshair at a point that somebody pointed at, and the words beside it; the same in both themes, as captions."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPoint, QPointF, QRect
from PySide6.QtGui import QColor, QPainter, QPen

from widgets.fonts import advance, digits
from widgets.overlay import MARGIN_PX, paint_caption
from widgets.theme import DARK

ARM_PX = 9
CLICK_PX = 4
_HOLE_PX = 3
_HALO_ALPHA = 178
_CAPTION_PX = 20
_ARMS = ((1, 0), (-1, 0), (0, 1), (0, -1))


@dataclass(frozen=True, slots=True, eq=False)
class SpotMark:
    """A point of the world to mark, float (3,) in metres; ``faint`` while it is only hovered. ``words`` are wordings of
    one thing, the longest first; ``more`` are further things of which as many are told as there is room for, each with
    its wordings. ``joined_m`` is another point that a line leads to.
    """

    point_m: NDArray[np.floating[Any]]
    words: tuple[str, ...] = ()
    more: tuple[tuple[str, ...], ...] = ()
    faint: bool = False
    joined_m: NDArray[np.floating[Any]] | None = None


def is_click(by: QPointF) -> bool:
    """Whether a hand that moved by so much between press and release meant a point."""
    return by.manhattanLength() < CLICK_PX


def paint_spot(painter: QPainter, at: QPointF, words: str, within: QRect, *, faint: bool = False) -> None:
    """Four arms around ``at``, in the colour of the playhead on its halo, and ``words`` where they fit."""
    lines = [QLineF(at + QPointF(x, y) * _HOLE_PX, at + QPointF(x, y) * ARM_PX) for x, y in _ARMS]
    painter.setOpacity(0.6 if faint else 1.0)
    for colour, width in ((QColor(0, 0, 0, _HALO_ALPHA), 4.0), (QColor(DARK.playhead), 1.5)):
        painter.setPen(QPen(colour, width))
        painter.drawLines(lines)
    painter.setOpacity(1.0)
    if words:
        paint_caption(painter, _beside(at, words, within), words)


def paint_line(painter: QPainter, start: QPointF, end: QPointF) -> None:
    """Between two points that are measured, in the colours of their crosshairs."""
    for colour, width in ((QColor(0, 0, 0, _HALO_ALPHA), 4.0), (QColor(DARK.playhead), 1.5)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(start, end)


def paint_absent(painter: QPainter, words: str, within: QRect) -> None:
    """Why there is no crosshair, bottom left."""
    if words:
        paint_caption(
            painter, QPoint(within.left() + MARGIN_PX, within.bottom() - MARGIN_PX - _CAPTION_PX), words
        )


def _beside(at: QPointF, words: str, within: QRect) -> QPoint:
    wide = advance(words, digits(11)) + 14
    x = at.x() + ARM_PX + 2
    if x + wide > within.right():
        x = at.x() - ARM_PX - 2 - wide
    y = min(max(at.y() - _CAPTION_PX - 2, within.top() + 2), within.bottom() - _CAPTION_PX - 2)
    return QPoint(round(max(x, within.left() + 2)), round(y))
