"""A monotone map between the times of two episodes, and the simplest ways to one: by their starts, by their phases."""

from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from models.phases import Phase
from models.timebase import TimeRange

Times = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TimeMap:
    """Piecewise linear through ``lead_ns`` -> ``other_ns``, int64 (K,) each, both rising from one point to the next.

    Beyond its ends it keeps the last value: what lies there has no counterpart, see ``covers``.

    Raises:
        ValueError: fewer than two points, or not rising.
    """

    lead_ns: Times
    other_ns: Times

    def __post_init__(self) -> None:
        if len(self.lead_ns) < 2 or len(self.lead_ns) != len(self.other_ns):
            raise ValueError("a map needs two points at least")
        if (np.diff(self.lead_ns) <= 0).any() or (np.diff(self.other_ns) <= 0).any():
            raise ValueError("a map rises")

    def to_other(self, t_ns: int) -> int:
        """Time in the other episode."""
        return int(_mapped(np.array([t_ns]), self.lead_ns, self.other_ns)[0])

    def to_lead(self, t_ns: int) -> int:
        """Time in the lead."""
        return int(_mapped(np.array([t_ns]), self.other_ns, self.lead_ns)[0])

    def all_to_other(self, times_ns: Times) -> Times:
        """Many at once, int64 (N,)."""
        return _mapped(times_ns, self.lead_ns, self.other_ns)

    def all_to_lead(self, times_ns: Times) -> Times:
        """Many times of the other at once, int64 (N,)."""
        return _mapped(times_ns, self.other_ns, self.lead_ns)

    def covers(self, t_ns: int) -> bool:
        """Whether a time of the lead has a counterpart."""
        return int(self.lead_ns[0]) <= t_ns <= int(self.lead_ns[-1])


def _mapped(times_ns: Times, source_ns: Times, target_ns: Times) -> Times:
    # Relative to the starts: a float holds no nanoseconds since 1970.
    offsets = np.interp(times_ns - source_ns[0], source_ns - source_ns[0], target_ns - target_ns[0])
    mapped: Times = np.rint(offsets).astype(np.int64) + target_ns[0]
    return mapped


def through(points: list[tuple[int, int]]) -> TimeMap:
    """The map through the points that rise, in order; one that does not rise in both is left out."""
    kept = points[:1]
    for lead_ns, other_ns in points[1:]:
        if lead_ns > kept[-1][0] and other_ns > kept[-1][1]:
            kept.append((lead_ns, other_ns))
    return TimeMap(
        np.array([each[0] for each in kept], np.int64), np.array([each[1] for each in kept], np.int64)
    )


def by_start(lead: TimeRange, other: TimeRange) -> TimeMap:
    """The same time since the start; it ends with the other episode."""
    length_ns = max(1, other.duration_ns - 1)
    return through([(lead.start_ns, other.start_ns), (lead.start_ns + length_ns, other.start_ns + length_ns)])


@dataclass(frozen=True, slots=True, eq=False)
class ByPhase:
    """``unpaired`` are labels of phases of either that have no counterpart; within those time runs evenly."""

    map: TimeMap
    unpaired: tuple[str, ...]


def pair_phases(one: tuple[Phase, ...], two: tuple[Phase, ...]) -> list[tuple[Phase, Phase]]:
    """Phases of the same label in order: the longest common blocks of the two sequences of labels."""
    labels = [phase.label for phase in one], [phase.label for phase in two]
    blocks = SequenceMatcher(None, *labels, autojunk=False).get_matching_blocks()
    return [(one[block.a + step], two[block.b + step]) for block in blocks for step in range(block.size)]


def by_phase(
    lead: TimeRange, lead_phases: tuple[Phase, ...], other: TimeRange, other_phases: tuple[Phase, ...]
) -> ByPhase | None:
    """Phases of the same label begin and end together, as many as can be paired in order; None where none can.

    A retry in one of them is bridged, see ``pair_phases``.
    """
    pairs = pair_phases(lead_phases, other_phases)
    if not pairs:
        return None
    paired = [{phase.id for phase in side} for side in zip(*pairs, strict=True)]
    points = [(lead.start_ns, other.start_ns)]
    for one, two in pairs:
        points += [(one.start_ns, two.start_ns), (one.end_ns, two.end_ns)]
    points.append((max(lead.end_ns, points[-1][0] + 1), max(other.end_ns, points[-1][1] + 1)))
    sides = zip((lead_phases, other_phases), paired, strict=True)
    rest = (phase.label for phases, ids in sides for phase in phases if phase.id not in ids)
    return ByPhase(through(points), tuple(dict.fromkeys(rest)))
