"""A pinned channel. Every device column takes the whole range of values in it, so that no spike is lost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from widgets import theme
from widgets.timeline.canvas import Frame
from widgets.timeline.values import SignalLane

_MARGIN_PX = 5
_LINE_PX = 1.25


@dataclass(frozen=True, slots=True)
class Columns:
    """Least and greatest value per device column, NaN where there is none, both of shape (columns,)."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


def paint(painter: QPainter, frame: Frame, signal: SignalLane, index: int) -> None:
    """The channel in the colour of its place, over the height of its own whole range (it does not jump on zoom)."""
    if not len(signal.t_ns):
        return
    columns = columns_of(frame, signal)
    low, high = value_range(signal)
    usable = frame.rect.height() - 2 * _MARGIN_PX
    per_px = (high - low) / usable
    colour = QColor(theme.tokens().series[index % len(theme.tokens().series)])
    tops = (_MARGIN_PX + (high - columns.high) / per_px) * frame.dpr
    bottoms = (_MARGIN_PX + (high - columns.low) / per_px) * frame.dpr
    image = _image(tops, bottoms, round(frame.rect.height() * frame.dpr), _LINE_PX * frame.dpr, colour)
    image.setDevicePixelRatio(frame.dpr)
    painter.drawImage(QPointF(frame.plot_left, frame.rect.y()), image)


def value_range(signal: SignalLane) -> tuple[float, float]:
    """Least and greatest finite value, apart from each other."""
    low = np.min(signal.low, initial=np.inf, where=np.isfinite(signal.low))
    high = np.max(signal.high, initial=-np.inf, where=np.isfinite(signal.high))
    if not low <= high:
        return -1.0, 1.0
    return (float(low), float(high)) if low < high else (float(low) - 1.0, float(high) + 1.0)


def columns_of(frame: Frame, signal: SignalLane) -> Columns:
    """Range of the joined line per column: the samples inside and where the line crosses both edges."""
    count = max(int(frame.plot.width() * frame.dpr), 1)
    edges = frame.scale.times_at(np.arange(count + 1) / frame.dpr + frame.plot_left)
    bounds = np.searchsorted(signal.t_ns, edges, side="left")
    origin = int(signal.t_ns[0])
    at, stamps = (edges - origin).astype(np.float64), (signal.t_ns - origin).astype(np.float64)
    first, last = max(int(bounds[0]) - 1, 0), int(bounds[-1]) + 1
    near = slice(first, last)
    lows = np.interp(at, stamps[near], signal.low[near], left=np.nan, right=np.nan)
    highs = np.interp(at, stamps[near], signal.high[near], left=np.nan, right=np.nan)
    inner_low = _reduced(np.fmin, signal.low, bounds)
    inner_high = _reduced(np.fmax, signal.high, bounds)
    return Columns(
        low=np.fmin(np.fmin(lows[:-1], lows[1:]), inner_low),
        high=np.fmax(np.fmax(highs[:-1], highs[1:]), inner_high),
    )


def _reduced(ufunc: np.ufunc, values: NDArray[np.float64], bounds: NDArray[np.intp]) -> NDArray[np.float64]:
    """``ufunc`` over ``values[bounds[i]:bounds[i + 1]]``, NaN where that is empty."""
    filled = np.flatnonzero(bounds[1:] > bounds[:-1])
    made = np.full(len(bounds) - 1, np.nan)
    if len(filled):
        ends = np.append(bounds[filled], bounds[filled[-1] + 1])
        inside = values[: ends[-1]]
        made[filled] = ufunc.reduceat(inside, ends[:-1])
    return made


def _image(
    tops: NDArray[np.float64], bottoms: NDArray[np.float64], height: int, line: float, colour: QColor
) -> QImage:
    """One column of pixels per value range, softened by how much of a pixel it covers."""
    top = np.nan_to_num(tops - line / 2, nan=np.inf).astype(np.float32)
    bottom = np.nan_to_num(bottoms + line / 2, nan=-np.inf).astype(np.float32)
    rows = np.arange(height, dtype=np.float32)[:, None]
    cover = np.minimum(bottom, rows + 1)
    cover -= np.maximum(top, rows)
    np.clip(cover, 0.0, 1.0, out=cover)
    cover *= 255
    pixels = _premultiplied(colour)[np.rint(cover, out=cover).astype(np.uint8)]
    data = pixels.tobytes()
    return QImage(data, len(top), height, pixels.strides[0], QImage.Format.Format_ARGB32_Premultiplied).copy()


def _premultiplied(colour: QColor) -> NDArray[np.uint32]:
    """ARGB by how much of a pixel is covered, shape (256,)."""
    alpha = np.arange(256, dtype=np.uint32)
    pixels = alpha << np.uint32(24)
    for shift, value in ((16, colour.red()), (8, colour.green()), (0, colour.blue())):
        pixels |= np.rint(alpha * (value / 255)).astype(np.uint32) << np.uint32(shift)
    return pixels
