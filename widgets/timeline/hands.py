"""Mouse and wheel: finds what lies under the pointer and starts the gesture that belongs to it."""

from typing import Protocol
from weakref import proxy

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent

from widgets.timeline import overview
from widgets.timeline.content import Content
from widgets.timeline.event_lane import Event, Grip, grip_at
from widgets.timeline.gestures import BoundaryDrag, EventDrag, Gesture, Pan, Press, Scrub, WindowMove
from widgets.timeline.layout import Lane, Row
from widgets.timeline.marks import Mark, mark_at
from widgets.timeline.phase_lane import Boundary, boundary_near
from widgets.timeline.scale import TimeScale
from widgets.timeline.tiers import bar_at
from widgets.timeline.tips import marks_on
from widgets.timeline.values import DifferenceBar

_ZOOM_PER_NOTCH = 1.25
_PAN_PER_NOTCH = 0.1
_NOTCH = 120.0
_EDGE_PX = 5


class Host(Protocol):
    """What the hands need of the view."""

    content: Content
    scale: TimeScale
    editable: bool
    plot_left: int

    def row_at(self, y: float) -> Row | None:
        """The lane at a height."""

    def show_scale(self, scale: TimeScale) -> None:
        """Another zoom."""

    def seek(self, t_ns: int, final: bool) -> None:
        """The person wants the playhead there."""

    def select(self, phase_id: str) -> None:
        """A phase was clicked."""

    def take_arm(self, index: int) -> None:
        """The lane of an arm was pressed."""

    def pick(self, mark_id: str) -> None:
        """A mark was clicked."""

    def preview_event(self, event: Event, t_ns: int | None) -> None:
        """Draw a mark elsewhere while it is in the hand."""

    def move_event(self, event: Event) -> None:
        """A mark was dropped."""

    def open_difference(self, difference_id: str) -> None:
        """A difference between readings was clicked."""

    def take_tier(self, index: int, t_ns: int) -> None:
        """A reading was clicked at a time."""

    def open_mark(self, mark: Mark) -> None:
        """A remark or a finding was clicked."""

    def preview_boundary(self, boundary: Boundary, t_ns: int | None) -> None:
        """Draw the cut elsewhere while it is in the hand."""

    def move_boundary(self, phase_id: str, t_ns: int) -> None:
        """The cut was dropped."""


