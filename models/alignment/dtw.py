"""Dynamic time warping of several channels at once, on an ordinary CPU in a fraction of a second.

Source: H. Sakoe, S. Chiba, Dynamic programming algorithm optimization for spoken word recognition (1978). Cells are
worked out a diagonal at a time, so that numpy does the loop inside.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.alignment.time_map import TimeMap, through
from models.timebase import NS_PER_S, TimeRange

RATE_HZ = 10.0
BAND = 0.35
_SLANT = 0.15
_LEAST_STD = 0.02

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Warped:
    """``cost`` is the mean distance along the path in standard deviations of a channel: under 0.5 is alike."""

    map: TimeMap
    cost: float


def resampled(
    stamps_ns: NDArray[np.int64], values: NDArray[np.floating], whole: TimeRange, rate_hz: float = RATE_HZ
) -> Numbers:
    """``values`` (channels, N) at even steps from the start of ``whole``, float64 (steps, channels); NaN never."""
    steps = max(2, int(whole.duration_ns / NS_PER_S * rate_hz))
    grid = np.arange(steps) * (NS_PER_S / rate_hz)
    offsets = (stamps_ns - whole.start_ns).astype(np.float64)
    columns = []
    for channel in np.asarray(values, np.float64):
        known = np.isfinite(channel)
        columns.append(np.interp(grid, offsets[known], channel[known]) if known.any() else np.zeros(steps))
    return np.stack(columns, axis=1)


def by_dtw(
    lead: TimeRange, lead_values: Numbers, other: TimeRange, other_values: Numbers, rate_hz: float = RATE_HZ
) -> Warped:
    """Which moment of ``other`` looks like which of ``lead``.

    Args:
        lead: the range of the first.
        lead_values: float64 (N, channels), as ``resampled`` gives them.
        other: the range of the second.
        other_values: float64 (M, channels), the same channels.
        rate_hz: of both.
    """
    one, two = _alike(lead_values, other_values)
    distance = np.sqrt(
        np.maximum((one**2).sum(1)[:, None] + (two**2).sum(1)[None, :] - 2.0 * one @ two.T, 0.0)
        / one.shape[1]
    )
    path = warping_path(distance)
    step_ns = NS_PER_S / rate_hz
    points = [(lead.start_ns, other.start_ns)]
    rows, columns = path[:, 0], path[:, 1].astype(np.float64)
    for row in np.unique(rows).tolist():
        column = float(columns[rows == row].mean())
        points.append((lead.start_ns + round(row * step_ns), other.start_ns + round(column * step_ns)))
    points.append((max(lead.end_ns, points[-1][0] + 1), max(other.end_ns, points[-1][1] + 1)))
    return Warped(through(points), float(distance[path[:, 0], path[:, 1]].mean()))


def warping_path(distance: Numbers) -> NDArray[np.int64]:
    """The cheapest path from the first to the last cell of ``distance`` (N, M): int64 (K, 2), rows and columns."""
    return np.array(_path(_accumulated(distance)), np.int64)


def _alike(one: Numbers, two: Numbers) -> tuple[Numbers, Numbers]:
    """Both around the mean of both, in standard deviations of both; a channel that hardly moves stays small."""
    both = np.concatenate([one, two])
    std = both.std(axis=0)
    scale = np.maximum(std, _LEAST_STD * max(float(std.max()), 1e-9))
    return (one - both.mean(axis=0)) / scale, (two - both.mean(axis=0)) / scale


def _accumulated(distance: Numbers) -> Numbers:
    """Least cost of a path to each cell, inf outside of the band; steps aside cost a little more."""
    rows, columns = distance.shape
    padded = np.full((rows + 1, columns + 1), np.inf)
    padded[0, 0] = 0.0
    half = max(BAND * max(rows, columns), abs(rows - columns) + 1)
    for diagonal in range(2, rows + columns + 1):
        i = np.arange(max(1, diagonal - columns), min(rows, diagonal - 1) + 1)
        i = i[np.abs(i * columns / rows - (diagonal - i)) <= half]
        j = diagonal - i
        here = distance[i - 1, j - 1]
        aside = np.minimum(padded[i - 1, j], padded[i, j - 1]) + here + _SLANT
        padded[i, j] = np.minimum(padded[i - 1, j - 1] + here, aside)
    return padded


def _path(accumulated: Numbers) -> list[tuple[int, int]]:
    """Cells from the first to the last."""
    i, j = accumulated.shape[0] - 1, accumulated.shape[1] - 1
    path = [(i - 1, j - 1)]
    while i > 1 or j > 1:
        before = ((i - 1, j - 1), (i - 1, j), (i, j - 1))
        i, j = min(before, key=lambda cell: accumulated[cell] if min(cell) > 0 else np.inf)
        path.append((i - 1, j - 1))
    return path[::-1]
