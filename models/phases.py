"""Phases of an episode, in order.

A track is either empty or tiles its episode: the first phase starts with the episode, each ends where the
next begins, the last ends with the episode. Gaps and overlaps cannot be expressed.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from models.timebase import TimeRange


@dataclass(frozen=True, slots=True)
class Phase:
    """One half-open stretch ``[start_ns, end_ns)`` with the code of its label; ``id`` is a UUID text."""

    id: str
    label: str
    start_ns: int
    end_ns: int

    @property
    def duration_ns(self) -> int:
        """Length in nanoseconds."""
        return self.end_ns - self.start_ns


@dataclass(frozen=True, slots=True)
class PhaseTrack:
    """The phases of one episode in order.

    Raises:
        ValueError: the phases do not tile ``range``, or two share an id.
    """

    range: TimeRange
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        if not self.phases:
            return
        if self.phases[0].start_ns != self.range.start_ns or self.phases[-1].end_ns != self.range.end_ns:
            raise ValueError("phases must begin and end with their episode")
        for left, right in pairwise(self.phases):
            if left.end_ns != right.start_ns:
                raise ValueError(f"phase {left.id} does not end where {right.id} begins")
        if any(phase.end_ns <= phase.start_ns for phase in self.phases):
            raise ValueError("a phase must last at least a nanosecond")
        if len({phase.id for phase in self.phases}) != len(self.phases):
            raise ValueError("two phases share an id")

    def index_at(self, t_ns: int) -> int | None:
        """Index of the phase at ``t_ns`` (the last one at the very end), None where there is none."""
        if not self.phases or not self.range.start_ns <= t_ns <= self.range.end_ns:
            return None
        return bisect_right(self.phases, t_ns, key=attrgetter("start_ns")) - 1

    def at(self, t_ns: int) -> Phase | None:
        """The phase at ``t_ns``."""
        index = self.index_at(t_ns)
        return None if index is None else self.phases[index]

    def index_of(self, phase_id: str) -> int | None:
        """Index of the phase with that id."""
        return next((i for i, phase in enumerate(self.phases) if phase.id == phase_id), None)

    @property
    def boundaries_ns(self) -> tuple[int, ...]:
        """Inner cuts: the starts of all phases but the first."""
        return tuple(phase.start_ns for phase in self.phases[1:])
