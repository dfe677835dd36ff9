"""When the rows of arrays were taken: from an array of stamps, a declared rate, or one row a second."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.streams import Stamps
from models.timebase import NS_PER_S

STAMP_NAMES = frozenset(
    {"timestamp", "timestamps", "timestamp_ns", "timestamps_ns", "time", "times", "time_s", "time_ns"}
    | {"stamp", "stamps", "stamp_ns", "t", "t_ns"}
)
RATE_NAMES = ("fps", "control_freq", "control_frequency", "hz", "frequency", "freq", "rate", "sample_rate")
NS_PER_UNIT = {
    "s": NS_PER_S, "sec": NS_PER_S, "second": NS_PER_S, "seconds": NS_PER_S,
    "ms": 10**6, "milliseconds": 10**6, "us": 1000, "µs": 1000, "microseconds": 1000,
    "ns": 1, "nanoseconds": 1,
}  # fmt: skip
# Beyond this many nanoseconds a stamp does not fit an int64.
_LATEST_NS = 9.2e18
# From 2001 on, a stamp since 1970 has at least so many of these units.
_EPOCH_NS_PER_UNIT = ((1e18, 1), (1e15, 1000), (1e12, 10**6))
# A step between rows that is plausible lies between 0.1 ms and half a second.
_STEP_NS = (1e5, 5e8)


def is_stamps(name: str, dtype: np.dtype[Any], shape: tuple[int, ...]) -> bool:
    """Whether an array by its name, type and shape holds one stamp a row."""
    leaf = name.rsplit("/", maxsplit=1)[-1].lower()
    flat = len(shape) == 1 or (len(shape) == 2 and shape[1] == 1)
    return leaf in STAMP_NAMES and flat and dtype.kind in "iuf"


def stamps_of(values: NDArray[Any], *, unit: str = "") -> Stamps | None:
    """Stamps in nanoseconds, int64 (rows,), in the order of the rows; None where they cannot be stamps.

    Args:
        values: numbers, (rows,) or (rows, 1).
        unit: what an attribute says; without one, numbers as large as a date in milli-, micro- or nanoseconds
            count in that unit, other fractions in seconds, other whole numbers in the largest unit that leaves a
            plausible step.
    """
    flat = values.reshape(-1)
    if not len(flat) or not np.isfinite(flat).all():
        return None
    scale = NS_PER_UNIT.get(unit.strip().lower()) or _guessed_scale(flat)
    if float(np.abs(flat.astype(np.float64)).max()) * scale > _LATEST_NS:
        return None
    if flat.dtype.kind in "iu":
        return flat.astype(np.int64) * np.int64(scale)
    return np.rint(flat.astype(np.float64) * scale).astype(np.int64)


def declared_rate_hz(attributes: Mapping[str, Any]) -> float | None:
    """A usable rate among some attributes, None where there is none."""
    for name in RATE_NAMES:
        try:
            rate_hz = float(attributes[name])
        except (KeyError, TypeError, ValueError):
            continue
        if 1e-3 < rate_hz < 1e6:
            return rate_hz
    return None


def spaced(count: int, rate_hz: float) -> Stamps:
    """Stamps from 0 on at a rate, int64 (count,)."""
    stamps_ns: Stamps = np.rint(np.arange(count) * (NS_PER_S / rate_hz)).astype(np.int64)
    return stamps_ns


def _guessed_scale(flat: NDArray[Any]) -> int:
    largest = float(np.abs(flat.astype(np.float64)).max())
    for least, scale in _EPOCH_NS_PER_UNIT:
        if largest >= least:
            return scale
    if flat.dtype.kind == "f" or len(flat) < 2:
        return NS_PER_S
    step = float(np.median(np.diff(flat.astype(np.float64))))
    for scale in (10**6, 1000, 1):
        if step > 1 and _STEP_NS[0] <= step * scale <= _STEP_NS[1]:
            return scale
    return NS_PER_S
