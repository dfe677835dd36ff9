"""What a recording tells of movement and load, on one even grid: channels by quantity, never by a robot's names."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.episode import StreamInfo, StreamKind
from models.errors import KnownError
from models.geometry.transforms import TransformSource
from models.proposals.tips import tips
from models.readers.base import Episode
from models.streams import SignalBlock, SignalStream
from models.timebase import NS_PER_S, TimeRange

RATE_HZ = 50.0
_LEAST_RATE_HZ = 2.0
_MOST_CHANNELS = 256
"""More are a scan or a tactile sheet, not a robot's state."""
_LONGEST_S = 3600.0
_COUNTER = 0.9999
PLACES = "places"
"""Stands for the stream of the channels that tell where frames are."""

Numbers = NDArray[np.float64]

_QUANTITIES = {
    "rad": "position",
    "m": "position",
    "deg": "position",
    "rad/s": "rate",
    "m/s": "rate",
    "N": "force",
    "N·m": "force",
    "m/s²": "rate",
}


@dataclass(frozen=True, slots=True)
class Channel:
    """``place`` is the one among the ``width`` channels of its stream."""

    stream: str
    name: str
    unit: str
    place: int
    width: int

    @property
    def group(self) -> tuple[str, str]:
        """The stream and the unit."""
        return self.stream, self.unit

    @property
    def quantity(self) -> str:
        """position, rate, force, or state where no unit is known."""
        return _QUANTITIES.get(self.unit, "state")


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """``values`` float64 (steps, channels) at ``RATE_HZ`` from ``range.start_ns`` on; no NaN."""

    range: TimeRange
    channels: tuple[Channel, ...]
    values: Numbers
    task: str = ""

    def step_of(self, t_ns: int) -> float:
        """Where a time lies on the grid."""
        return (t_ns - self.range.start_ns) / NS_PER_S * RATE_HZ

    def time_of(self, step: float) -> int:
        """The time of a place on the grid, inside of the range."""
        t_ns = self.range.start_ns + round(step / RATE_HZ * NS_PER_S)
        return min(max(t_ns, self.range.start_ns), self.range.end_ns)


def motion_of(episode: Episode) -> Motion:
    """Read the numbers of an episode; pictures and clouds are not touched.

    Raises:
        KnownError: it has no signal that could tell phases, or is hours long.
    """
    whole = episode.range
    if whole.duration_ns > _LONGEST_S * NS_PER_S:
        raise KnownError(
            "Phases are proposed for episodes of an hour at most; {id} is longer", id=episode.summary.id
        )
    channels: list[Channel] = []
    columns: list[Numbers] = []
    for name, stream in episode.streams.items():
        if not isinstance(stream, SignalStream) or stream.info.kind is not StreamKind.SIGNAL:
            continue
        info = stream.describe()
        if _is_state(info):
            block = stream.block()
            for place, column in _columns(block, whole):
                channels.append(
                    Channel(name, info.channels[place], _unit(info, place), place, len(info.channels))
                )
                columns.append(column)
    sources = [stream for stream in episode.streams.values() if isinstance(stream, TransformSource)]
    for rank, (frame, places) in enumerate(tips(sources, whole, RATE_HZ).items()):
        channels += [Channel(PLACES, f"{frame}.{axis}", "m", 3 * rank + n, 3) for n, axis in enumerate("xyz")]
        columns += list(places.T)
    if not columns:
        raise KnownError(
            "Episode {id} has no moving joint, force or pose from which phases could be told",
            id=episode.summary.id,
        )
    return Motion(whole, tuple(channels), np.stack(columns, axis=1), episode.summary.task)


def _is_state(info: StreamInfo) -> bool:
    rate_hz = info.rate_hz or 0.0
    return rate_hz >= _LEAST_RATE_HZ and 0 < len(info.channels) <= _MOST_CHANNELS


def _unit(info: StreamInfo, place: int) -> str:
    return info.units[place] if place < len(info.units) else ""


def _columns(block: SignalBlock, whole: TimeRange) -> Iterable[tuple[int, Numbers]]:
    """Means over each step, holes bridged; channels that stand still or only count are left out."""
    steps = max(2, int(whole.duration_ns / NS_PER_S * RATE_HZ))
    places = ((block.stamps_ns - whole.start_ns) / NS_PER_S * RATE_HZ).astype(np.int64)
    places = np.clip(places, 0, steps - 1)
    for channel, values in enumerate(block.values.T):
        known = np.isfinite(values)
        if known.sum() < 3 or np.ptp(values[known]) == 0.0:
            continue
        counts = np.bincount(places[known], minlength=steps)
        sums = np.bincount(places[known], values[known], minlength=steps)
        filled = np.flatnonzero(counts)
        column = np.interp(np.arange(steps), filled, sums[filled] / counts[filled])
        if not _counts(column):
            yield channel, column


def _counts(column: Numbers) -> bool:
    """Stamps and indexes rise evenly whatever the robot does."""
    if not (np.diff(column) >= 0).all() and not (np.diff(column) <= 0).all():
        return False
    spread = np.std(column)
    return bool(spread == 0.0 or abs(np.corrcoef(column, np.arange(len(column)))[0, 1]) > _COUNTER)
