"""Where a cut goes that was pressed at a moment: as late as the person is before it, then to evidence nearby."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from models.cutting_aids.evidence import Evidence, Kind
from models.timebase import TimeRange

_WEIGHT = {
    Kind.GRIP_MOVES: 1.0,
    Kind.GRIP_RESTS: 0.5,
    Kind.LOAD: 0.3,
    Kind.MOVES: 0.8,
    Kind.RESTS: 0.8,
    Kind.SLOWEST: 0.6,
}
_LEAST = 0.12
"""Evidence that is worth less than this, by kind, strength and nearness, is not snapped to."""


@dataclass(frozen=True, slots=True)
class Aim:
    """The cut goes to ``t_ns``; the key was pressed at ``raw_ns``; ``evidence`` is what it snapped to, if to any."""

    t_ns: int
    raw_ns: int
    evidence: Evidence | None = None


def snap(t_ns: int, evidence: Sequence[Evidence], window_ns: int) -> Evidence | None:
    """The evidence within ``window_ns`` on both sides that is worth most; ``evidence`` is in order."""
    if window_ns <= 0:
        return None
    first = bisect_left(evidence, t_ns - window_ns, key=attrgetter("t_ns"))
    past = bisect_right(evidence, t_ns + window_ns, key=attrgetter("t_ns"))
    best = max(evidence[first:past], key=lambda one: worth(one, t_ns, window_ns), default=None)
    return best if best is not None and worth(best, t_ns, window_ns) >= _LEAST else None


def worth(one: Evidence, t_ns: int, window_ns: int) -> float:
    """From 0 to 1; at the edge of the window half of what it is in its middle."""
    share = abs(one.t_ns - t_ns) / window_ns
    return _WEIGHT[one.kind] * one.strength * (1.0 - 0.5 * share * share)


def aim(raw_ns: int, *, lag_ns: int, evidence: Sequence[Evidence], window_ns: int, within: TimeRange) -> Aim:
    """The cut of a key pressed at ``raw_ns`` by somebody who is ``lag_ns`` late.

    It stays in ``within``, the phase that is cut: where it would leave it, the key's own time holds.
    """
    late_ns = raw_ns - lag_ns
    start_ns = late_ns if within.start_ns < late_ns < within.end_ns else raw_ns
    found = snap(start_ns, evidence, window_ns)
    if found is not None and within.start_ns < found.t_ns < within.end_ns:
        return Aim(found.t_ns, raw_ns, found)
    return Aim(start_ns, raw_ns)
