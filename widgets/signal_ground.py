"""What lies under and over the curves of a plot: the phases' tints and the selected stretch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter

from models.phases import Phase
from models.timebase import TimeRange
from widgets.signal_axis import PlotScale
from widgets.theme import phase_colours, qcolour

_STRIPE_PX = 2
_TINT = 0.05
_SELECTED = 0.14

_START_NS, _END_NS = attrgetter("start_ns"), attrgetter("end_ns")


@dataclass(frozen=True, slots=True, eq=False)
class PhaseTints:
    """The plot's ground in the colours of phases that follow each other: int64 nanoseconds and palette slots, all of
    shape (n,).
    """

    starts_ns: NDArray[np.int64]
    ends_ns: NDArray[np.int64]
    slots: NDArray[np.int64]

    @classmethod
    def of(cls, phases: Sequence[Phase], slots: Mapping[str, int]) -> Self:
        """``slots`` by code of label; 0 for one that it does not know."""
        return cls(
            np.fromiter(map(_START_NS, phases), np.int64, len(phases)),
            np.fromiter(map(_END_NS, phases), np.int64, len(phases)),
            np.fromiter((slots.get(phase.label, 0) for phase in phases), np.int64, len(phases)),
        )

    def __len__(self) -> int:
        return len(self.slots)

    def ending_at(self, t_ns: int) -> Self:
        """The last one ends at ``t_ns``, within its own time."""
        if not len(self):
            return self
        ends_ns = self.ends_ns.copy()
        ends_ns[-1] = min(max(t_ns, int(self.starts_ns[-1])), int(ends_ns[-1]))
        return replace(self, ends_ns=ends_ns)

    def equals(self, other: "PhaseTints") -> bool:
        """Whether both look the same."""
        return all(
            np.array_equal(mine, theirs)
            for mine, theirs in (
                (self.starts_ns, other.starts_ns),
                (self.ends_ns, other.ends_ns),
                (self.slots, other.slots),
            )
        )

    def within(self, window: TimeRange) -> range:
        """Places of those that share time with ``window``."""
        first = int(np.searchsorted(self.ends_ns, window.start_ns, "right"))
        return range(first, max(first, int(np.searchsorted(self.starts_ns, window.end_ns, "left"))))

    def told_apart(self, scale: PlotScale) -> list[int]:
        """Places of those in the window that begin on a pixel of their own."""
        seen = self.within(scale.window)
        since_ns = self.starts_ns[seen.start : seen.stop] - scale.window.start_ns
        pixels = np.floor(since_ns / max(scale.window.duration_ns, 1) * scale.width)
        return (np.flatnonzero(np.diff(pixels, prepend=-np.inf)) + seen.start).tolist()


NO_TINTS = PhaseTints.of((), {})


def paint_tints(painter: QPainter, tints: PhaseTints, scale: PlotScale) -> None:
    """A stripe at the top in the phase's colour, and a breath of it on the ground."""
    for place in tints.told_apart(scale):
        left = max(scale.x(int(tints.starts_ns[place])), scale.left)
        right = min(scale.x(int(tints.ends_ns[place])), scale.left + scale.width)
        colour = QColor(phase_colours(int(tints.slots[place]))[0])
        painter.fillRect(QRectF(left, scale.top, right - left, _STRIPE_PX), colour)
        colour.setAlphaF(_TINT)
        painter.fillRect(QRectF(left, scale.top, right - left, scale.height), colour)


def paint_selection(painter: QPainter, chosen: TimeRange | None, scale: PlotScale) -> None:
    """The stretch that is measured, between two lines."""
    if chosen is None or not chosen.overlaps(scale.window):
        return
    left = max(round(scale.x(chosen.start_ns)), scale.left)
    right = min(round(scale.x(chosen.end_ns)), scale.left + scale.width)
    painter.fillRect(QRect(left, scale.top, right - left, scale.height), qcolour("accent", _SELECTED))
    for edge in (left, right - 1):
        painter.fillRect(QRect(edge, scale.top, 1, scale.height), qcolour("accent"))
