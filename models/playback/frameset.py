"""What every view should show at a time, and what to read next: plans that run nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from models.streams import Stamps, index_at
from models.timebase import NS_PER_MS, NS_PER_S

PATIENCE_PERIODS = 3
PATIENCE_LEAST_NS = 150 * NS_PER_MS


@dataclass(frozen=True, slots=True)
class Track:
    """The stamps of one stream that is on screen; ``period_ns`` is the median distance of its samples, 0 if unknown."""

    name: str
    stamps_ns: Stamps
    period_ns: int

    @property
    def patience_ns(self) -> int:
        """How far a view may lag behind before the clock waits for it."""
        return max(PATIENCE_PERIODS * self.period_ns, PATIENCE_LEAST_NS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """``index`` of the last sample at or before the playhead (-1 before the first), its stamp and its age."""

    index: int
    stamp_ns: int | None
    age_ns: int | None


def make_track(name: str, stamps_ns: Stamps) -> Track:
    """A track with its median period in nanoseconds."""
    gaps = np.diff(stamps_ns)
    return Track(name, stamps_ns, int(np.median(gaps)) if gaps.size else 0)


def wanted_at(track: Track, t_ns: int) -> Wanted:
    """Sample-and-hold: the last sample at or before ``t_ns``."""
    index = index_at(track.stamps_ns, t_ns)
    if index < 0:
        return Wanted(-1, None, None)
    stamp_ns = int(track.stamps_ns[index])
    return Wanted(index, stamp_ns, t_ns - stamp_ns)


def is_ready(track: Track, wanted: Wanted, shown_index: int | None, *, rate: float = 1.0) -> bool:
    """Whether what the view shows is near enough to what it should show for the clock to go on.

    Faster than real time a view may lag by as much more, since frames are then left out on purpose.
    """
    if wanted.index < 0 or shown_index == wanted.index:
        return True
    if shown_index is None or wanted.stamp_ns is None or not 0 <= shown_index < len(track.stamps_ns):
        return False
    return abs(wanted.stamp_ns - int(track.stamps_ns[shown_index])) <= track.patience_ns * max(rate, 1.0)


def read_ahead(track: Track, t_ns: int, *, rate: float, horizon_ns: int, most: int) -> tuple[int, ...]:
    """Indexes to decode next while playing at ``rate``: at most ``most`` of those within ``horizon_ns`` of real time.

    Above the stream's own rate samples are left out evenly, as they will be on screen.
    """
    first = index_at(track.stamps_ns, t_ns) + 1
    last = index_at(track.stamps_ns, t_ns + round(horizon_ns * rate))
    if last < first:
        return ()
    frames_on_screen = max(1, round(horizon_ns / NS_PER_S * 60))
    stride = max(1, (last - first + 1) // frames_on_screen)
    return tuple(range(first, last + 1, stride))[:most]


def is_better(index: int, wanted: int, drawn: int | None) -> bool:
    """A late picture is shown only if it is nearer to what is wanted than the one on screen, never ahead of it."""
    return index <= wanted and (drawn is None or drawn > wanted or index > drawn)


def near_index(wanted: int, keyframe: int, last: int | None, *, most: int) -> int:
    """Which picture to decode while the hand is still on its way to ``wanted``, at the cost of at most ``most``.

    From ``last``, the one decoded before, the decoder goes on towards the one wanted where that is in the same group
    of pictures; else the group's ``keyframe`` is the cheapest that there is.
    """
    if last is None or not keyframe <= last <= wanted:
        return keyframe
    return min(wanted, last + most)


def step_target(track: Track, t_ns: int, step: int) -> int | None:
    """Stamp of the sample ``step`` samples from the one shown at ``t_ns``; None beyond either end."""
    index = index_at(track.stamps_ns, t_ns) + step
    return int(track.stamps_ns[index]) if 0 <= index < len(track.stamps_ns) else None


def all_ready(tracks: Iterable[Track], t_ns: int, shown: Mapping[str, int | None], *, rate: float) -> bool:
    """Whether the clock may advance."""
    return all(is_ready(track, wanted_at(track, t_ns), shown.get(track.name), rate=rate) for track in tracks)
