"""The ruler's steps and their words."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from models.timebase import NS_PER_S
from widgets.timeline.scale import TimeScale

MAJOR_PX = 56
MINORS = 5

_MINUTE_NS = 60 * NS_PER_S
_HOUR_NS = 60 * _MINUTE_NS


def _steps() -> Iterator[int]:
    """1-2-5 below a minute (20 s is the last), of minutes below an hour, of hours from there on."""
    yield from (digit * 10**power for power in range(3, 10) for digit in (1, 2, 5))
    yield from (10 * NS_PER_S, 20 * NS_PER_S)
    yield from (minutes * _MINUTE_NS for minutes in (1, 2, 5, 10, 20))
    yield from (digit * 10**power * _HOUR_NS for power in range(5) for digit in (1, 2, 5))


STEPS_NS = tuple(_steps())


class Tick(NamedTuple):
    """``offset_ns`` counts from the start of the episode; ``label`` is empty on minor ticks."""

    t_ns: int
    label: str


def step_ns(scale: TimeScale, least_px: float = MAJOR_PX) -> int:
    """The smallest step whose major ticks lie at least ``least_px`` apart."""
    wanted = scale.ns_per_px * least_px
    return next((step for step in STEPS_NS if step >= wanted), STEPS_NS[-1])


def label_of(offset_ns: int, step: int) -> str:
    """``m:ss``, with hours from the first hour on, with as many decimals as ``step`` needs."""
    sign = "\u2212" if offset_ns < 0 else ""
    seconds, rest_ns = divmod(abs(offset_ns), NS_PER_S)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    head = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
    decimals = _decimals(step)
    return sign + head + (f".{rest_ns:09d}"[: decimals + 1] if decimals else "")


def _decimals(step: int) -> int:
    decimals = 0
    while decimals < 9 and step % 10 ** (9 - decimals):
        decimals += 1
    return decimals


@lru_cache(maxsize=4)
def ticks(scale: TimeScale, step: int) -> tuple[Tick, ...]:
    """Ticks of the visible range and one major before it (its label may reach in), majors at whole steps.

    Remembered, since what covers the ruler asks for them before it is painted.
    """
    minor = step // MINORS
    origin = scale.full.start_ns
    first = (scale.visible.start_ns - origin) // step * MINORS
    last = (min(scale.visible.end_ns, scale.full.end_ns) - origin) // minor
    return tuple(
        Tick(origin + number * minor, "" if number % MINORS else label_of(number * minor, step))
        for number in range(first, last + 1)
    )
