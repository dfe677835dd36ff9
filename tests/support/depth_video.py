"""Depth as LeRobot keeps it: codes of 12 bits in a lossless video."""

import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

MIN_M, MAX_M, SHIFT_M = 0.1, 6.0, 1.5
ABOUT = {
    "is_depth_map": True,
    "video.depth_min": MIN_M,
    "video.depth_max": MAX_M,
    "video.shift": SHIFT_M,
    "video.use_log": True,
}


def depth_m(number: int) -> np.ndarray:
    """float64 (48, 64) metres with a hole in a corner, different for each number."""
    rng = np.random.default_rng(number)
    values = rng.uniform(MIN_M, MAX_M, (48, 64))
    values[:4, :6] = 0.0
    return values


def codes(metres: np.ndarray) -> np.ndarray:
    """By the formula of LeRobot's ``quantize_depth``, uint16 0 ... 4095."""
    low, high = math.log(MIN_M + SHIFT_M), math.log(MAX_M + SHIFT_M)
    share = (np.log(metres + SHIFT_M) - low) / (high - low)
    return np.rint(share * 4095).clip(0, 4095).astype(np.uint16)


def write_depth_video(
    path: Path, numbers: Sequence[int], *, fps: float = 30.0, pixels: str = "gray12le", codec: str = "libx265"
) -> Path:
    """One picture of codes a number; lossless, so that each code comes back."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lossless = {"x265-params": "lossless=1:log-level=none"} if codec == "libx265" else {}
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=Fraction(fps).limit_denominator(1000), options=lossless)
        stream.height, stream.width, stream.pix_fmt = 48, 64, pixels
        for number in numbers:
            container.mux(stream.encode(_frame(codes(depth_m(number)), pixels)))
        container.mux(stream.encode(None))
    return path


def _frame(values: np.ndarray, pixels: str) -> av.VideoFrame:
    frame = av.VideoFrame(64, 48, pixels)
    for number, plane in enumerate(frame.planes):
        rows = np.full((plane.height, plane.line_size // 2), 2048, np.uint16)
        if number == 0:
            rows[:, :64] = values
        plane.update(rows.tobytes())
    return frame
