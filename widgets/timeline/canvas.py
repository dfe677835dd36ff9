"""Small means that all lanes paint with: the frame of a lane, device pixels, text."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from widgets import fonts, theme
from widgets.timeline.scale import TimeScale

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
_LINE = Qt.TextFlag.TextSingleLine
_ON_ONE_LINE = {align: align | _LINE for align in (LEFT, RIGHT, CENTRE)}
"""Joined once: joining flags takes Python longer than Qt needs for the letters."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a lane paints: ``rect`` is its whole row, the part right of ``plot_left`` is time."""

    rect: QRect
    plot_left: int
    scale: TimeScale
    dpr: float
    compact: bool = False

    def snap(self, x: float) -> float:
        """The nearest edge between two device pixels."""
        return round(x * self.dpr) / self.dpr

    def x(self, t_ns: int) -> float:
        """Snapped position of a time, held near the row so that painting far outside costs nothing."""
        return self.snap(min(max(self.scale.x_of(t_ns), self.plot_left - 1000.0), self.rect.right() + 1000.0))

    def xs(self, times_ns: NDArray[np.int64]) -> list[float]:
        """``x`` of many times, shape (n,)."""
        held = np.clip(self.scale.xs_of(times_ns), self.plot_left - 1000.0, self.rect.right() + 1000.0)
        places: list[float] = (np.round(held * self.dpr) / self.dpr).tolist()
        return places

    def columns(self, times_ns: Sequence[int]) -> list[float]:
        """Snapped positions of times that can be seen, each only once."""
        xs = self.scale.xs_of(np.array(times_ns, np.int64))
        seen = xs[(xs >= self.plot_left - 1) & (xs <= self.end_x)]
        places: list[float] = np.unique(np.round(seen * self.dpr) / self.dpr).tolist()
        return places

    @property
    def plot(self) -> QRect:
        """The part of the row that shows time."""
        return self.rect.adjusted(self.plot_left - self.rect.left(), 0, 0, 0)

    @property
    def end_x(self) -> int:
        """First pixel right of the row."""
        return self.rect.x() + self.rect.width()


@lru_cache(maxsize=64)
def font(px: int, weight: int = 400) -> QFont:
    """Interface font with digits of one width."""
    return fonts.digits(px, weight)


@lru_cache(maxsize=4096)
def text_width(words: str, px: int, weight: int = 400) -> float:
    """Logical pixels that ``words`` take; remembered, see ``forget_fonts``."""
    return QFontMetricsF(font(px, weight)).horizontalAdvance(words)


def forget_fonts() -> None:
    """After a change of fonts nothing that was measured holds any more."""
    font.cache_clear()
    text_width.cache_clear()


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    *,
    colour: str,
    px: int = 11,
    weight: int = 400,
    align: Qt.AlignmentFlag = LEFT,
    alpha: float = 1.0,
) -> float:
    """One line in ``rect``, cut with an ellipsis where it is too long. Returns the width that was drawn."""
    face = font(px, weight)
    wanted = text_width(words, px, weight)
    if wanted > rect.width():
        words = QFontMetricsF(face).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        wanted = text_width(words, px, weight)
    painter.setFont(face)
    painter.setPen(theme.qcolour(colour, alpha))
    painter.drawText(rect, _ON_ONE_LINE.get(align) or align | _LINE, words)
    return wanted


def dashed(colour: str, pattern: tuple[float, ...], width: float = 1.0) -> QPen:
    """A pen with square ends; ``pattern`` in pixels at width 1."""
    return QPen(_dashed(theme.colour(colour), pattern, width))


@lru_cache(maxsize=128)
def _dashed(colour: str, pattern: tuple[float, ...], width: float) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setDashPattern([length / width for length in pattern])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
