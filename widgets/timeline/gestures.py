"""What a pressed button does until it is released: small state machines that know times, not widgets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF

from widgets.timeline.event_lane import Event, Grip
from widgets.timeline.phase_lane import Boundary
from widgets.timeline.scale import TimeScale

CLICK_PX = 4


class Gesture(Protocol):
    """Lives from press to release; ``cancel`` instead of ``release`` leaves everything as it was."""

    def move(self, at: QPointF) -> None:
        """The pointer is here now."""

    def release(self, at: QPointF) -> None:
        """The button was let go."""

    def cancel(self) -> None:
        """Escape, or the button's release was lost."""


class Scrub:
    """The playhead follows the pointer within what ``scale`` shows; told twice, the same time is sent once."""

    def __init__(self, scale: TimeScale, seek: Callable[[int, bool], None], at: QPointF) -> None:
        self._scale, self._seek = scale, seek
        self._sent_ns: int | None = None
        self.move(at)

    def move(self, at: QPointF) -> None:
        """Seek, not final."""
        t_ns = self._scale.seen_time_at(at.x())
        if t_ns != self._sent_ns:
            self._sent_ns = t_ns
            self._seek(t_ns, False)

    def release(self, at: QPointF) -> None:
        """Seek, final."""
        self._seek(self._scale.seen_time_at(at.x()), True)

    def cancel(self) -> None:
        """The place reached last is final."""
        if self._sent_ns is not None:
            self._seek(self._sent_ns, True)


class Press:
    """A click as long as the pointer rests, ``drag`` once it goes further than 4 px."""

    def __init__(self, at: QPointF, *, click: Callable[[], None], drag: Callable[[QPointF], Gesture]) -> None:
        self._from, self._click, self._drag = at, click, drag
        self._dragging: Gesture | None = None

    def move(self, at: QPointF) -> None:
        """Become a drag when far enough."""
        if self._dragging is not None:
            self._dragging.move(at)
        elif (at - self._from).manhattanLength() > CLICK_PX:
            self._dragging = self._drag(at)

    def release(self, at: QPointF) -> None:
        """Click, or end of the drag."""
        if self._dragging is not None:
            self._dragging.release(at)
        else:
            self._click()

    def cancel(self) -> None:
        """Nothing was clicked."""
        if self._dragging is not None:
            self._dragging.cancel()


@dataclass(slots=True)
class BoundaryDrag:
    """A cut in the hand. ``preview`` shows it at a time (None: no more), ``drop`` asks for the move."""

    boundary: Boundary
    scale: TimeScale
    grab_px: float
    preview: Callable[[Boundary, int | None], None]
    drop: Callable[[str, int], None]
    t_ns: int | None = None

    def move(self, at: QPointF) -> None:
        """Between the neighbours, as far as the pointer goes."""
        t_ns = self.scale.seen_time_at(at.x() - self.grab_px)
        if self.boundary.low_ns <= self.boundary.high_ns:
            self.t_ns = min(max(t_ns, self.boundary.low_ns), self.boundary.high_ns)
            self.preview(self.boundary, self.t_ns)

    def release(self, at: QPointF) -> None:
        """Ask for the move, if there was one."""
        self.move(at)
        self.cancel()
        if self.t_ns is not None and self.t_ns != self.boundary.t_ns:
            self.drop(self.boundary.phase_id, self.t_ns)

    def cancel(self) -> None:
        """The cut goes back."""
        self.preview(self.boundary, None)


@dataclass(slots=True)
class EventDrag:
    """A point, or an end of an interval, in the hand. ``preview`` shows it elsewhere (None: no more)."""

    grip: Grip
    scale: TimeScale
    grab_px: float
    preview: Callable[[Event, int | None], None]
    drop: Callable[[Event], None]
    moved: Event | None = None

    def move(self, at: QPointF) -> None:
        """As far as the pointer goes inside the episode."""
        t_ns = self.scale.seen_time_at(at.x() - self.grab_px)
        self.moved = self.grip.moved(t_ns)
        self.preview(self.moved, t_ns)

    def release(self, at: QPointF) -> None:
        """Ask for the move, if there was one."""
        self.move(at)
        self.cancel()
        if self.moved is not None and self.moved != self.grip.event:
            self.drop(self.moved)

    def cancel(self) -> None:
        """It goes back."""
        self.preview(self.grip.event, None)


@dataclass(slots=True)
class Pan:
    """The time under the pointer stays under it."""

    scale: TimeScale
    from_x: float
    show: Callable[[TimeScale], None]

    def move(self, at: QPointF) -> None:
        """Follow."""
        self.show(self.scale.panned(self.from_x - at.x()))

    def release(self, at: QPointF) -> None:
        """Stay."""
        self.move(at)

    def cancel(self) -> None:
        """Back to where it was."""
        self.show(self.scale)


@dataclass(slots=True)
class WindowMove:
    """The overview's window in the hand: ``edge`` 0 moves it, -1 and 1 pull its start and its end."""

    scale: TimeScale
    from_x: float
    edge: int
    show: Callable[[TimeScale], None]

    def move(self, at: QPointF) -> None:
        """Move or resize."""
        whole = self.scale.fitted()
        delta_ns = whole.time_at(at.x()) - whole.time_at(self.from_x)
        start, end = self.scale.visible.start_ns, self.scale.visible.end_ns
        if self.edge < 0:
            start = min(max(start + delta_ns, self.scale.full.start_ns), end - 1)
            moved = self.scale.showing(start, end - start)
        elif self.edge > 0:
            moved = self.scale.showing(start, max(min(end + delta_ns, self.scale.full.end_ns) - start, 1))
        else:
            moved = self.scale.showing(start + delta_ns, self.scale.span_ns)
        self.show(moved)

    def release(self, at: QPointF) -> None:
        """Stay."""
        self.move(at)

    def cancel(self) -> None:
        """Back to where it was."""
        self.show(self.scale)
