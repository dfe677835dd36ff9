"""Phases for a repeat of a task, from one or more labelled examples of it, with a confidence at each boundary."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np

from models.errors import KnownError
from models.proposals.agreement import Guess, Track, Usual, agreed, track, trust, usual_of
from models.proposals.detours import detour
from models.proposals.doubts import usual_among
from models.proposals.motion import RATE_HZ, Motion, Numbers
from models.proposals.transfer import Example, compared

_LEAST_S = 1.0
_BROKEN = 0.9
"""A phase more doubtful than this has the order of phases looked at."""
_OTHER_TASK = 0.3
_OTHER_ROBOT = 0.6
_SEEN_AGAIN = 0.7
"""About so many proposals in which phases come again are right as a whole."""

Labels = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class ProposedPhase:
    """Half-open in log time; ``confidence`` from 0 to 1 is that of its first boundary, or of its end at the start of
    the episode."""

    label: str
    start_ns: int
    end_ns: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """Phases that follow one another through an episode; ``method`` says in words how they were found."""

    phases: tuple[ProposedPhase, ...]
    method: str

    @property
    def confidence(self) -> float:
        """The least of all boundaries."""
        return min((phase.confidence for phase in self.phases), default=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Examples of one order of phases beside the repeat."""

    labels: Labels
    examples: Sequence[Example]
    tracks: Sequence[Track]
    usual: Usual
    guess: Guess


def propose(examples: Sequence[Example], target: Motion) -> Proposal:
    """Phases of ``target``.

    Examples whose phases come in another order are a group of their own, and the group that fits best counts. Where
    none fits, phases may come again, if all examples say so; anything else that breaks the order leaves the proposal as
    it is and takes the confidence of the phases concerned.

    Raises:
        KnownError: no example, too short a recording, or nothing in common.
    """
    if not examples:
        raise KnownError("A proposal needs at least one labelled example")
    if any(
        len(motion.values) < _LEAST_S * RATE_HZ for motion in (target, *(each.motion for each in examples))
    ):
        raise KnownError("An episode of less than a second is too short for a proposal")
    orders = dict.fromkeys(example.labels for example in examples)
    groups = [_group([each for each in examples if each.labels == order], target) for order in orders]
    best = min(groups, key=lambda group: float(group.guess.doubt.max()))
    kin = _kinship(best, target)
    other = _repeated(best) if best.guess.doubt.max() > _BROKEN else None
    if other is not None:
        labels, steps, chances = other
        return Proposal(_phases(target, labels, steps, kin * chances), "dtw with repeated phases")
    guess = best.guess
    chances = guess.chances if len(guess.chances) else trust(guess.doubt)
    return Proposal(_phases(target, best.labels, guess.steps, kin * chances), "dtw")


def _group(examples: Sequence[Example], target: Motion) -> _Group:
    tracks = [track(compared(example, target), example.cuts) for example in examples]
    usual = usual_of(examples)
    return _Group(examples[0].labels, examples, tracks, usual, agreed(tracks, usual))


def _repeated(group: _Group) -> tuple[Labels, Numbers, Numbers] | None:
    """Labels, boundaries and their chances where all examples see the same phases come again and the rest as usual."""
    ways = [
        detour(each.pair, example.cuts) for example, each in zip(group.examples, group.tracks, strict=True)
    ]
    order = ways[0].order
    whole = set(order) == set(range(len(group.labels))) and len(order) > len(group.labels)
    again_at_once = any(one == other for one, other in pairwise(order))
    if not whole or again_at_once or any(way.order != order for way in ways):
        return None
    usual = Usual(usual_among([], len(order)), np.zeros(len(order) - 1))
    guess = agreed([track(way.pair, way.cuts) for way in ways], usual)
    if guess.doubt.max() > 1.0:
        return None
    return tuple(group.labels[number] for number in order), guess.steps, guess.chances * _SEEN_AGAIN


def _kinship(group: _Group, target: Motion) -> float:
    """Less than 1 where the words of the task differ, or many channels have no counterpart."""
    tasks = {example.motion.task for example in group.examples}
    share = float(np.median([each.pair.share for each in group.tracks]))
    alike = max(_alike(task, target.task) for task in tasks)
    return (1.0 - _OTHER_TASK * (1.0 - alike)) * (1.0 if share >= _OTHER_ROBOT else share)


def _alike(one: str, other: str) -> float:
    """Of two sentences, 0 to 1: another object in the same words is nearly the same task."""
    words, others = one.casefold().split(), other.casefold().split()
    return SequenceMatcher(None, words, others, autojunk=False).ratio()


def _phases(target: Motion, labels: Labels, steps: Numbers, chances: Numbers) -> tuple[ProposedPhase, ...]:
    """Tiles of the episode; what the examples leave without a label is left out."""
    edges = [target.range.start_ns, *(target.time_of(step) for step in steps.tolist()), target.range.end_ns]
    firm = [float(chances[0]), *chances.tolist()][: len(labels)]
    return tuple(
        ProposedPhase(label, start_ns, end_ns, round(min(max(chance, 0.0), 1.0), 4))
        for label, (start_ns, end_ns), chance in zip(labels, pairwise(edges), firm, strict=True)
        if label is not None and end_ns > start_ns
    )
