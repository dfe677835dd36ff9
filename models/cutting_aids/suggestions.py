"""Phases that were proposed for an episode, and what a person made of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import eq
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.figures import Answer, Verdict
from models.phases import Phase, PhaseTrack
from models.timebase import NS_PER_MS

UNSURE = 0.70
_OF_PHASES = ("tiers", "times_ns", "labels", "unsure", "_is_cut")
_NEAR_NS = 300 * NS_PER_MS
_PART = 500


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed phase, half-open; ``confidence`` of its start from 0 to 1, None where nobody said how sure it is;
    ``source`` and ``tier`` as in ``Phase``.
    """

    label: str
    start_ns: int
    end_ns: int
    confidence: float | None
    source: str = "transfer"
    tier: str = ""

    @property
    def is_unsure(self) -> bool:
        """Whether somebody should look at it."""
        return self.confidence is None or self.confidence < UNSURE


@dataclass(frozen=True)
class Suggestions:
    """``phases`` of one tier stand together, in order of time. ``accepted`` has the ids of the phases that came of
    suggestions, by place; ``passed`` are those that the person cut otherwise; ``looked_at`` is the one under the eye.
    The start of the first of a tier is no cut and needs no answer.
    """

    phases: tuple[Suggestion, ...] = ()
    accepted: Mapping[int, str] = field(default_factory=dict)
    passed: frozenset[int] = frozenset()
    looked_at: int | None = None

    @cached_property
    def open(self) -> tuple[int, ...]:
        """Places of those without an answer, in order of time within each tier."""
        return tuple(np.flatnonzero(self._is_open).tolist())

    @cached_property
    def tiers(self) -> tuple[str, ...]:
        """Those that something is proposed for."""
        return tuple(dict.fromkeys(one.tier for one in self.phases))

    @cached_property
    def times_ns(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Starts and ends of all, each of shape (n,)."""
        return (
            np.array([one.start_ns for one in self.phases], np.int64),
            np.array([one.end_ns for one in self.phases], np.int64),
        )

    @cached_property
    def labels(self) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """Codes that are proposed, and which of them each is, shape (n,)."""
        places = {code: place for place, code in enumerate(dict.fromkeys(one.label for one in self.phases))}
        return tuple(places), np.array([places[one.label] for one in self.phases], np.int64)

    @cached_property
    def unsure(self) -> NDArray[np.bool_]:
        """Which somebody should look at, shape (n,)."""
        return np.array([one.is_unsure for one in self.phases], np.bool_)

    @cached_property
    def done(self) -> NDArray[np.bool_]:
        """Which have an answer, shape (n,). The first is no cut of its own: it is done with the others."""
        done = self._answered.copy()
        if len(done) and not self._is_open.any():
            done[0] = True
        return done

    @cached_property
    def _answered(self) -> NDArray[np.bool_]:
        answered = np.zeros(len(self.phases), np.bool_)
        answered[np.array([*self.accepted, *self.passed], np.intp)] = True
        return answered

    @cached_property
    def _is_open(self) -> NDArray[np.bool_]:
        return self._is_cut & ~self._answered

    @cached_property
    def _is_cut(self) -> NDArray[np.bool_]:
        """Whose start is a cut, shape (n,)."""
        tiers = [one.tier for one in self.phases]
        return np.array([False, *map(eq, tiers, tiers[1:])][: len(tiers)], np.bool_)

    def first_of(self, tier: str) -> Suggestion:
        """The beginning of a tier that something is proposed for."""
        return next(one for one in self.phases if one.tier == tier)

    def of_tiers(self, tiers: Collection[str]) -> "Suggestions":
        """What lies on these tiers only."""
        if all(tier in tiers for tier in self.tiers):
            return self
        kept = [place for place, one in enumerate(self.phases) if one.tier in tiers]
        at = {place: new for new, place in enumerate(kept)}
        return Suggestions(
            tuple(self.phases[place] for place in kept),
            {at[place]: phase_id for place, phase_id in self.accepted.items() if place in at},
            frozenset(at[place] for place in self.passed if place in at),
            None if self.looked_at is None else at.get(self.looked_at),
        )

    @cached_property
    def unsure_count(self) -> int:
        """How many of the open ones somebody should look at."""
        return int((self._is_open & self.unsure).sum())

    def walked(self, step: int) -> "Suggestions":
        """The next one to look at (1) or the one before (-1): the unsure ones first, the least sure of them at the
        front, then the others in order of time; round the end.
        """
        waiting = np.array(self.open, np.intp)
        unsure = self.unsure[waiting]
        first = sorted(
            waiting[unsure].tolist(), key=lambda place: (self.phases[place].confidence or 0.0, place)
        )
        order = [*first, *waiting[~unsure].tolist()]
        if not order:
            return self._but(looked_at=None)
        if self.looked_at not in order:
            return self._but(looked_at=order[0 if step > 0 else -1])
        place = order[(order.index(self.looked_at) + step) % len(order)]
        return self._but(looked_at=place)

    def took(self, ids: Mapping[int, str]) -> "Suggestions":
        """Some were accepted and became these phases."""
        looked_at = None if self.looked_at in ids else self.looked_at
        return self._but(accepted={**self.accepted, **ids}, looked_at=looked_at)

    def cut_by_hand(self, t_ns: int, tier: str = "") -> "Suggestions":
        """The person cut a tier at a time: that answers the one looked at, else all of the tier up to there."""
        if self.looked_at is not None and self.phases[self.looked_at].tier == tier:
            return self._but(passed=self.passed | {self.looked_at}, looked_at=None)
        latest_ns = t_ns + _NEAR_NS
        phases = self.phases
        before = {
            place for place in self.open if phases[place].tier == tier and phases[place].start_ns <= latest_ns
        }
        return self._but(passed=self.passed | before)

    def beside(self, *tracks: PhaseTrack) -> "Suggestions":
        """After the labels changed: what was accepted and taken back is open again, everything on an empty track."""
        if not self.accepted and not self.passed:
            return self
        ids = {phase.id for track in tracks for phase in track.phases}
        begun = {track.tier for track in tracks if track.phases}
        if ids.issuperset(self.accepted.values()) and begun.issuperset(self.tiers):
            return self
        return self._but(
            accepted={place: one for place, one in self.accepted.items() if one in ids},
            passed=frozenset(place for place in self.passed if self.phases[place].tier in begun),
        )

    def _but(self, **answers: Any) -> "Suggestions":
        """The same phases with other answers: what was worked out of the phases stays."""
        made = replace(self, **answers)
        made.__dict__.update({name: self.__dict__[name] for name in _OF_PHASES if name in self.__dict__})
        return made

    def answers(self, *tracks: PhaseTrack) -> tuple[Answer, ...]:
        """What became of each that is a cut; what has no answer yet counts as refused."""
        phases = {phase.id: phase for track in tracks for phase in track.phases}
        return tuple(
            Answer(one.source, one.label, _verdict(one, phases.get(self.accepted.get(place, ""))))
            for place, one in ((place, self.phases[place]) for place in np.flatnonzero(self._is_cut).tolist())
        )


def _verdict(one: Suggestion, phase: Phase | None) -> Verdict:
    if phase is None:
        return Verdict.REFUSED
    same = (phase.start_ns, phase.label) == (one.start_ns, one.label)
    return Verdict.KEPT if same else Verdict.CHANGED


def with_suggested(
    track: PhaseTrack, first: Suggestion, cuts: Sequence[Suggestion], ids: Sequence[str]
) -> Iterator[tuple[Phase, ...]]:
    """The phases of a track with these cuts in it, some at a time: thousands take longer than a frame. On an empty
    track ``first`` names the beginning.

    Args:
        track: the labels so far.
        first: what is proposed for the beginning.
        cuts: proposed phases that begin inside of the episode.
        ids: of those, and last that of the beginning.
    """
    whole = track.range
    begun: dict[int, Phase | tuple[Suggestion, str]] = {phase.start_ns: phase for phase in track.phases}
    if not begun:
        begun[whole.start_ns] = first, ids[-1]
    for one, phase_id in zip(cuts, ids, strict=False):
        if whole.start_ns < one.start_ns < whole.end_ns:
            begun[one.start_ns] = one, phase_id
    starts_ns = sorted(begun)
    ends_ns = [*starts_ns[1:], whole.end_ns]
    for place in range(0, len(starts_ns), _PART):
        part = slice(place, place + _PART)
        yield tuple(
            _phase(begun[start_ns], start_ns, end_ns, track.tier)
            for start_ns, end_ns in zip(starts_ns[part], ends_ns[part], strict=True)
        )


def _phase(begun: Phase | tuple[Suggestion, str], start_ns: int, end_ns: int, tier: str) -> Phase:
    if isinstance(begun, Phase):
        return begun if begun.end_ns == end_ns else replace(begun, end_ns=end_ns)
    one, phase_id = begun
    sure = one.confidence
    confidence_pm = None if sure is None else round(1000 * min(max(sure, 0.0), 1.0))
    return Phase(phase_id, one.label, start_ns, end_ns, tier, "", "", "", one.source, confidence_pm)
