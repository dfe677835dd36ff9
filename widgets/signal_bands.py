"""What is usual, behind the curves: the range of approved episodes, and their median dashed."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from models.alignment.envelope import Band
from widgets.signal_axis import PlotScale
from widgets.theme import qcolour

_SHARE = 0.14


def draw_bands(
    painter: QPainter, bands: Sequence[Band | None], scale: PlotScale, pens: Sequence[QPen]
) -> None:
    """Accent at 14 % between the percentiles; the median in the colour of its curve."""
    for band, pen in zip(bands, pens, strict=True):
        if band is not None:
            _draw_band(painter, band, scale, QPen(pen))


def _draw_band(painter: QPainter, band: Band, scale: PlotScale, pen: QPen) -> None:
    x = scale.left + (band.t_ns - scale.window.start_ns) / max(scale.window.duration_ns, 1) * scale.width
    low, median, high = (
        scale.top + (scale.high - row.astype(np.float64)) / (scale.high - scale.low) * scale.height
        for row in (band.low, band.median, band.high)
    )
    pen.setStyle(Qt.PenStyle.DashLine)
    # A phase that too few have interrupts the band.
    known = np.concatenate(([False], np.isfinite(low), [False])).astype(np.int8)
    for first, past in np.flatnonzero(np.diff(known)).reshape(-1, 2):
        part = slice(first, past)
        outline = [*_points(x[part], high[part]), *reversed(_points(x[part], low[part]))]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolour("accent", _SHARE))
        painter.drawPolygon(QPolygonF(outline))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(_points(x[part], median[part])))


def _points(x: np.ndarray, y: np.ndarray) -> list[QPointF]:
    return [QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]
