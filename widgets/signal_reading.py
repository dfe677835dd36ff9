"""The channel whose curve runs nearest to the pointer, with its value at the playhead."""

from collections.abc import Sequence
from math import isfinite

from PySide6.QtCore import QPoint

from models.playback.pyramid import SignalPyramid
from widgets.overlay import number_text
from widgets.signal_axis import PlotScale
from widgets.signal_words import short_name


def nearest_row(drawn: SignalPyramid, rows: Sequence[int], scale: PlotScale, at: QPoint) -> int | None:
    """Place among ``rows`` of the curve nearest to a point, None where none has a value there."""
    under = drawn.held(tuple(rows), scale.t_ns(at.x()))
    near = [(abs(scale.y(value) - at.y()), place) for place, value in enumerate(under) if isfinite(value)]
    return min(near)[1] if near else None


def reading_words(channel: str, value: float, unit: str) -> str:
    """``R elbow −1.9 N·m``; "" where nothing was measured."""
    return f"{short_name(channel)} {number_text(value)} {unit}".rstrip() if isfinite(value) else ""
