"""Where a moment lies on the screen and which moment lies under the pointer.

Times are int64 nanoseconds and stay whole numbers: a pixel position is computed from the exact difference to the
visible start, and comes back to the same nanosecond.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.timebase import NS_PER_MS, TimeRange

LEAST_SPAN_NS = NS_PER_MS


@dataclass(frozen=True, slots=True)
class TimeScale:
    """``visible`` of ``full`` drawn over ``width`` pixels that begin at ``left`` (logical pixels)."""

    full: TimeRange
    visible: TimeRange
    left: int
    width: int

    @classmethod
    def fitting(cls, full: TimeRange, *, left: int, width: int) -> Self:
        """The whole of ``full``; a range without length gets one nanosecond, a width without pixels gets one."""
        whole = TimeRange(full.start_ns, max(full.end_ns, full.start_ns + 1))
        return cls(full=whole, visible=whole, left=left, width=max(width, 1))

    @property
    def span_ns(self) -> int:
        """Length of the visible range."""
        return self.visible.duration_ns

    @property
    def is_whole(self) -> bool:
        """Whether everything is visible."""
        return self.visible == self.full

    @property
    def ns_per_px(self) -> float:
        """Nanoseconds under one pixel."""
        return self.span_ns / self.width

    def x_of(self, t_ns: int) -> float:
        """Pixel position of a time; outside of the visible range it goes on to both sides."""
        return self.left + (t_ns - self.visible.start_ns) * self.width / self.span_ns

    def xs_of(self, times_ns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Pixel positions of many times, shape (n,)."""
        return (times_ns - self.visible.start_ns).astype(np.float64) * (self.width / self.span_ns) + self.left

    def time_at(self, x: float) -> int:
        """Time under a pixel position, not clamped."""
        return self.visible.start_ns + round((x - self.left) * self.span_ns / self.width)

    def seen_time_at(self, x: float) -> int:
        """Time under a pixel position, clamped to what is visible."""
        return self.visible.clamp(self.time_at(x))

    def times_at(self, xs: NDArray[np.float64]) -> NDArray[np.int64]:
        """Times under many pixel positions, shape (n,)."""
        offsets = np.rint((xs - self.left) * (self.span_ns / self.width)).astype(np.int64)
        return offsets + self.visible.start_ns

    def placed(self, *, left: int, width: int) -> Self:
        """The same visible range on other pixels."""
        return replace(self, left=left, width=max(width, 1))

    def showing(self, start_ns: int, span_ns: int) -> Self:
        """Another visible range, as long as asked and shifted into the full one."""
        span = min(max(span_ns, min(LEAST_SPAN_NS, self.full.duration_ns)), self.full.duration_ns)
        start = min(max(start_ns, self.full.start_ns), self.full.end_ns - span)
        return replace(self, visible=TimeRange(start, start + span))

    def fitted(self) -> Self:
        """Everything visible."""
        return replace(self, visible=self.full)

    def zoomed(self, factor: float, x: float) -> Self:
        """Closer by ``factor`` (under 1: further away), the time under ``x`` stays there."""
        anchor_ns = self.time_at(x)
        least = min(LEAST_SPAN_NS, self.full.duration_ns)
        span = min(max(round(self.span_ns / factor), least), self.full.duration_ns)
        return self.showing(anchor_ns - round((x - self.left) * span / self.width), span)

    def panned(self, pixels: float) -> Self:
        """Moved later by as much time as ``pixels`` hold."""
        return self.showing(self.visible.start_ns + round(pixels * self.span_ns / self.width), self.span_ns)

    def paged(self, t_ns: int) -> Self:
        """Moved by whole pages until ``t_ns`` is visible."""
        pages = (t_ns - self.visible.start_ns) // self.span_ns
        return self.showing(self.visible.start_ns + pages * self.span_ns, self.span_ns)

    def centred(self, t_ns: int) -> Self:
        """Moved until ``t_ns`` lies in the middle."""
        return self.showing(t_ns - self.span_ns // 2, self.span_ns)
