"""Another way through an example: back to an earlier phase after a miss, or past phases that never came.

One pass of dynamic programming over the repeat, in which the end of every phase may be followed by the beginning of
any other, at a price (the one-stage algorithm of connected word recognition: H. Ney, 1984).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from models.proposals.motion import Numbers
from models.proposals.transfer import Compared, Places, distances

_JUMP = 2.0
"""What leaving the order costs, in cells of a path that fit by one standard deviation less."""
_ASIDE = 0.15
_FARTHEST_STEP = 3
_OTHER_GRIP = 0.5
"""In units of the example's own spread."""
_MOVING = -0.5
"""Of the logarithmic pace of strokes: between still and the usual peak."""
_MARGIN = 0.2
"""Of a phase the last and the first part between which a jump may lead: repeats need not do all of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Detour:
    """``order`` are numbers of the example's phases as they come in the repeat. ``pair`` is the example laid out in
    that order, with its boundaries at ``cuts``."""

    order: tuple[int, ...]
    pair: Compared
    cuts: Numbers


def detour(pair: Compared, cuts: Numbers) -> Detour:
    """The way through the phases of an example that fits the repeat best."""
    distance = distances(pair)
    edges = np.r_[0.0, cuts / pair.coarse, len(distance)].round().astype(np.int64)
    rows = _rows(distance, *_gates(edges, len(distance)))
    phases = np.clip(np.searchsorted(edges[1:-1], rows, side="right"), 0, len(edges) - 2)
    begins = np.flatnonzero((np.diff(phases) != 0) | (np.diff(rows) < 0)) + 1
    order = [int(phases[0]), *phases[begins].tolist()]
    parts = _parts(order, rows, begins, np.r_[0.0, cuts, pair.length], pair)
    taken = np.concatenate(parts)
    ours = {name: block[taken] for name, block in pair.ours.items()}
    laid_cuts = np.cumsum([len(part) for part in parts])[:-1]
    leaps = frozenset(place for place, (one, after) in enumerate(pairwise(order)) if after != one + 1)
    if "grip" in ours and "stroke" in ours:
        ours["stroke"] = _with_strokes(ours["grip"], ours["stroke"], laid_cuts[sorted(leaps)])
    laid = replace(pair, ours=ours, length=len(taken), leaps=leaps)
    return Detour(tuple(order), laid, laid_cuts.astype(np.float64))


def _with_strokes(grip: Numbers, stroke: Numbers, leaps: Places) -> Numbers:
    """With a stroke after each leap over which the grip is another: in the repeat it has to come back, and a phase that
    comes again begins with that."""
    moving = np.r_[False, stroke[:, 0] > _MOVING, False]
    edges = np.flatnonzero(np.diff(moving.astype(np.int8)))
    if not len(edges):
        return stroke
    length = int(np.median(edges[1::2] - edges[::2]))
    found = stroke.copy()
    for leap in leaps.tolist():
        if np.abs(grip[leap] - grip[leap - 1]).max() > _OTHER_GRIP:
            found[leap : leap + length] = np.maximum(found[leap : leap + length], 0.0)
    return found


def _parts(
    order: Sequence[int], rows: Places, begins: Places, edges: Numbers, pair: Compared
) -> list[Places]:
    """Steps of the example in the order of the repeat: whole phases, but from where a leap came in to where it left."""
    firsts, lasts = rows[np.r_[0, begins]], rows[np.r_[begins - 1, len(rows) - 1]]
    parts = []
    for place, number in enumerate(order):
        first, past = int(edges[number]), int(edges[number + 1])
        if place and order[place - 1] != number - 1:
            first = min(max(first, int(firsts[place]) * pair.coarse), past - 1)
        if place + 1 < len(order) and order[place + 1] != number + 1:
            past = max(min(past, (int(lasts[place]) + 1) * pair.coarse), first + 1)
        parts.append(np.arange(first, past))
    return parts


def _gates(edges: Places, count: int) -> tuple[Places, Places]:
    """Rows from which, and rows to which a jump may lead."""
    lengths = np.diff(edges)
    margins = np.maximum(1, (lengths * _MARGIN).astype(np.int64))
    leave = np.concatenate([np.arange(past - m, past) for past, m in zip(edges[1:], margins, strict=True)])
    enter = np.concatenate(
        [np.arange(first, first + m) for first, m in zip(edges[:-1], margins, strict=True)]
    )
    return np.unique(leave.clip(0, count - 1)), np.unique(enter.clip(0, count - 1))


def _rows(distance: Numbers, leave: Places, enter: Places) -> Places:
    """The example's row at each column of the repeat, int64 (columns,)."""
    count, columns = distance.shape
    best = np.full(count, np.inf)
    best[enter[0]] = distance[enter[0], 0]
    came = np.zeros((columns, count), np.int64)
    own = np.arange(count)
    aside = np.array([_ASIDE, 0.0, *([_ASIDE] * (_FARTHEST_STEP - 1))])
    for column in range(1, columns):
        moves = np.full((_FARTHEST_STEP + 1, count), np.inf)
        for step in range(_FARTHEST_STEP + 1):
            moves[step, step:] = best[: count - step] + aside[step]
        least = moves.argmin(axis=0)
        came[column] = own - least
        best_now = moves[least, own]
        gate = leave[int(np.argmin(best[leave]))]
        jumped = best[gate] + _JUMP
        better = enter[best_now[enter] > jumped]
        best_now[better] = jumped
        came[column, better] = gate
        best = best_now + distance[:, column]
    row = int(np.argmin(best[-max(1, count // 50) :])) + count - max(1, count // 50)
    rows = np.empty(columns, np.int64)
    for column in range(columns - 1, -1, -1):
        rows[column] = row
        row = int(came[column, row])
    return rows
