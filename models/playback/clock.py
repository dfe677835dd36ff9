"""The play clock: advanced by whoever has a watch, never ticking by itself."""

from bisect import bisect_right
from dataclasses import dataclass, replace

from models.timebase import TimeRange

HURRY = 4.0
RATES = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0, 16.0)


@dataclass(frozen=True, slots=True)
class PlayClock:
    """Where the playhead is and how it moves.

    ``range`` is the episode, ``loop`` the stretch that repeats (None: play to the end and stop). ``late_ns`` adds up
    the time for which the clock was held because a picture was not ready. ``hurry`` are stretches in order that are
    passed ``HURRY`` times as fast.
    """

    range: TimeRange
    t_ns: int
    rate: float = 1.0
    playing: bool = False
    loop: TimeRange | None = None
    late_ns: int = 0
    hurry: tuple[TimeRange, ...] = ()

    @property
    def hurrying(self) -> TimeRange | None:
        """The stretch that is hurried through right now."""
        place = bisect_right(self.hurry, self.t_ns, key=lambda each: each.start_ns) - 1
        return self.hurry[place] if place >= 0 and self.t_ns < self.hurry[place].end_ns else None

    @property
    def pace(self) -> float:
        """How fast time goes here, never faster than the fastest of ``RATES`` because of a hurry."""
        return max(self.rate, min(self.rate * HURRY, RATES[-1])) if self.hurrying else self.rate

    def advance(self, dt_ns: int, *, ready: bool) -> "PlayClock":
        """The clock ``dt_ns`` of real time later. It holds while a picture is not ready: streams never drift apart."""
        if not self.playing or dt_ns <= 0:
            return self
        if not ready:
            return replace(self, late_ns=self.late_ns + dt_ns)
        t_ns = self.t_ns + round(dt_ns * self.pace)
        hurrying = self.hurrying
        if hurrying is not None:
            # What comes after a hurry is seen from its beginning.
            t_ns = min(t_ns, max(hurrying.end_ns, self.t_ns + round(dt_ns * self.rate)))
        if self.loop is not None and t_ns >= self.loop.end_ns:
            return replace(self, t_ns=self._wrapped(t_ns, self.loop))
        last_ns = self.range.end_ns - 1
        if t_ns >= last_ns:
            return replace(self, t_ns=last_ns, playing=False)
        return replace(self, t_ns=t_ns)

    @staticmethod
    def _wrapped(t_ns: int, loop: TimeRange) -> int:
        if loop.duration_ns == 0:
            return loop.start_ns
        return loop.start_ns + (t_ns - loop.start_ns) % loop.duration_ns

    def seek(self, t_ns: int) -> "PlayClock":
        """Put the playhead on ``t_ns``, clamped to the episode's first and last stamp."""
        return replace(self, t_ns=min(max(t_ns, self.range.start_ns), self.range.end_ns - 1))

    def play(self) -> "PlayClock":
        """Begin to move; from the very end begin again at the start."""
        at_end = self.t_ns >= self.range.end_ns - 1 and self.loop is None
        return replace(self, playing=True, t_ns=self.range.start_ns if at_end else self.t_ns)

    def pause(self) -> "PlayClock":
        """Rest."""
        return replace(self, playing=False)

    def at_rate(self, rate: float) -> "PlayClock":
        """Another speed, within the first and the last of ``RATES``."""
        return replace(self, rate=min(max(rate, RATES[0]), RATES[-1]))

    def hurrying_through(self, stretches: tuple[TimeRange, ...]) -> "PlayClock":
        """Pass ``stretches``, in order and apart from one another, faster; none for an even pace."""
        return replace(self, hurry=stretches)

    def looping(self, loop: TimeRange | None) -> "PlayClock":
        """Repeat ``loop``; None plays on to the end."""
        return replace(self, loop=loop)


def neighbour_rate(rate: float, step: int) -> float:
    """The next faster (``step`` 1) or slower (-1) of ``RATES``."""
    nearest = min(range(len(RATES)), key=lambda i: abs(RATES[i] - rate))
    return RATES[min(max(nearest + step, 0), len(RATES) - 1)]
