"""Least and greatest values of signals at several grains, so that drawing a plot costs pixels, not samples.

Built once per block. Level k holds the extremes of buckets of ``BASE * FACTOR**k`` samples; a query takes the
coarsest level that still has a bucket a pixel and folds it to one pair a pixel column. A spike of one sample stays
in its bucket's extreme on every level, so it cannot vanish.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import KnownError
from models.streams import SignalBlock, SignalStream, Stamps, index_at
from models.timebase import TimeRange

BASE = 8
FACTOR = 4
RAW_SAMPLES_PER_PIXEL = 2

_PART_NBYTES = 8 << 20
_LEVELS_SHARE = 1.0 / 3.0
"""What all levels take of the values that they stand on: a quarter, and a quarter of that on each further one."""

Floats = NDArray[np.float64] | NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Buckets: ``first_ns`` int64 (B,) stamps of their first samples, ``low`` and ``high`` (channels, B), of the type
    of the values.

    A bucket without a finite value is NaN in both.
    """

    samples: int
    first_ns: Stamps
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, eq=False)
class SignalPyramid:
    """``stamps_ns`` int64 (N,), ``values`` float64 or float32 (channels, N) with NaN for what is not finite.

    ``levels`` go from fine to coarse. ``grain`` is how many samples a pair of values stands for where there was no
    room for all of them: the least and the greatest of so many, at the stamp of the first. 1 stands for the samples.
    ``apart`` are further channels behind those of ``values``, one each, that have stamps of their own.
    """

    stamps_ns: Stamps
    values: Floats
    levels: tuple[Level, ...]
    grain: int = 1
    apart: "tuple[SignalPyramid, ...]" = ()

    @property
    def nbytes(self) -> int:
        """Memory of it."""
        levels = sum(each.low.nbytes + each.high.nbytes + each.first_ns.nbytes for each in self.levels)
        apart = sum(each.nbytes for each in self.apart)
        return self.values.nbytes + self.stamps_ns.nbytes + levels + apart

    @property
    def channel_count(self) -> int:
        """How many channels."""
        return len(self.values) + len(self.apart)

    @property
    def coarsest(self) -> int:
        """The greatest grain of all channels."""
        return max(self.grain, *(each.grain for each in self.apart), 1)

    def line(self, channel: int) -> "tuple[SignalPyramid, int]":
        """Where the samples of a channel lie: row and what holds it."""
        place = channel - len(self.values)
        return (self, channel) if place < 0 else (self.apart[place], 0)

    def held(self, channels: Sequence[int], t_ns: int) -> tuple[float, ...]:
        """Of each the last sample at or before ``t_ns``, NaN before the first."""
        index = index_at(self.stamps_ns, t_ns)
        if not self.apart:
            values: list[float] = self.values[list(channels), index].tolist() if index >= 0 else []
            return tuple(values) or (float("nan"),) * len(channels)
        found = []
        for holder, row in (self.line(channel) for channel in channels):
            own = index if holder is self else index_at(holder.stamps_ns, t_ns)
            found.append(float(holder.values[row, own]) if own >= 0 else float("nan"))
        return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A line to draw: ``t_ns`` int64 (M,), ``y`` float64 (M,), NaN where the line breaks.

    ``samples`` is how many samples it stands for.
    """

    t_ns: Stamps
    y: Floats
    samples: int


def build_pyramid(block: SignalBlock) -> SignalPyramid:
    """All levels of a block; a pure function for a background lane."""
    values = np.ascontiguousarray(block.values.T, np.float64)
    values = np.where(np.isfinite(values), values, np.nan)
    return SignalPyramid(block.stamps_ns, values, tuple(_levels(block.stamps_ns, values)))


def read_pyramid(
    stream: SignalStream, *, channels: int, most_nbytes: int, wanted: Callable[[], bool] = lambda: True
) -> SignalPyramid:
    """The pyramid of a whole stream, read a part at a time so that nothing larger than itself is ever held.

    Args:
        stream: numbers over time.
        channels: how many it has.
        most_nbytes: bound of the pyramid. Where the samples do not fit as float64 they are kept as float32, and where
            that is too much, as the extremes of several samples each.
        wanted: asked before each part; once it says no, reading is given up.

    Raises:
        KnownError: it was given up.
    """
    stamps_ns = stream.stamps()
    kind, grain = _fitting(len(stamps_ns), channels, most_nbytes)
    parts = list(_parts(stamps_ns, max(1, _PART_NBYTES // (8 * max(channels, 1)))))
    edges = [0, *np.searchsorted(stamps_ns, [part.end_ns for part in parts]).tolist()]
    kept = [_kept(past - first, grain) for first, past in itertools.pairwise(edges)]
    kept_ns, values = np.empty(sum(kept), np.int64), np.empty((channels, sum(kept)), kind)
    start = 0
    for part, count in zip(parts, kept, strict=True):
        if not wanted():
            raise KnownError("Reading the signal was given up")
        _fill(stream.block(part), grain, kept_ns[start : start + count], values[:, start : start + count])
        start += count
    return SignalPyramid(kept_ns, values, tuple(_levels(kept_ns, values)), grain)


def _fitting(count: int, channels: int, most_nbytes: int) -> tuple[type[np.floating[Any]], int]:
    """The type of the values, and how many samples a pair of them stands for."""
    numbers = count * channels * (1 + _LEVELS_SHARE)
    if numbers * 8 <= most_nbytes:
        return np.float64, 1
    grain = 1
    while numbers * 4 * (1 if grain == 1 else 2 / grain) > most_nbytes and grain < count:
        grain = BASE if grain == 1 else grain * FACTOR
    return np.float32, grain


def _parts(stamps_ns: Stamps, most: int) -> Iterator[TimeRange]:
    """Ranges of about ``most`` samples that follow one another; equal stamps stay together."""
    if not len(stamps_ns):
        return
    edges = [*np.unique(stamps_ns[::most]).tolist(), int(stamps_ns[-1]) + 1]
    yield from (TimeRange(first, past) for first, past in itertools.pairwise(edges))


def _kept(count: int, grain: int) -> int:
    """How many values stand for so many samples of a part."""
    return count if grain == 1 else 2 * -(-count // grain)


def _fill(block: SignalBlock, grain: int, kept_ns: Stamps, values: Floats) -> None:
    """Stamps (N,) and values (channels, N) of a part."""
    finite = np.where(np.isfinite(block.values), block.values, np.nan)
    if grain == 1:
        kept_ns[:], values[:] = block.stamps_ns, finite.T
        return
    starts = np.arange(0, len(finite), grain)
    kept_ns[:] = np.repeat(block.stamps_ns[starts], 2)
    values[:, 0::2] = np.fmin.reduceat(finite, starts, axis=0).T
    values[:, 1::2] = np.fmax.reduceat(finite, starts, axis=0).T


def _levels(stamps_ns: Stamps, values: Floats) -> Iterator[Level]:
    samples, first_ns, low, high = BASE, stamps_ns, values, values
    step = BASE
    while len(first_ns) > step:
        starts = np.arange(0, len(first_ns), step)
        low = np.fmin.reduceat(low, starts, axis=1)
        high = np.fmax.reduceat(high, starts, axis=1)
        first_ns = first_ns[starts]
        yield Level(samples, first_ns, low, high)
        samples, step = samples * FACTOR, FACTOR


def curve(pyramid: SignalPyramid, channel: int, time_range: TimeRange, pixels: int) -> Curve:
    """The line of one channel over ``time_range`` for a plot ``pixels`` wide.

    It reaches one sample beyond both ends, so that it leaves the plot at its edges. With at most
    ``RAW_SAMPLES_PER_PIXEL`` samples a pixel these are the samples, else two points a pixel column.
    """
    pyramid, channel = pyramid.line(channel)
    first, last = _span(pyramid.stamps_ns, time_range)
    if last - first <= max(pixels, 1) * RAW_SAMPLES_PER_PIXEL:
        return Curve(pyramid.stamps_ns[first:last], pyramid.values[channel, first:last], last - first)
    level = _level_for(pyramid, last - first, pixels)
    if level is None:
        stamps_ns, low, high = pyramid.stamps_ns, pyramid.values[channel], pyramid.values[channel]
    else:
        stamps_ns, low, high = level.first_ns, level.low[channel], level.high[channel]
    grain = 1 if level is None else level.samples
    part = slice(first // grain, -(-last // grain))
    t_ns, y = _fold(stamps_ns[part], low[part], high[part], time_range, pixels)
    return Curve(t_ns, y, last - first)


def _span(stamps_ns: Stamps, time_range: TimeRange) -> tuple[int, int]:
    first = int(np.searchsorted(stamps_ns, time_range.start_ns, "right")) - 1
    last = int(np.searchsorted(stamps_ns, time_range.end_ns, "left")) + 1
    return max(first, 0), min(last, len(stamps_ns))


def _level_for(pyramid: SignalPyramid, samples: int, pixels: int) -> Level | None:
    fitting = [level for level in pyramid.levels if samples >= level.samples * pixels]
    return fitting[-1] if fitting else None


def _fold(
    stamps_ns: Stamps, low: Floats, high: Floats, time_range: TimeRange, pixels: int
) -> tuple[Stamps, Floats]:
    """One (low, high) pair for every pixel column that has a bucket, at the stamp of its first."""
    column_ns = max(1, -(-time_range.duration_ns // max(pixels, 1)))
    columns = (stamps_ns - time_range.start_ns) // column_ns
    starts = np.concatenate(([0], np.flatnonzero(np.diff(columns)) + 1))
    y = np.empty(2 * len(starts))
    y[0::2] = np.fmin.reduceat(low, starts)
    y[1::2] = np.fmax.reduceat(high, starts)
    return np.repeat(stamps_ns[starts], 2), y


def value_range(
    pyramid: SignalPyramid, channel: int, time_range: TimeRange | None = None
) -> tuple[float, float]:
    """Least and greatest finite value of a channel, (NaN, NaN) without any; inside ``time_range`` where given."""
    pyramid, channel = pyramid.line(channel)
    first, last = (0, len(pyramid.stamps_ns)) if time_range is None else _span(pyramid.stamps_ns, time_range)
    if last <= first:
        return float("nan"), float("nan")
    level = next((each for each in reversed(pyramid.levels) if last - first >= each.samples * 64), None)
    if level is None:
        part = pyramid.values[channel, first:last]
        return float(np.fmin.reduce(part)), float(np.fmax.reduce(part))
    cut = slice(first // level.samples, -(-last // level.samples))
    return float(np.fmin.reduce(level.low[channel, cut])), float(np.fmax.reduce(level.high[channel, cut]))


def only_channels(pyramid: SignalPyramid, channels: tuple[int, ...]) -> SignalPyramid:
    """The same with these channels only, in this order."""
    lines = [pyramid.line(channel) for channel in channels]
    if all(holder is pyramid for holder, _ in lines):
        return _only_rows(pyramid, list(channels))
    none = _only_rows(pyramid, [])
    return replace(none, apart=tuple(_only_rows(holder, [row]) for holder, row in lines))


def _only_rows(pyramid: SignalPyramid, rows: list[int]) -> SignalPyramid:
    levels = tuple(
        Level(each.samples, each.first_ns, each.low[rows], each.high[rows]) for each in pyramid.levels
    )
    return SignalPyramid(pyramid.stamps_ns, pyramid.values[rows], levels, pyramid.grain)


def widest_channels(pyramid: SignalPyramid, channels: tuple[int, ...], most: int) -> tuple[int, ...]:
    """The ``most`` of ``channels`` whose values spread widest, in their own order."""
    ranges = {channel: value_range(pyramid, channel) for channel in channels}
    spans = {channel: high - low for channel, (low, high) in ranges.items()}
    known = [channel for channel in channels if np.isfinite(spans[channel])]
    best = sorted(known, key=lambda channel: -spans[channel])[:most]
    return tuple(sorted(best))
