"""Decoded pictures to RGB."""

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray


class RgbConverter:
    """Keeps the scaler between pictures, since building one costs more than using it, and runs it on one thread:
    the pictures are the same and the slowest take a fraction of the time when cores are busy.
    """

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def __call__(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        """``frame`` as RGB uint8 (height, width, 3), C-contiguous."""
        rgb = self._reformatter.reformat(frame, format="rgb24", threads=1).to_ndarray()
        return np.ascontiguousarray(rgb, np.uint8)
