"""Where nothing happens: stretches in which no channel of a signal moves, to be played faster."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models.playback.pyramid import SignalPyramid
from models.timebase import NS_PER_MS, TimeRange

BUCKET_NS = 100 * NS_PER_MS
MARGIN_NS = 300 * NS_PER_MS
LEAST_NS = 700 * NS_PER_MS
_STILL = 0.06
_MOVES_BY = 3.0
_KINDS = ("position.", "velocity.", "effort.")
_HANDS = ("finger", "gripper", "hand")

Numbers = NDArray[np.float64]


def telling_channels(names: tuple[str, ...]) -> tuple[int, ...]:
    """Channels in which movement shows: positions where there are any, else speeds, else efforts, else all."""
    for kind in _KINDS:
        found = tuple(index for index, name in enumerate(names) if name.startswith(kind))
        if found:
            return found
    return tuple(range(len(names)))


def idle_ranges(pyramid: SignalPyramid, names: tuple[str, ...]) -> tuple[TimeRange, ...]:
    """Stretches of at least 0.7 s in which nothing moves, 0.3 s inside of what moves around them.

    How far a channel moves is its span within 100 ms above its quiet level (10th percentile), as a share of the span
    that the liveliest channel reaches (99th percentile): a body that sways by a milliradian is idle. Hands count by
    their own span, since they move little and by another unit, and matter most. Where no channel rises to three
    times its quiet level all is noise, and nothing is idle.

    Args:
        pyramid: of a signal stream.
        names: of its channels, as ``effort.left_elbow``.
    """
    stamps_ns = pyramid.stamps_ns
    if len(stamps_ns) < 2:
        return ()
    starts = np.concatenate(([0], np.flatnonzero(np.diff((stamps_ns - stamps_ns[0]) // BUCKET_NS)) + 1))
    movements = {
        channel: movement
        for channel in telling_channels(names)
        if (movement := _movement(pyramid.values[channel], starts)) is not None
    }
    if not movements:
        return ()
    liveliest = max(busy for _, busy in movements.values())
    activity = np.zeros(len(starts))
    for channel, (above, busy) in movements.items():
        is_hand = any(word in names[channel].lower() for word in _HANDS)
        np.fmax(activity, above / (busy if is_hand else liveliest), out=activity)
    return tuple(_stretches(activity < _STILL, stamps_ns[starts], int(stamps_ns[-1]) + 1))


def _movement(values: NDArray[np.floating], starts: NDArray[np.intp]) -> tuple[Numbers, float] | None:
    """Span above the quiet level in each bucket and the busy level; None for a channel that only makes noise."""
    # A bucket reaches to the first sample of the next, so that a slow stream has spans, too.
    nexts = values[np.append(starts[1:], len(values) - 1)]
    low = np.fmin(np.fmin.reduceat(values, starts), nexts)
    span = np.asarray(np.fmax(np.fmax.reduceat(values, starts), nexts) - low, np.float64)
    if not np.isfinite(span).any():
        return None
    quiet, busy = np.nanpercentile(span, (10, 99))
    return (span - quiet, float(busy - quiet)) if busy > max(_MOVES_BY * quiet, 0.0) else None


def _stretches(still: NDArray[np.bool_], firsts_ns: NDArray[np.int64], end_ns: int) -> Iterator[TimeRange]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], still, [False])).astype(np.int8)))
    limits_ns = np.append(firsts_ns, end_ns)
    for first, past in edges.reshape(-1, 2):
        start_ns = int(limits_ns[first]) + (MARGIN_NS if first else 0)
        stop_ns = int(limits_ns[past]) - (MARGIN_NS if past < len(still) else 0)
        if stop_ns - start_ns >= LEAST_NS:
            yield TimeRange(start_ns, stop_ns)
