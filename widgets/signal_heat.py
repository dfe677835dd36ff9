"""Many channels at once: a row of colours each, where a curve would be one of hundreds."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from models.playback.pyramid import SignalPyramid, curve, value_range
from widgets.colormaps import LIGHT_GAIN, ColourMap, packed
from widgets.painting import RIGHT, text
from widgets.signal_axis import PlotScale
from widgets.theme import ThemeName, font, tokens

_LEAST_NAME_PX = 13
_GAP_FROM_PX = 4
_MIDDLE_OF = 512
_NOISE_OF = 4096
_NOISE_SPAN = 30.0
# Of normal noise: the median of its absolute values is this part of its standard deviation.
_SIGMA_OF_MEDIAN = 1.4826

Columns = NDArray[np.float64]


def heat_row(pyramid: SignalPyramid, channel: int, scale: PlotScale, pixels: int) -> Columns:
    """float64 (pixels,) from 0 (the least of the recording) to 1 (the greatest), NaN where there is no sample.

    A channel that does nothing but tremble keeps to the middle: the colours span at least ``_NOISE_SPAN`` times its
    noise, so that a resting joint is calm to the eye and what stands out of the noise still stands out.
    Of all samples under a pixel the one that lies furthest from the channel's median is shown: a spike of one sample
    keeps its colour at every zoom.
    """
    low, high = _colour_range(pyramid, channel)
    row = np.full(pixels, np.nan)
    line = curve(pyramid, channel, scale.window, pixels)
    values = np.asarray(line.y, np.float64)
    known = np.isfinite(values)
    if not known.any():
        return row
    columns = (line.t_ns - scale.window.start_ns) * pixels // max(scale.window.duration_ns, 1)
    inside = known & (columns >= 0) & (columns < pixels)
    middle = _median(pyramid, channel)
    order = np.argsort(np.abs(values[inside] - middle), kind="stable")
    # The furthest is written last, so that it stays.
    row[columns[inside][order]] = values[inside][order]
    return (_held(row, columns[known], values[known]) - low) / (high - low if high > low else 1.0)


def _colour_range(pyramid: SignalPyramid, channel: int) -> tuple[float, float]:
    low, high = value_range(pyramid, channel)
    least = _NOISE_SPAN * _noise(pyramid, channel)
    if high - low >= least:
        return low, high
    middle = (low + high) / 2
    return middle - least / 2, middle + least / 2


def _noise(pyramid: SignalPyramid, channel: int) -> float:
    """Standard deviation of what changes from sample to sample, by the median of their differences; 0 where it cannot
    be told.
    """
    pyramid, channel = pyramid.line(channel)
    values = pyramid.values[channel, :_NOISE_OF].astype(np.float64)
    steps = np.abs(np.diff(values[np.isfinite(values)]))
    if pyramid.grain > 1 or not len(steps):
        return 0.0
    return float(np.median(steps)) * _SIGMA_OF_MEDIAN / math.sqrt(2.0)


def _median(pyramid: SignalPyramid, channel: int) -> float:
    pyramid, channel = pyramid.line(channel)
    looked = pyramid.values[channel, :: max(1, pyramid.values.shape[1] // _MIDDLE_OF)]
    return float(np.nanmedian(looked)) if np.isfinite(looked).any() else 0.0


def _held(row: Columns, columns: NDArray[np.int64], values: Columns) -> Columns:
    """Between two samples the one before holds, as far as there are samples at all."""
    filled = np.where(np.isfinite(row), np.arange(len(row)), -1)
    np.maximum.accumulate(filled, out=filled)
    before = values[columns < 0][-1] if (columns < 0).any() else np.nan
    held = np.where(filled >= 0, row[np.maximum(filled, 0)], before)
    held[min(len(row), max(int(columns[-1]) + 1, 0)) :] = np.nan
    return held


def draw_heat(
    painter: QPainter, pyramid: SignalPyramid, channels: tuple[int, ...], scale: PlotScale, ratio: float
) -> None:
    """Rows from top to bottom in the order of ``channels``; where there is no sample the ground stays."""
    if not channels:
        return
    pixels = max(1, round(scale.width * ratio))
    gain = 1.0 if tokens().name is ThemeName.DARK else LIGHT_GAIN
    colours = packed(ColourMap.VIRIDIS, gain)
    rows = np.stack([heat_row(pyramid, channel, scale, pixels) for channel in channels])
    known = np.isfinite(rows)
    levels = np.clip(np.nan_to_num(rows) * 255.0, 0, 255).astype(np.intp)
    image = np.ascontiguousarray(np.where(known, colours[levels], 0).astype(np.uint32))
    picture = QImage(image.data, pixels, len(channels), 4 * pixels, QImage.Format.Format_ARGB32)
    for place in range(len(channels)):
        painter.drawImage(row_rect(place, len(channels), scale), picture, QRect(0, place, pixels, 1))
    del picture


def row_rect(place: int, count: int, scale: PlotScale) -> QRect:
    """Where a row lies; rows that are high enough are a pixel apart."""
    top, bottom = place * scale.height // count, (place + 1) * scale.height // count
    gap = 1 if bottom - top >= _GAP_FROM_PX else 0
    return QRect(scale.left, scale.top + top, scale.width, max(1, bottom - top - gap))


def draw_row_names(painter: QPainter, names: tuple[str, ...], scale: PlotScale) -> None:
    """As many as there is room for, so that none lies over another."""
    if not names:
        return
    every = max(1, -(-_LEAST_NAME_PX * len(names) // max(scale.height, 1)))
    for place in range(0, len(names), every):
        row = row_rect(place, len(names), scale)
        middle = row.y() + row.height() // 2
        text(
            painter, QRect(0, middle - 8, scale.left - 4, 16), names[place], font(11), ink="low", align=RIGHT
        )
