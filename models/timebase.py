"""Time as int64 nanoseconds on a named clock, and half-open ranges of it."""

from dataclasses import dataclass
from enum import StrEnum

NS_PER_S = 1_000_000_000
NS_PER_MS = 1_000_000


class Clock(StrEnum):
    """Whose time a stamp tells.

    LOG is when the recorder wrote the sample, HEADER is what the sensor wrote into the message.
    """

    LOG = "log"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class TimeRange:
    """Half-open: ``start_ns`` belongs to it, ``end_ns`` does not.

    Raises:
        ValueError: the end lies before the start.
    """

    start_ns: int
    end_ns: int

    def __post_init__(self) -> None:
        if self.end_ns < self.start_ns:
            raise ValueError(f"a range ends at {self.end_ns}, before it starts at {self.start_ns}")

    @property
    def duration_ns(self) -> int:
        """Length in nanoseconds."""
        return self.end_ns - self.start_ns

    def contains(self, t_ns: int) -> bool:
        """Whether ``t_ns`` lies inside."""
        return self.start_ns <= t_ns < self.end_ns

    def overlaps(self, other: "TimeRange") -> bool:
        """Whether both share at least one nanosecond."""
        return self.start_ns < other.end_ns and other.start_ns < self.end_ns

    def clamp(self, t_ns: int) -> int:
        """The time nearest to ``t_ns`` in the closed range: a playhead may rest on the very end."""
        return min(max(t_ns, self.start_ns), self.end_ns)


def seconds_to_ns(seconds: float) -> int:
    """Seconds as a float64 to the nearest nanosecond."""
    return round(float(seconds) * 1e9)


def clock_text(offset_ns: int) -> str:
    """``mm:ss.mmm`` of an offset from the start of an episode, minus as U+2212, truncated to the millisecond."""
    sign = "\u2212" if offset_ns < 0 else ""
    total_ms = abs(offset_ns) // NS_PER_MS
    minutes, rest_ms = divmod(total_ms, 60_000)
    seconds, ms = divmod(rest_ms, 1000)
    return f"{sign}{minutes:02d}:{seconds:02d}.{ms:03d}"
