"""Depth kept as video of 12 or 16 bits, to metres.

LeRobot (``datasets/depth_utils.py``, 0.6) maps depth to codes of 12 bits on a logarithmic scale, or a linear one,
and writes the limits into the feature's ``info``. Videos of 16 bits (FFV1) hold millimetres.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

# What LeRobot's encoder takes when nobody chooses.
DEFAULT_MIN_M, DEFAULT_MAX_M, DEFAULT_SHIFT_M = 0.01, 10.0, 3.5


@dataclass(frozen=True, slots=True)
class DepthCoding:
    """Code 0 is ``min_m`` and the highest code ``max_m``; ``log(depth + shift_m)`` lies between, or depth itself.
    ``assumed``: the data set does not say the limits, so LeRobot's own were taken."""

    min_m: float = DEFAULT_MIN_M
    max_m: float = DEFAULT_MAX_M
    shift_m: float = DEFAULT_SHIFT_M
    logarithmic: bool = True
    assumed: bool = True


def depth_coding(about: Mapping[str, Any]) -> DepthCoding | None:
    """From the ``info`` of a feature; None where it is no depth map. Keys may begin with ``video.``."""
    if not _value(about, "is_depth_map"):
        return None
    limits = [_value(about, name) for name in ("depth_min", "depth_max", "shift")]
    if not all(isinstance(limit, (int, float)) and math.isfinite(limit) for limit in limits):
        return DepthCoding()
    low_m, high_m, shift_m = map(float, limits)
    logarithmic = _value(about, "use_log") is not False
    coding = DepthCoding(low_m, high_m, shift_m, logarithmic, assumed=False)
    usable = coding.max_m > coding.min_m and (coding.min_m + coding.shift_m > 0 or not coding.logarithmic)
    return coding if usable else DepthCoding()


def first_plane(frame: av.VideoFrame) -> NDArray[np.uint16]:
    """Numbers of the first component of a picture with more than 8 bits, uint16 (height, width)."""
    plane = frame.planes[0]
    order = ">" if frame.format.is_big_endian else "<"
    numbers: NDArray[Any] = np.frombuffer(memoryview(plane), np.dtype(f"{order}u2"))
    rows = numbers.reshape(-1, plane.line_size // 2)
    return np.asarray(rows[: frame.height, : frame.width], np.uint16)


def to_metres(codes: NDArray[np.uint16], bits: int, coding: DepthCoding) -> NDArray[np.float32]:
    """Metres, float32 (height, width); NaN where the code is 0: nothing measured, or nearer than the scale goes."""
    if bits == 16:
        depth_m = codes.astype(np.float32) * np.float32(0.001)
        depth_m[codes == 0] = np.nan
        return depth_m
    table = _table(bits, coding)
    return table[np.minimum(codes, len(table) - 1)]


@lru_cache(maxsize=8)
def _table(bits: int, coding: DepthCoding) -> NDArray[np.float32]:
    """Metres of every code."""
    share = np.arange(1 << bits) / ((1 << bits) - 1)
    if coding.logarithmic:
        low, high = math.log(coding.min_m + coding.shift_m), math.log(coding.max_m + coding.shift_m)
        depth_m = np.exp(low + share * (high - low)) - coding.shift_m
    else:
        depth_m = coding.min_m + share * (coding.max_m - coding.min_m)
    depth_m[0] = np.nan
    return depth_m.astype(np.float32)


def _value(about: Mapping[str, Any], name: str) -> Any:
    return about.get(name, about.get(f"video.{name}"))
