"""Many equally long pieces out of one buffer at once."""

import numpy as np
from numpy.typing import NDArray


def gather(everything: NDArray[np.uint8], starts: NDArray[np.int64], length: int) -> NDArray[np.uint8]:
    """Rows of ``length`` bytes that begin at ``starts``, uint8 (n, length); a view where they lie evenly apart."""
    windows = np.lib.stride_tricks.sliding_window_view(everything, length)
    if len(starts) > 1:
        step = int(starts[1] - starts[0])
        if step > 0 and (np.diff(starts) == step).all():
            first, last = int(starts[0]), int(starts[-1])
            return windows[first : last + 1 : step] if first >= 0 and last < len(windows) else windows[starts]
    return windows[starts]
