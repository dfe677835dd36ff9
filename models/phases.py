"""Phases of an episode, in order.

A track is either empty or tiles its episode: the first phase starts with the episode, each ends where the
next begins, the last ends with the episode. Gaps and overlaps cannot be expressed. An episode has a main track and,
where its arms do different things at once, one for each arm.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from operator import attrgetter, lt
from typing import Self

from models.timebase import TimeRange

_START_NS, _END_NS = attrgetter("start_ns"), attrgetter("end_ns")
_ID, _TIER = attrgetter("id"), attrgetter("tier")


@dataclass(frozen=True, slots=True)
class Phase:
    """One half-open stretch ``[start_ns, end_ns)`` with the code of its label; ``id`` is a UUID text.

    ``tier`` is the code of an arm, "" for the main track. ``grade`` and the instruction (``text``, and ``text_zh`` in
    Chinese) may be empty. ``source`` says who named it: "" a person, else "transfer", "change_points", "import" or the
    like, with its confidence per mille. ``raw_ns`` is when the key was pressed that cut its start, before
    compensation and snapping.
    """

    id: str
    label: str
    start_ns: int
    end_ns: int
    tier: str = ""
    grade: str = ""
    text: str = ""
    text_zh: str = ""
    source: str = ""
    confidence_pm: int | None = None
    raw_ns: int | None = None

    @property
    def duration_ns(self) -> int:
        """Length in nanoseconds."""
        return self.end_ns - self.start_ns


@dataclass(frozen=True, slots=True)
class PhaseTrack:
    """The phases of one tier of an episode in order.

    Raises:
        ValueError: the phases do not tile ``range``, two share an id, or one is of another tier.
    """

    range: TimeRange
    phases: tuple[Phase, ...] = ()
    tier: str = ""

    def __post_init__(self) -> None:
        if not self.phases:
            return
        if self.phases[0].start_ns != self.range.start_ns or self.phases[-1].end_ns != self.range.end_ns:
            raise ValueError("phases must begin and end with their episode")
        starts = list(map(_START_NS, self.phases))
        ends = list(map(_END_NS, self.phases))
        if starts[1:] != ends[:-1]:
            odd = next(
                one for one, at_ns in zip(self.phases[1:], ends, strict=False) if one.start_ns != at_ns
            )
            raise ValueError(f"phase {odd.id} does not begin where the one before it ends")
        if not all(map(lt, starts, ends)):
            raise ValueError("a phase must last at least a nanosecond")
        if set(map(_TIER, self.phases)) != {self.tier}:
            odd = next(one for one in self.phases if one.tier != self.tier)
            raise ValueError(f"phase {odd.id} is of another tier")
        if len(set(map(_ID, self.phases))) != len(self.phases):
            raise ValueError("two phases share an id")

    def spliced(self, start: int, stop: int, *phases: Phase) -> Self:
        """With these in the place of the phases ``start`` up to ``stop``.

        Only what is new is looked at: the rest tiles already, and there may be thousands of it.

        Raises:
            ValueError: what comes of it does not tile, or an id is there already.
        """
        before, after = self.phases[:start], self.phases[stop:]
        if not before or not after or not phases:
            return replace(self, phases=(*before, *phases, *after))
        around = (before[-1], *phases, after[0])
        PhaseTrack(TimeRange(around[0].start_ns, around[-1].end_ns), around, self.tier)
        known = {phase.id for phase in self.phases[start:stop]}
        if any(phase.id not in known and self.index_of(phase.id) is not None for phase in phases):
            raise ValueError("two phases share an id")
        made = object.__new__(type(self))
        object.__setattr__(made, "range", self.range)
        object.__setattr__(made, "phases", (*before, *phases, *after))
        object.__setattr__(made, "tier", self.tier)
        return made

    def index_at(self, t_ns: int) -> int | None:
        """Index of the phase at ``t_ns`` (the last one at the very end), None where there is none."""
        if not self.phases or not self.range.start_ns <= t_ns <= self.range.end_ns:
            return None
        return bisect_right(self.phases, t_ns, key=_START_NS) - 1

    def at(self, t_ns: int) -> Phase | None:
        """The phase at ``t_ns``."""
        index = self.index_at(t_ns)
        return None if index is None else self.phases[index]

    def index_of(self, phase_id: str) -> int | None:
        """Index of the phase with that id."""
        return next((index for index, phase in enumerate(self.phases) if phase.id == phase_id), None)

    def boundary_after(self, t_ns: int) -> int | None:
        """Time of the first cut behind ``t_ns``."""
        index = bisect_right(self.phases, t_ns, lo=1, hi=max(1, len(self.phases)), key=_START_NS)
        return self.phases[index].start_ns if index < len(self.phases) else None

    def boundary_before(self, t_ns: int) -> int | None:
        """Time of the last cut before ``t_ns``."""
        index = bisect_left(self.phases, t_ns, lo=1, hi=max(1, len(self.phases)), key=_START_NS) - 1
        return self.phases[index].start_ns if index > 0 else None

    @property
    def boundaries_ns(self) -> tuple[int, ...]:
        """Inner cuts: the starts of all phases but the first."""
        return tuple(phase.start_ns for phase in self.phases[1:])
