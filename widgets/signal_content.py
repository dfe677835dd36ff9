"""What a plot draws of a signal: which rows between which values, with which words, limits and bands."""

from typing import TYPE_CHECKING

import numpy as np

from models.alignment.envelope import Band
from models.playback.pyramid import SignalPyramid, value_range
from widgets.signal_axis import padded_range
from widgets.signal_picture import PlotContent
from widgets.signal_words import short_name, unit_words

if TYPE_CHECKING:
    from widgets.signal_view import SignalView


def content_of(view: "SignalView", pyramid: SignalPyramid) -> PlotContent:
    """Of ``pyramid``, which holds what is drawn of the shown channels: curves, or rows of colours."""
    rows, names = view.rows, tuple(short_name(view.names[channel]) for channel in view.shown)
    if view.tools.draws_heat:
        return PlotContent(pyramid, rows, 0.0, 1.0, heat=True, names=names)
    limits = tuple(view.limits_of(channel) for channel in view.shown)
    bands = view.shown_bands
    ranges = [value_range(pyramid, row) for row in rows]
    if len(limits) == 1 and limits[0] is not None:
        ranges.append(limits[0])
    ranges += [_range_of(band) for band in bands if band is not None and np.isfinite(band.low).any()]
    low, high = padded_range([each[0] for each in ranges], [each[1] for each in ranges])
    unit = unit_words([f"{view.units[channel]}{view.tools.rate_words}" for channel in view.shown])
    return PlotContent(pyramid, rows, low, high, unit, limits, bands=bands)


def _range_of(band: Band) -> tuple[float, float]:
    return float(np.nanmin(band.low)), float(np.nanmax(band.high))
