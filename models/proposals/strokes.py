"""What opens and closes: channels that move in few short strokes and stand still between them."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

STROKES = 0.2
"""A channel that does nine tenths of its way in less than this share of the time is one of strokes."""
_MOST_OF_THE_WAY = 0.9


def smoothed(values: Numbers, steps: int) -> Numbers:
    """Running mean over ``steps`` of columns float64 (n, channels), the ends held."""
    if steps < 2 or not len(values):
        return values
    padded = np.pad(values, ((steps // 2, steps - 1 - steps // 2), (0, 0)), mode="edge")
    sums = np.cumsum(np.vstack([np.zeros((1, values.shape[1])), padded]), axis=0)
    means: Numbers = (sums[steps:] - sums[:-steps]) / steps
    return means


def busy_share(changes: Numbers) -> float:
    """The least share of the time in which most of the way is done; ``changes`` float64 (n,) are its steps."""
    done = np.cumsum(-np.sort(-changes))
    return float((done < _MOST_OF_THE_WAY * done[-1]).mean()) if len(done) else 1.0


def are_brief(values: Numbers) -> NDArray[np.bool_]:
    """Which columns, float64 (n, channels), move in few short strokes."""
    changes = np.abs(np.diff(smoothed(values, 9), axis=0))
    return np.array([busy_share(column) < STROKES for column in changes.T], np.bool_)
