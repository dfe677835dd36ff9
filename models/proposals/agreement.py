"""What several examples say together: where each boundary lies, how sure that is, and how far all is from usual."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.proposals.doubts import Signs, middle_of, signs_of, usual_among
from models.proposals.motion import RATE_HZ, Numbers
from models.proposals.transfer import Carried, Compared, Example, carry, compared

TOLERANCE_S = 0.25
"""A chance is that of a boundary to lie this close to where a person would cut."""
_GRAIN_S = 0.05
_PER_MISFIT_S = 0.06
_PER_TORN = 0.4
"""Of the way between local evidence and rhythm so much may be wrong."""
_STEEPNESS = 8.0
_TRUSTED = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One example beside the repeat: what was carried over, and the signs of another course."""

    pair: Compared
    carried: Carried
    signs: Signs


@dataclass(frozen=True, slots=True, eq=False)
class Usual:
    """How examples of one order go to one another: ``signs`` are the borders, ``errors_s`` how far boundaries miss."""

    signs: Signs
    errors_s: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Guess:
    """``steps`` and ``chances`` float64 (boundaries,): where they are, and that each is right; ``doubt`` float64
    (phases,) is 1 where a phase is at the border of what is usual."""

    steps: Numbers
    chances: Numbers
    doubt: Numbers


def track(pair: Compared, cuts: Numbers) -> Track:
    """Carry the boundaries of an example over."""
    carried = carry(pair, cuts)
    return Track(pair, carried, signs_of(carried, pair, cuts))


def usual_of(group: Sequence[Example]) -> Usual:
    """From each example to each other; of a single one nothing is known but what holds for all."""
    tracks, errors = [], []
    for one in group:
        for other in group:
            if one is not other:
                tracks.append(track(compared(one, other.motion), one.cuts))
                errors.append(np.abs(tracks[-1].carried.steps - other.cuts) / RATE_HZ)
    count = len(group[0].cuts)
    missed_s = np.median(errors, axis=0) if errors else np.zeros(count)
    return Usual(usual_among([each.signs for each in tracks], count + 1), missed_s)


def agreed(tracks: Sequence[Track], usual: Usual) -> Guess:
    """The median of the examples, those that fit better weighing more."""
    weights = np.array([1.0 / (0.05 + float(each.carried.costs.mean())) ** 2 for each in tracks])
    stack = np.stack([each.carried.steps for each in tracks])
    steps = np.array([_weighted_median(column, weights) for column in stack.T])
    misfit = np.median([each.carried.misfit for each in tracks], axis=0)
    apart_s = np.abs(stack - steps).mean(axis=0) / RATE_HZ
    torn_s = _PER_TORN * np.median([each.carried.torn for each in tracks], axis=0) / RATE_HZ
    spread_s = np.sqrt((_GRAIN_S + _PER_MISFIT_S * misfit) ** 2 + apart_s**2 + torn_s**2 + usual.errors_s**2)
    doubt = middle_of([each.signs for each in tracks]).over(usual.signs)
    near = np.array([math.erf(TOLERANCE_S / (math.sqrt(2.0) * each)) for each in spread_s.tolist()])
    return Guess(steps, near * trust(np.maximum(doubt[:-1], doubt[1:])), doubt)


def trust(doubt: Numbers) -> Numbers:
    """The chance, 0 to 1, that a phase so doubtful went as the examples do."""
    chances: Numbers = 1.0 / (1.0 + np.exp(np.minimum(_STEEPNESS * (doubt - _TRUSTED), 50.0)))
    return chances


def _weighted_median(values: Numbers, weights: Numbers) -> float:
    """Between the two in the middle where they weigh alike."""
    order = np.argsort(values)
    sums = np.cumsum(weights[order]) - 0.5 * weights[order]
    return float(np.interp(0.5 * float(weights.sum()), sums, values[order]))
