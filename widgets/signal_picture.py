"""Curves as a transparent picture, kept until what they show changes: the playhead passes over it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from models.playback.pyramid import SignalPyramid, curve
from models.timebase import TimeRange
from widgets.theme import tokens

_DASHES: tuple[tuple[int, int] | None, ...] = (None, (6, 3), (2, 3))


def series_colour(place: int) -> QColor:
    """Colour of the line at that place of the legend; after five the same with dashes."""
    series = tokens().series
    return QColor(series[place % len(series)])


def series_pen(place: int) -> QPen:
    """1 px cosmetic: wider pens are slow."""
    pen = QPen(series_colour(place), 1)
    pen.setCosmetic(True)
    dash = _DASHES[min(place // len(tokens().series), len(_DASHES) - 1)]
    if dash is not None:
        pen.setDashPattern([float(part) for part in dash])
    return pen


@dataclass(frozen=True, slots=True, eq=False)
class PictureOrder:
    """What is to be drawn: channels over ``window`` in a picture of ``width`` x ``height`` logical pixels."""

    pyramid: SignalPyramid
    channels: tuple[int, ...]
    window: TimeRange
    low: float
    high: float
    width: int
    height: int
    ratio: float


def draw_curves(order: PictureOrder) -> QPixmap:
    """The curves on a transparent ground.

    Paths are built by pyqtgraph from whole arrays; its scene and view box are left out, since they take twice as
    long as the drawing.
    """
    from pyqtgraph.functions import arrayToQPath  # noqa: PLC0415 - costs 0.2 s, spared until there is a plot

    pixmap = QPixmap(round(order.width * order.ratio), round(order.height * order.ratio))
    pixmap.setDevicePixelRatio(order.ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for place, channel in enumerate(order.channels):
        painter.setPen(series_pen(place))
        painter.drawPath(arrayToQPath(*curve_points(order, channel), connect="finite"))
    painter.end()
    return pixmap


def curve_points(order: PictureOrder, channel: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """x and y of a channel's line in logical pixels, y NaN where it breaks."""
    line = curve(order.pyramid, channel, order.window, round(order.width * order.ratio))
    offset_ns = (line.t_ns - order.window.start_ns).astype(np.float64)
    x = offset_ns * (order.width / max(order.window.duration_ns, 1))
    return x, (order.high - line.y) * (order.height / (order.high - order.low))
