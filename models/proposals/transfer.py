"""The boundaries of one labelled example, carried over to a repeat: warped as a whole, then moved to local evidence."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.alignment.dtw import warping_path
from models.errors import KnownError
from models.proposals.features import Blocks, Mask, blocks_of, scale_of
from models.proposals.matching import Pairing, pair_channels
from models.proposals.motion import RATE_HZ, Motion, Numbers
from models.proposals.rhythm import expected
from models.proposals.strokes import smoothed

_COARSE_STEPS = 5
_MOST_COARSE = 1500
_FARTHEST = 2.5
_COARSE = {
    "posture": 0.6,
    "turning": 0.5,
    "load": 0.5,
    "place": 0.6,
    "heading": 0.6,
    "grip": 1.0,
    "pace": 3.75,
    "stroke": 1.05,
}
_FINE = {"pace": 1.25, "stroke": 1.5, "heading": 0.7, "place": 0.3}
_AT_LEAPS = {"pace": 0.6, "stroke": 1.5}
_SPAN_S = 1.2
_WINDOW_S = 1.0
_WAIT_S = 0.8
"""Shorter waits move no boundary, and those farther from one say nothing of it."""
_PULL = 0.3
"""What a second off the warped time costs, where the neighbourhoods fit well."""
_FIT = 0.25
_RHYTHM = 0.5
"""What a standard deviation off the rhythm of the other boundaries costs, where the neighbourhoods fit badly."""
_BAD_FIT = 0.7
_RHYTHM_S = 0.1
"""No rhythm is trusted more closely than this."""
_NOTHING: Numbers = np.empty((0, 0))

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """Boundaries on the grid of the repeat, and how well the two fitted.

    ``steps`` and ``warped`` float64 (boundaries,) with and without local evidence; ``misfit`` of the neighbourhoods,
    ``torn`` the steps between what the neighbourhood alone says and what the rhythm of the boundaries made of it.
    ``path`` int64 (K, 2) goes through both by ``coarse`` steps; ``costs`` (K,) along it, in standard deviations.
    """

    steps: Numbers
    warped: Numbers
    misfit: Numbers
    torn: Numbers
    path: Places
    costs: Numbers
    coarse: int


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A labelled recording: ``cuts`` float64 (boundaries,) on its grid are its inner boundaries.

    ``labels`` is None for a stretch without one. ``counted`` are the channels that tell of its phases, bool
    (channels,); None where all do.
    """

    motion: Motion
    labels: tuple[str | None, ...]
    cuts: Numbers
    counted: Mask | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The features of an example and of a repeat side by side, by the example's scale.

    At the boundaries whose numbers are ``leaps`` the example is put together from stretches that do not follow one
    another in it: how fast it goes can be compared there, where it is cannot.
    """

    ours: Blocks
    theirs: Blocks
    length: int
    other: int
    share: float
    leaps: frozenset[int] = frozenset()

    @property
    def coarse(self) -> int:
        """Steps of the grid that are one step of a path: more for long recordings."""
        return max(_COARSE_STEPS, -(-max(self.length, self.other) // _MOST_COARSE))


def compared(example: Example, target: Motion) -> Compared:
    """Both by the channels that they have in common.

    Raises:
        KnownError: they have none.
    """
    pairing = pair_channels(example.motion, target)
    if not len(pairing.one):
        raise KnownError(
            "The recordings have no joint, force or pose in common; take an example of the same robot"
        )
    one, other = _counted(pairing, example.counted)
    channels = tuple(example.motion.channels[index] for index in one.tolist())
    values = example.motion.values[:, one]
    scale = scale_of(Motion(example.motion.range, channels, values))
    ours, theirs = blocks_of(values, scale), blocks_of(target.values[:, other], scale)
    return Compared(ours, theirs, len(values), len(target.values), pairing.share)


def _counted(pairing: Pairing, counted: Mask | None) -> tuple[Places, Places]:
    """The channels that count, all where none of these has a counterpart.

    They are chosen after pairing, which goes by the place among streams alike: without one of two arms the other would
    be taken for it.
    """
    kept = np.ones(len(pairing.one), np.bool_) if counted is None else counted[pairing.one]
    return (pairing.one[kept], pairing.other[kept]) if kept.any() else (pairing.one, pairing.other)


def carry(pair: Compared, cuts: Numbers) -> Carried:
    """The boundaries of the example in the repeat."""
    distance = distances(pair)
    path = warping_path(distance)
    warped = _mapped(path, cuts, pair.coarse)
    steps, misfit, torn = _refined(pair, cuts, warped, path)
    return Carried(steps, warped, misfit, torn, path, distance[path[:, 0], path[:, 1]], pair.coarse)


def distances(pair: Compared) -> Numbers:
    """Between all coarse steps of two episodes, float64 (N, M); one odd block cannot outweigh the rest."""
    total: Numbers | float = 0.0
    weights = 0.0
    for name, weight in _COARSE.items():
        if name in pair.ours and name in pair.theirs:
            one, two = _pooled(pair.ours[name], pair.coarse), _pooled(pair.theirs[name], pair.coarse)
            share = _shares(name, one, two)
            total = total + weight * np.minimum(_apart(one * share, two * share), _FARTHEST)
            weights += weight
    return np.asarray(total, np.float64) / weights


def _pooled(block: Numbers, coarse: int) -> Numbers:
    return smoothed(block, coarse)[coarse // 2 :: coarse]


def _shares(name: str, one: Numbers, two: Numbers) -> Numbers:
    """Root of the weight of each column: what moves more counts more; directions count alike."""
    width = one.shape[1]
    if name in ("heading", "turning", "pace", "stroke"):
        return np.full(width, 1.0 / np.sqrt(width) if name == "turning" else 1.0)
    lively = np.sqrt(np.minimum(np.concatenate([one, two]).var(axis=0), 1.0))
    shares: Numbers = np.sqrt(lively / max(float(lively.sum()), 1e-9))
    return shares


def _apart(one: Numbers, two: Numbers) -> Numbers:
    squares = (one**2).sum(axis=1)[:, None] + (two**2).sum(axis=1)[None, :] - 2.0 * one @ two.T
    apart: Numbers = np.sqrt(np.maximum(squares, 0.0))
    return apart


def _mapped(path: Places, cuts: Numbers, coarse: int) -> Numbers:
    rows, first = np.unique(path[:, 0], return_index=True)
    columns = np.add.reduceat(path[:, 1].astype(np.float64), first) / np.diff(np.r_[first, len(path)])
    middle = (coarse - 1) / 2.0
    mapped: Numbers = np.interp((cuts - middle) / coarse, rows, columns) * coarse + middle
    return mapped


def _refined(
    pair: Compared, cuts: Numbers, warped: Numbers, path: Places
) -> tuple[Numbers, Numbers, Numbers]:
    """Each boundary where its neighbourhood looks most like the example's, how little it does, and how far the rhythm
    of the other boundaries moved it from there."""
    before, after = np.r_[0.0, cuts, pair.length], np.r_[0.0, warped, pair.other]
    tempo = np.clip((after[2:] - after[:-2]) / np.maximum(before[2:] - before[:-2], 1.0), 0.5, 2.0)
    span = max(round(_SPAN_S * RATE_HZ), 2 * pair.coarse)
    places, prices = [], []
    misfit = np.empty(len(cuts))
    for number, (cut, guess, pace) in enumerate(
        zip(cuts.tolist(), warped.tolist(), tempo.tolist(), strict=True)
    ):
        first, last = _wait(path, cut, guess, pair.coarse)
        near = np.arange(first - span, last + span + 1)
        apart = _neighbourhoods(pair, cut, near, pace, _AT_LEAPS if number in pair.leaps else _FINE)
        misfit[number] = least = float(apart.min())
        off_s = (near - near.clip(first, last)) / RATE_HZ
        places.append(near)
        prices.append(apart + _PULL * (1.0 + (least / _FIT) ** 2) * off_s**2)
    seen = np.array([near[price.argmin()] for near, price in zip(places, prices, strict=True)], np.float64)
    others, deviation = expected(cuts, seen)
    doubted = _RHYTHM * misfit**4 / (misfit**4 + _BAD_FIT**4)
    width_s2 = (deviation / RATE_HZ) ** 2 + _RHYTHM_S**2
    steps = seen.copy()
    for number, (near, price) in enumerate(zip(places, prices, strict=True)):
        off_s = (near - others[number]) / RATE_HZ
        steps[number] = near[np.argmin(price + doubted[number] * off_s**2 / width_s2)]
    return _rising(steps, pair.other), misfit, np.abs(steps - seen)


def _wait(path: Places, cut: float, guess: float, coarse: int) -> tuple[float, float]:
    """The stretch of the repeat in which a boundary may lie as well as at ``guess``: it stands there longer than the
    example, near the boundary, and what stands looks alike all the time."""
    middle = (coarse - 1) / 2.0
    near = path[np.abs(path[:, 0] - (cut - middle) / coarse) <= _WAIT_S * RATE_HZ / coarse]
    rows, first, counts = np.unique(near[:, 0], return_index=True, return_counts=True)
    if not len(rows) or counts.max() * coarse < _WAIT_S * RATE_HZ:
        return guess, guess
    longest = int(counts.argmax())
    begun, ended = near[first[longest], 1], near[first[longest] + counts[longest] - 1, 1]
    return min(guess, begun * coarse + middle), max(guess, ended * coarse + middle)


def _neighbourhoods(
    pair: Compared, cut: float, places: Numbers, tempo: float, weighed: Mapping[str, float]
) -> Numbers:
    """How unlike the surroundings of ``cut`` those of each of ``places`` are, float64 (places,)."""
    around = np.arange(-round(_WINDOW_S * RATE_HZ), round(_WINDOW_S * RATE_HZ) + 1)
    weights = np.exp(-0.5 * (around / (0.5 * _WINDOW_S * RATE_HZ)) ** 2)
    weights /= weights.sum()
    total = np.zeros(len(places))
    for name, weight in weighed.items():
        ours, theirs = pair.ours.get(name, _NOTHING), pair.theirs.get(name, _NOTHING)
        for one, two in zip(ours.T, theirs.T, strict=False):
            model = np.interp(cut + around, np.arange(len(one)), one)
            seen = np.interp(places[:, None] + tempo * around, np.arange(len(two)), two)
            total += weight * np.abs(seen - model) @ weights
    return total


def _rising(steps: Numbers, length: int) -> Numbers:
    """In order and inside of the episode, a step apart at least."""
    rising = np.maximum.accumulate(steps - np.arange(len(steps))) + np.arange(len(steps))
    inside: Numbers = np.clip(rising, 1 + np.arange(len(steps)), length - len(steps) + np.arange(len(steps)))
    return inside
