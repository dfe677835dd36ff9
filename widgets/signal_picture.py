"""The parts of a plot that rest: pictures that are kept while the playhead passes over them."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from models.alignment.envelope import Band
from models.playback.pyramid import SignalPyramid, curve
from models.timebase import TimeRange
from widgets.fonts import advance
from widgets.painting import RIGHT, box, text
from widgets.signal_axis import MOST_Y_TICKS, PlotScale, tick_text, value_ticks
from widgets.signal_bands import draw_bands
from widgets.signal_heat import draw_heat, draw_row_names
from widgets.theme import digits, qcolour, tokens

_UNIT_PX = 80
_VALUE_TICK_PX = 26
_PLATE = 0.8

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
class PlotContent:
    """What the curves are: ``channels`` of ``pyramid`` between ``low`` and ``high``, with the words of the y axis.

    ``limits`` has (low, high) for channels that have any, in the order of ``channels``. ``heat`` draws a row of colours
    a channel instead of curves; ``names`` stand beside the rows. ``bands``
    are what is usual, in the order of ``channels``.
    """

    pyramid: SignalPyramid
    channels: tuple[int, ...]
    low: float
    high: float
    unit: str = ""
    limits: tuple[tuple[float, float] | None, ...] = ()
    heat: bool = False
    names: tuple[str, ...] = ()
    bands: tuple[Band | None, ...] = ()


@dataclass(frozen=True, slots=True)
class PictureOrder:
    """``window`` over ``width`` x ``height`` logical pixels at ``ratio``."""

    window: TimeRange
    width: int
    height: int
    ratio: float


def draw_picture(content: PlotContent, order: PictureOrder) -> QPixmap:
    """Grid, limits and curves on a transparent ground."""
    pixmap = _transparent(order.width, order.height, order.ratio)
    scale = PlotScale(order.window, content.low, content.high, 0, 0, order.width, order.height)
    painter = QPainter(pixmap)
    if content.heat:
        draw_heat(painter, content.pyramid, content.channels, scale, order.ratio)
        painter.end()
        return pixmap
    _draw_grid(painter, scale)
    draw_bands(painter, content.bands, scale, [series_pen(place) for place in range(len(content.bands))])
    _draw_limits(painter, content, scale)
    _draw_curves(painter, content, scale, order.ratio)
    painter.end()
    return pixmap


def draw_axis(content: PlotContent, scale: PlotScale, ratio: float) -> QPixmap:
    """The words of the value axis, and the unit on a plate beside it; ``scale`` is that of the canvas."""
    pixmap = _transparent(scale.left + _UNIT_PX, scale.top + scale.height + 8, ratio)
    painter = QPainter(pixmap)
    if content.heat:
        draw_row_names(painter, content.names, scale)
        painter.end()
        return pixmap
    values = _ticks(scale)
    step = values[1] - values[0] if len(values) > 1 else 1.0
    for value in values:
        room = QRect(0, round(scale.y(value)) - 8, scale.left - 6, 16)
        text(painter, room, tick_text(value, step), digits(11), ink="low", align=RIGHT)
    if content.unit:
        plate = QRect(scale.left + 3, scale.top + 4, advance(content.unit, digits(11)) + 8, 15)
        box(painter, plate, fill=qcolour("bg1", _PLATE), radius=3)
        text(painter, plate.adjusted(4, 0, 0, 0), content.unit, digits(11), ink="low")
    painter.end()
    return pixmap


def _transparent(width: int, height: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _ticks(scale: PlotScale) -> tuple[float, ...]:
    return value_ticks(scale.low, scale.high, max(2, min(MOST_Y_TICKS, scale.height // _VALUE_TICK_PX)))


def _draw_grid(painter: QPainter, scale: PlotScale) -> None:
    painter.setPen(QPen(qcolour("line"), 1))
    for value in _ticks(scale):
        y = round(scale.y(value))
        painter.drawLine(0, y, scale.width, y)


def _draw_limits(painter: QPainter, content: PlotContent, scale: PlotScale) -> None:
    pen = QPen(qcolour("critical"), 1)
    pen.setDashPattern([5, 4])
    painter.setPen(pen)
    for value in {value for limits in content.limits for value in limits or ()}:
        if scale.low <= value <= scale.high:
            y = round(scale.y(value))
            painter.drawLine(0, y, scale.width, y)


def _draw_curves(painter: QPainter, content: PlotContent, scale: PlotScale, ratio: float) -> None:
    """Paths are built by pyqtgraph from whole arrays; its scene would take twice as long as the drawing itself."""
    from pyqtgraph.functions import arrayToQPath  # noqa: PLC0415 - costs 0.2 s, spared until there is a plot

    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for place, channel in enumerate(content.channels):
        line = curve(content.pyramid, channel, scale.window, round(scale.width * ratio))
        offset_ns = (line.t_ns - scale.window.start_ns).astype(np.float64)
        x = offset_ns * (scale.width / max(scale.window.duration_ns, 1))
        y = (scale.high - line.y) * (scale.height / (scale.high - scale.low))
        painter.setPen(series_pen(place))
        painter.drawPath(arrayToQPath(x, y, connect="finite"))
