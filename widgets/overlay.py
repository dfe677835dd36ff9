"""Captions and legends that lie over a picture; they look the same in both themes, since pictures do."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from widgets.colormaps import ColourMap, packed
from widgets.fonts import advance
from widgets.i18n import tr
from widgets.painting import box
from widgets.theme import DARK, digits, phase_colours

CAPTION_ALPHA = 0.74
MARGIN_PX = 8
_RAMP = QSize(54, 6)


@dataclass(frozen=True, slots=True)
class ColourScale:
    """Which colours stand for which values: ``low`` and ``high`` in ``unit`` get the ends of ``colours``.

    ``reverse`` gives the bright end to ``low``. For points, ``lift`` leaves out that share of the dark end on a dark
    ground, and ``gain`` below 1 darkens all on a light one.
    """

    low: float = 0.0
    high: float = 1.0
    colours: ColourMap = ColourMap.VIRIDIS
    unit: str = "m"
    reverse: bool = False
    lift: float = 0.0
    gain: float = 1.0

    @property
    def table(self) -> NDArray[np.uint32]:
        """The 256 colours from ``low`` to ``high`` as 0xAARRGGBB."""
        colours = packed(self.colours, self.gain)
        if self.lift:
            colours = colours[np.linspace(255 * self.lift, 255, 256).astype(np.intp)]
        return colours[::-1] if self.reverse else colours

    @property
    def span(self) -> float:
        """Never zero."""
        return max(self.high - self.low, 1e-6)


def ground() -> QColor:
    """What captions lie on."""
    colour = QColor(DARK.view)
    colour.setAlphaF(CAPTION_ALPHA)
    return colour


def number_text(value: float) -> str:
    """Three digits at most, minus as U+2212: ``0``, ``0.28``, ``1.25``, ``12.5``."""
    places = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("0" if text in ("-0", "") else text).replace("-", "\u2212")


def fitting(choices: tuple[str, ...], width: int) -> str:
    """The first of some wordings, the longest first, whose caption fits into ``width``; else the last."""
    room = width - 2 * MARGIN_PX - 14
    return next((words for words in choices if advance(words, digits(11)) <= room), choices[-1])


def paint_veil(painter: QPainter, within: QRect) -> None:
    """Says in the lower left corner that parts of the picture are blurred."""
    words = fitting((tr("Blurred for privacy"), tr("Blurred")), within.width())
    paint_caption(painter, QPoint(within.left() + MARGIN_PX, within.bottom() - 19 - MARGIN_PX), words)


def paint_caption(
    painter: QPainter, corner: QPoint, words: str, *, slot: int | None = None, px: int = 11
) -> QRect:
    """``words`` on a dark chip whose top left is ``corner``; with a phase's colour bar where ``slot`` is given."""
    face = digits(px, 600 if slot is not None else 400)
    bar = 10 if slot is not None else 0
    height = px + 9 if slot is None else px + 13
    area = QRect(corner, QSize(advance(words, face) + 14 + bar, height))
    box(painter, area, fill=ground(), radius=3)
    if slot is not None:
        painter.fillRect(
            QRect(area.x() + 7, area.y() + 6, 5, area.height() - 12), QColor(phase_colours(slot)[0])
        )
    _write(painter, area.adjusted(7 + bar, 0, 0, 0), words, face)
    return area


def paint_lines(painter: QPainter, corner: QPoint, lines: tuple[str, ...], *, px: int = 11) -> QRect:
    """Several lines on one dark chip whose top left is ``corner``; what follows the first is fainter."""
    face, step = digits(px), px + 5
    wide = max(advance(line, face) for line in lines)
    area = QRect(corner, QSize(wide + 14, step * len(lines) + 4))
    box(painter, area, fill=ground(), radius=3)
    for place, line in enumerate(lines):
        row = QRect(area.x() + 7, area.y() + 2 + place * step, wide, step)
        _write(painter, row, line, face, faint=place > 0)
    return area


def paint_phase(painter: QPainter, corner: QPoint, name: str, duration: str, slot: int | None) -> QRect:
    """The phase at the playhead: colour bar, name in 600, how long it has lasted in 400."""
    bold, plain = digits(13, 600), digits(12)
    bar = 12 if slot is not None else 0
    gap = 6 if duration else 0
    width = bar + advance(name, bold) + gap + advance(duration, plain) + 16
    area = QRect(corner, QSize(width, 25))
    box(painter, area, fill=ground(), radius=3)
    if slot is not None:
        painter.fillRect(
            QRect(area.x() + 8, area.y() + 5, 6, area.height() - 10), QColor(phase_colours(slot)[0])
        )
    _write(painter, area.adjusted(8 + bar, 0, 0, 0), name, bold)
    _write(painter, area.adjusted(8 + bar + advance(name, bold) + gap, 0, 0, 0), duration, plain, faint=True)
    return area


def paint_legend(painter: QPainter, within: QRect, scale: ColourScale) -> QRect:
    """Both ends, the ramp between them, the unit; bottom right of ``within``."""
    face = digits(11)
    low, high = number_text(scale.low), f"{number_text(scale.high)} {scale.unit}".rstrip()
    width = advance(low, face) + _RAMP.width() + advance(high, face) + 26
    area = QRect(within.right() - MARGIN_PX - width + 1, within.bottom() - MARGIN_PX - 17, width, 18)
    box(painter, area, fill=ground(), radius=3)
    _write(painter, area.adjusted(7, 0, 0, 0), low, face)
    ramp = QRect(QPoint(area.x() + 13 + advance(low, face), area.y() + 6), _RAMP)
    painter.drawImage(ramp, _ramp(scale))
    _write(painter, area.adjusted(ramp.right() - area.x() + 7, 0, 0, 0), high, face)
    return area


def _ramp(scale: ColourScale) -> QImage:
    row = np.ascontiguousarray(scale.table)
    return QImage(row.data, len(row), 1, QImage.Format.Format_RGB32).copy()


def _write(painter: QPainter, area: QRect, words: str, face: QFont, *, faint: bool = False) -> None:
    painter.setFont(face)
    painter.setPen(QColor(DARK.mid if faint else DARK.hi))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
