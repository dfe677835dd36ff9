"""What lies under and over the curves of a plot: the phases' tints and the selected stretch."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter

from models.timebase import TimeRange
from widgets.signal_axis import PlotScale
from widgets.theme import phase_colours, qcolour

_STRIPE_PX = 2
_TINT = 0.05
_SELECTED = 0.14


@dataclass(frozen=True, slots=True)
class PhaseTint:
    """A stretch of the plot's ground in the colour of a phase."""

    range: TimeRange
    slot: int


def paint_tints(painter: QPainter, tints: tuple[PhaseTint, ...], scale: PlotScale) -> None:
    """A stripe at the top in the phase's colour, and a breath of it on the ground."""
    for tint in tints:
        if not tint.range.overlaps(scale.window):
            continue
        left = max(scale.x(tint.range.start_ns), scale.left)
        right = min(scale.x(tint.range.end_ns), scale.left + scale.width)
        colour = QColor(phase_colours(tint.slot)[0])
        painter.fillRect(QRectF(left, scale.top, right - left, _STRIPE_PX), colour)
        colour.setAlphaF(_TINT)
        painter.fillRect(QRectF(left, scale.top, right - left, scale.height), colour)


def paint_selection(painter: QPainter, chosen: TimeRange | None, scale: PlotScale) -> None:
    """The stretch that is measured, between two lines."""
    if chosen is None or not chosen.overlaps(scale.window):
        return
    left = max(round(scale.x(chosen.start_ns)), scale.left)
    right = min(round(scale.x(chosen.end_ns)), scale.left + scale.width)
    painter.fillRect(QRect(left, scale.top, right - left, scale.height), qcolour("accent", _SELECTED))
    for edge in (left, right - 1):
        painter.fillRect(QRect(edge, scale.top, 1, scale.height), qcolour("accent"))
