"""Signs that a repeat does not go as its example: what fits badly, what takes too long or short, where one waits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.proposals.motion import Numbers
from models.proposals.transfer import Carried, Compared, Places

_RUN_CELLS = 15
"""Cells of a path over which its cost is averaged: one odd moment is no other course."""
USUAL_COST = 0.55
USUAL_TEMPO = 0.45
USUAL_WAIT = 0.35


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """Of each phase of the example, float64 (phases,).

    ``cost``: the worst mean cost along its way, in standard deviations; ``tempo``: by how much longer or shorter it
    lasts than the others do, as the absolute logarithm of the ratio; ``wait``: the longest time for which one of the
    two stands while the other goes on, in usual phases.
    """

    cost: Numbers
    tempo: Numbers
    wait: Numbers

    def over(self, usual: "Signs") -> Numbers:
        """How far each phase lies beyond what is usual: 1 is the border."""
        ratios = self.cost / usual.cost, self.tempo / usual.tempo, self.wait / usual.wait
        worst: Numbers = np.sqrt(np.mean(np.square(np.stack(ratios)), axis=0))
        return worst


def signs_of(carried: Carried, pair: Compared, cuts: Numbers) -> Signs:
    """Signs of a transfer; ``cuts`` are the boundaries of the example on its grid."""
    edges, reached = np.r_[0.0, cuts, pair.length], np.r_[0.0, carried.warped, pair.other]
    lengths = np.maximum(np.diff(edges), 1.0)
    ratios = np.log(np.maximum(np.diff(reached), 1.0) / lengths)
    phase = np.searchsorted(cuts / carried.coarse, carried.path[:, 0] + 0.5, side="right")
    running = np.convolve(carried.costs, np.ones(_RUN_CELLS) / _RUN_CELLS, mode="same")
    waits = _waits(carried.path) * carried.coarse / float(np.median(lengths))
    each = [phase == number for number in range(len(lengths))]
    return Signs(
        np.array([_most(running[cells]) for cells in each]),
        np.abs(ratios - np.median(ratios)),
        np.array([_most(waits[cells]) for cells in each]),
    )


def _most(values: Numbers) -> float:
    return float(values.max()) if len(values) else 0.0


def _waits(path: Places) -> Numbers:
    """Of each cell how many cells long the wait is in which it lies."""
    lengths = np.zeros(len(path))
    for side in (0, 1):
        still = np.r_[False, np.diff(path[:, side]) == 0, False]
        edges = np.flatnonzero(np.diff(still.astype(np.int8)))
        for first, past in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            lengths[first:past] = np.maximum(lengths[first:past], past - first)
    return lengths


def middle_of(signs: Sequence[Signs]) -> Signs:
    """The median of several, sign by sign."""
    return Signs(
        np.median([each.cost for each in signs], axis=0),
        np.median([each.tempo for each in signs], axis=0),
        np.median([each.wait for each in signs], axis=0),
    )


def usual_among(signs: Sequence[Signs], phases: int) -> Signs:
    """The borders: fixed ones, or wider where the examples differ as much among themselves."""
    widest = [
        np.max([np.zeros(phases), *([getattr(each, name) for each in signs])], axis=0)
        for name in ("cost", "tempo", "wait")
    ]
    cost, tempo, wait = (
        np.maximum(least, 1.2 * most)
        for least, most in zip((USUAL_COST, USUAL_TEMPO, USUAL_WAIT), widest, strict=True)
    )
    return Signs(cost, tempo, wait)
