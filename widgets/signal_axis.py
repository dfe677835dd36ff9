"""Where time and value lie in a plot, and where its ticks stand: pure arithmetic."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.timebase import NS_PER_S, TimeRange

MOST_Y_TICKS = 4
_LEAST_X_TICK_PX = 56
_STEPS_S = (
    0.001,
    0.002,
    0.005,
    0.01,
    0.02,
    0.05,
    0.1,
    0.2,
    0.5,
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    1800,
    3600,
)
_PAD_SHARE = 0.08
_MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class PlotScale:
    """Maps ``window`` to x and ``low`` to ``high`` to y inside a rectangle of logical pixels."""

    window: TimeRange
    low: float
    high: float
    left: int
    top: int
    width: int
    height: int

    def x(self, t_ns: int) -> float:
        """Pixel of a time."""
        return self.left + (t_ns - self.window.start_ns) / max(self.window.duration_ns, 1) * self.width

    def t_ns(self, x: float) -> int:
        """Time of a pixel."""
        share = (x - self.left) / max(self.width, 1)
        return self.window.start_ns + round(share * self.window.duration_ns)

    def y(self, value: float) -> float:
        """Pixel of a value."""
        return self.top + (self.high - value) / (self.high - self.low) * self.height


def padded_range(lows: list[float], highs: list[float]) -> tuple[float, float]:
    """Range of an axis that shows all of them with a little air; never empty, never infinite."""
    finite = [value for value in (*lows, *highs) if math.isfinite(value)]
    if not finite:
        return -1.0, 1.0
    low, high = min(finite), max(finite)
    span = high - low
    pad = span * _PAD_SHARE if span > 1e-12 else max(abs(high) * 0.1, 0.5)
    return low - pad, high + pad


def value_ticks(low: float, high: float, most: int = MOST_Y_TICKS) -> tuple[float, ...]:
    """At most ``most`` round values, a step of 1, 2 or 5."""
    for exponent in range(math.floor(math.log10(high - low)) - 2, 99):
        for digit in (1, 2, 5):
            step = digit * 10.0**exponent
            first, last = math.ceil(low / step), math.floor(high / step)
            if last - first + 1 <= most:
                return tuple(index * step for index in range(first, last + 1))
    return ()


def tick_text(value: float, step: float) -> str:
    """As many places as the step needs, minus as U+2212."""
    places = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    text = f"{value:.{places}f}"
    return text.replace("-", _MINUS) if float(text) else text.lstrip("-")


def time_ticks(scale: PlotScale, origin_ns: int) -> tuple[tuple[int, str], ...]:
    """Times in nanoseconds and their words ``m:ss`` since ``origin_ns``, at least 56 px apart."""
    window_s = scale.window.duration_ns / NS_PER_S
    least_s = window_s * _LEAST_X_TICK_PX / max(scale.width, 1)
    step_s = next((step for step in _STEPS_S if step >= least_s), _STEPS_S[-1])
    step_ns = round(step_s * NS_PER_S)
    first = -(-(scale.window.start_ns - origin_ns) // step_ns)
    last = (scale.window.end_ns - origin_ns) // step_ns
    return tuple((origin_ns + i * step_ns, _time_words(i * step_ns, step_s)) for i in range(first, last + 1))


def _time_words(offset_ns: int, step_s: float) -> str:
    sign, offset_ns = (_MINUS, -offset_ns) if offset_ns < 0 else ("", offset_ns)
    minutes, rest_ns = divmod(offset_ns, 60 * NS_PER_S)
    places = 0 if step_s >= 1 else -math.floor(math.log10(step_s) + 1e-9)
    seconds = f"{rest_ns / NS_PER_S:0{3 + places if places else 2}.{places}f}"
    return f"{sign}{minutes}:{seconds}"


def value_text(value: float) -> str:
    """Value of a legend: one place from 10 on, two below 1, minus as U+2212; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    places = 0 if abs(value) >= 1000 else 1 if abs(value) >= 1 else 2
    text = f"{value:.{places}f}"
    return text.replace("-", _MINUS) if float(text) else text.lstrip("-")


def sliding_window(playhead_ns: int, duration_ns: int, within: TimeRange) -> TimeRange:
    """``duration_ns`` around the playhead, held inside the episode."""
    duration_ns = min(duration_ns, max(within.duration_ns, 1))
    start_ns = min(max(playhead_ns - duration_ns // 2, within.start_ns), within.end_ns - duration_ns)
    return TimeRange(start_ns, start_ns + duration_ns)


def held_index(stamps_ns: NDArray[np.int64], t_ns: int) -> int:
    """Index of the last sample at or before ``t_ns``, -1 before the first."""
    return int(np.searchsorted(stamps_ns, t_ns, side="right")) - 1
