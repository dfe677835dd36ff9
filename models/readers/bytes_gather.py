"""Many equally long pieces out of one buffer at once."""

import numpy as np
from numpy.typing import NDArray


def gather(everything: NDArray[np.uint8], starts: NDArray[np.int64], length: int) -> NDArray[np.uint8]:
    """Rows of ``length`` bytes that begin at ``starts``, uint8 (n, length)."""
    return np.lib.stride_tricks.sliding_window_view(everything, length)[starts]
