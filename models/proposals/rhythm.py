"""Where a boundary is to be expected from the others: who repeats a task more slowly does so in most phases."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_NEAREST = 6
_FEWEST = 4
"""Below this number of other boundaries one that lies wrong would lead the rest astray."""
_DEVIATION_OF_MEDIAN = 1.4826


def expected(cuts: Numbers, steps: Numbers) -> tuple[Numbers, float]:
    """Where the nearest others put each boundary, and how far boundaries lie from that as a rule.

    The line through the others is Theil's and Sen's (P. K. Sen, 1968): a quarter of wrong ones does not bend it.

    Args:
        cuts: boundaries of the example, float64 (n,) in steps.
        steps: the same boundaries in the repeat, as found one by one.

    Returns:
        float64 (n,) in steps of the repeat, and a standard deviation in steps: infinite where there are too few.
    """
    if len(cuts) <= _FEWEST:
        return steps, np.inf
    places = np.array([_from_others(cuts, steps, number) for number in range(len(cuts))], np.float64)
    return places, _DEVIATION_OF_MEDIAN * float(np.median(np.abs(steps - places)))


def _from_others(cuts: Numbers, steps: Numbers, number: int) -> float:
    first = min(max(number - _NEAREST // 2, 0), max(len(cuts) - _NEAREST - 1, 0))
    others = np.delete(np.arange(first, min(first + _NEAREST + 1, len(cuts))), number - first)
    ours, theirs = cuts[others], steps[others]
    one, two = np.triu_indices(len(others), 1)
    pace = float(np.median((theirs[two] - theirs[one]) / np.maximum(ours[two] - ours[one], 1.0)))
    return pace * float(cuts[number]) + float(np.median(theirs - pace * ours))