class Hands:
    """One gesture at a time. The view owns its hands, not they the view: a widget in a cycle of references would
    be destroyed by the collector, perhaps in the middle of a paint event."""

    def __init__(self, host: Host) -> None:
        self._host: Host = proxy(host)
        self._gesture: Gesture | None = None

    @property
    def busy(self) -> bool:
        """Whether a button is down."""
        return self._gesture is not None

    def press(self, at: QPointF, button: Qt.MouseButton) -> bool:
        """Start a gesture; False where there is nothing to start."""
        self.cancel()
        self._gesture = self._gesture_at(at, button)
        return self._gesture is not None

    def move(self, at: QPointF) -> None:
        """The pointer moved with the button down."""
        if self._gesture is not None:
            self._gesture.move(at)

    def release(self, at: QPointF) -> None:
        """The button was let go."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.release(at)

    def cancel(self) -> None:
        """Escape."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; with Shift, or sideways, pan."""
        scale, turn = self._host.scale, event.angleDelta()
        sideways = abs(turn.x()) > abs(turn.y())
        if sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            notches = (turn.x() if sideways else turn.y()) / _NOTCH
            self._host.show_scale(scale.panned(-notches * _PAN_PER_NOTCH * scale.width))
        elif turn.y():
            factor = _ZOOM_PER_NOTCH ** (turn.y() / _NOTCH)
            self._host.show_scale(scale.zoomed(factor, self._on_time(event.position().x())))

    def _on_time(self, x: float) -> float:
        """The pointer, held between the first and the last pixel of time."""
        scale = self._host.scale
        return min(max(x, float(scale.left)), float(scale.left + scale.width))

    def boundary_at(self, at: QPointF) -> Boundary | None:
        """The cut under the pointer, if it may be moved."""
        row = self._host.row_at(at.y())
        if not self._host.editable or row is None or row.lane is not Lane.PHASES:
            return None
        return boundary_near(self._host.content.of_arm(row.index).drawn, self._host.scale, at.x())

    def mark_at(self, at: QPointF) -> Mark | None:
        """The remark or finding under the pointer."""
        row = self._host.row_at(at.y())
        if row is None or row.lane not in {Lane.REMARKS, Lane.FINDINGS, Lane.MARKS}:
            return None
        return mark_at(marks_on(row.lane, self._host.content), self._host.scale, at.x())

    def grip_at(self, at: QPointF) -> Grip | None:
        """The event or mistake under the pointer."""
        row = self._host.row_at(at.y())
        if row is None or row.lane is not Lane.EVENTS:
            return None
        return grip_at(self._host.content.events[row.index], self._host.scale, at.x())

    def difference_at(self, at: QPointF) -> DifferenceBar | None:
        """The difference under the pointer."""
        row = self._host.row_at(at.y())
        if row is None or row.lane is not Lane.DIFFERENCES:
            return None
        return bar_at(self._host.content, self._host.scale, at.x())

    def cursor_at(self, at: QPointF) -> Qt.CursorShape:
        """What the pointer looks like here."""
        row = self._host.row_at(at.y())
        if row is not None and row.lane is Lane.OVERVIEW and not self._host.scale.is_whole:
            return self._window_cursor(at, row)
        if self.boundary_at(at) is not None:
            return Qt.CursorShape.SplitHCursor
        grip = self.grip_at(at)
        if grip is not None and grip.edge is not None and self._host.editable:
            return Qt.CursorShape.SizeHorCursor
        pressable = grip is not None or self.mark_at(at) is not None or self.difference_at(at) is not None
        return Qt.CursorShape.PointingHandCursor if pressable else Qt.CursorShape.ArrowCursor

    def _window_cursor(self, at: QPointF, row: Row) -> Qt.CursorShape:
        if self._edge_at(at.x(), row):
            return Qt.CursorShape.SizeHorCursor
        inside = self._window(row).contains(at)
        return Qt.CursorShape.OpenHandCursor if inside else Qt.CursorShape.ArrowCursor

    def _gesture_at(self, at: QPointF, button: Qt.MouseButton) -> Gesture | None:
        host, row = self._host, self._host.row_at(at.y())
        if row is None or at.x() < host.plot_left:
            return None
        if button is Qt.MouseButton.MiddleButton:
            return Pan(host.scale, at.x(), host.show_scale)
        if button is not Qt.MouseButton.LeftButton:
            return None
        return self._left_gesture(at, row)

    def _left_gesture(self, at: QPointF, row: Row) -> Gesture:
        if row.lane is Lane.OVERVIEW:
            return self._overview_gesture(at, row)
        if row.lane is Lane.PHASES:
            self._host.take_arm(row.index)
            return self._phase_gesture(at)
        if row.lane is Lane.SECOND:
            return self._tier_gesture(at, row)
        if (grip := self.grip_at(at)) is not None:
            return self._event_gesture(grip, at)
        return self._sign_gesture(at)

    def _sign_gesture(self, at: QPointF) -> Gesture:
        bar = self.difference_at(at)
        if bar is not None:
            return Press(at, click=lambda: self._host.open_difference(bar.id), drag=self._scrub)
        host, mark = self._host, self.mark_at(at)
        if mark is not None:
            return Press(at, click=lambda: host.open_mark(mark), drag=self._scrub)
        return self._scrub(at)

    def _event_gesture(self, grip: Grip, at: QPointF) -> Gesture:
        host = self._host

        def drag(to: QPointF) -> Gesture:
            grab_px = at.x() - host.scale.x_of(grip.t_ns)
            held = EventDrag(grip, host.scale, grab_px, host.preview_event, host.move_event)
            held.move(to)
            return held

        is_held = grip.edge is not None and host.editable
        return Press(at, click=lambda: host.pick(grip.event.id), drag=drag if is_held else self._scrub)

    def _tier_gesture(self, at: QPointF, row: Row) -> Gesture:
        host, t_ns = self._host, self._host.scale.seen_time_at(at.x())
        return Press(at, click=lambda: host.take_tier(row.index, t_ns), drag=self._scrub)

    def _scrub(self, at: QPointF) -> Gesture:
        return Scrub(self._host.scale, self._host.seek, at)

    def _phase_gesture(self, at: QPointF) -> Gesture:
        host = self._host
        index = host.content.drawn.index_at(host.scale.time_at(at.x()))
        if index is None:
            boundary = self.boundary_at(at)
            return self._scrub(at) if boundary is None else self._boundary_drag(boundary, at)
        phase_id = host.content.drawn.ids[index]
        boundary = self.boundary_at(at)
        return Press(
            at,
            click=lambda: host.select(phase_id),
            drag=self._scrub if boundary is None else lambda to: self._boundary_drag(boundary, at, to),
        )

    def _boundary_drag(self, boundary: Boundary, at: QPointF, to: QPointF | None = None) -> Gesture:
        host = self._host
        grab_px = at.x() - host.scale.x_of(boundary.t_ns)
        drag = BoundaryDrag(boundary, host.scale, grab_px, host.preview_boundary, host.move_boundary)
        if to is not None:
            drag.move(to)
        return drag

    def _overview_gesture(self, at: QPointF, row: Row) -> Gesture:
        host, scale = self._host, self._host.scale
        edge = self._edge_at(at.x(), row)
        if edge or (not scale.is_whole and self._window(row).contains(at)):
            return WindowMove(scale, at.x(), edge, host.show_scale)
        if scale.is_whole:
            return Scrub(scale, host.seek, at)
        host.show_scale(scale.centred(scale.fitted().time_at(at.x())))
        return WindowMove(host.scale, at.x(), 0, host.show_scale)

    def _window(self, row: Row) -> QRectF:
        scale = self._host.scale
        return overview.window_rect(QRectF(0, row.y, scale.left + scale.width, row.height), scale)

    def _edge_at(self, x: float, row: Row) -> int:
        """-1 or 1 on a handle of the window, else 0; a window of everything has none."""
        if self._host.scale.is_whole:
            return 0
        window = self._window(row)
        distance, edge = min((abs(x - window.left()), -1), (abs(x - window.right()), 1))
        return edge if distance <= _EDGE_PX else 0
