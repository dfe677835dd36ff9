"""Lanes below each other under one scale of time: which stretch they show, where each stands, what lies over them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.cutting_aids.evidence import Evidence
from models.timebase import TimeRange, clock_text
from widgets.density import density
from widgets.timeline import overview, ruler
from widgets.timeline.content import Content
from widgets.timeline.ghosts import Ghost
from widgets.timeline.lane_canvas import LaneCanvas
from widgets.timeline.layout import Lane, Row, full_height, lay_out, least_height
from widgets.timeline.overlay import Marker, PlayheadOverlay, Stage
from widgets.timeline.scale import TimeScale

LEAD_PX, TRAIL_PX = 8, 12
_USUAL_WIDTH = 1200


class LaneWindow(QWidget):
    """All times are int64 nanoseconds on the clock of the range. ``visible_changed(TimeRange)`` tells of every zoom and
    pan.
    """

    visible_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = Content()
        self.scale = TimeScale.fitting(self.content.range, left=0, width=1)
        self.playhead_ns = self.content.range.start_ns
        self.plot_left = 0
        self._compact = False
        self._ghost: Evidence | None = None
        self._rows: tuple[Row, ...] = ()
        self.canvas = LaneCanvas(self, self.content, self.scale)
        self.overlay = PlayheadOverlay(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._relayout()

    def set_compact(self, compact: bool) -> None:
        """The heights for windows under 800 px."""
        if compact != self._compact:
            self._compact = compact
            self._relayout()
            self.updateGeometry()

    def hold(self) -> None:
        """What changes from now on is painted at ``release``, all of it at once: thousands of phases deserve a turn of
        the event loop that does nothing else.
        """
        self.canvas.hold()

    def release(self) -> None:
        """Paint it."""
        self.canvas.release()

    @property
    def visible_range(self) -> TimeRange:
        """What the lanes show."""
        return self.scale.visible

    def sees(self, t_ns: int) -> bool:
        """Whether a time lies in the window, its end included."""
        return self.scale.visible.start_ns <= t_ns <= self.scale.visible.end_ns

    def is_held(self) -> bool:
        """Whether a hand holds the window, so that it must not follow the playhead."""
        return False

    def fit(self) -> None:
        """Show the whole episode."""
        self.show_scale(self.scale.fitted())

    def zoom(self, factor: float) -> None:
        """Closer by ``factor`` at the playhead, at the middle where the playhead is not visible."""
        middle = self.scale.left + self.scale.width / 2
        x = self.scale.x_of(self.playhead_ns) if self.sees(self.playhead_ns) else middle
        self.show_scale(self.scale.zoomed(factor, x))

    def zoom_to(self, time_range: TimeRange) -> None:
        """Show that stretch."""
        self.show_scale(self.scale.showing(time_range.start_ns, time_range.duration_ns))

    def reveal(self, t_ns: int) -> None:
        """Move the window to a time that is not visible: by a page when near, else into its middle."""
        if self.sees(t_ns):
            return
        near = abs(t_ns - self.scale.visible.clamp(t_ns)) < self.scale.span_ns
        self.show_scale(self.scale.paged(t_ns) if near else self.scale.centred(t_ns))

    def show_scale(self, scale: TimeScale) -> None:
        """Draw at another zoom."""
        if scale == self.scale:
            return
        before, self.scale = self.scale, scale
        self.canvas.rescale(scale)
        self.overlay.set_covered(ruler.labels(self.canvas.frame(self._rows[0])))
        self.overlay.show_hover(Marker())
        self._place_ghost()
        self._place_playhead()
        if before.visible != scale.visible:
            self.visible_changed.emit(scale.visible)

    def row_at(self, y: float) -> Row | None:
        """The lane at a height, its dividing line included; None below the last."""
        return next((row for row in self._rows if row.y <= y < row.bottom + 1), None)

    def row_of(self, lane: Lane, index: int = 0) -> Row | None:
        """A row of a lane, None while it is folded."""
        return next((row for row in self._rows if row.lane is lane and row.index == index), None)

    def sizeHint(self) -> QSize:
        """All lanes in full."""
        return QSize(_USUAL_WIDTH, full_height(self.content.inventory(compact=self._compact)))

    def minimumSizeHint(self) -> QSize:
        """Ruler, phases and overview."""
        return QSize(400, least_height(self.content.inventory(compact=self._compact)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lanes fold when there is no room for them."""
        super().resizeEvent(event)
        self._relayout()

    def _change(self, lanes: Iterable[Lane], *, plots: Iterable[Lane] = (), **fields: Any) -> None:
        before = self.content.inventory(compact=self._compact)
        self.content = replace(self.content, **fields)
        self.canvas.refresh(self.content, lanes, plots)
        if self.content.inventory(compact=self._compact) != before:
            self._relayout()
            self.updateGeometry()

    def _relayout(self) -> None:
        self.plot_left = density(800, self.width()).gutter
        self._rows = lay_out(self.content.inventory(compact=self._compact), self.height())
        left = self.plot_left + LEAD_PX
        self.scale = self.scale.placed(left=left, width=self.width() - left - TRAIL_PX)
        self.canvas.scale = self.scale
        self.canvas.setGeometry(self.rect())
        self.overlay.setGeometry(self.rect())
        self.canvas.relayout(self._rows, plot_left=self.plot_left, compact=self._compact)
        self.overlay.set_stage(self._stage())
        self.overlay.set_covered(ruler.labels(self.canvas.frame(self._rows[0])))
        self._place_ghost()
        self._place_playhead()

    def _stage(self) -> Stage:
        last = self._rows[-1]
        return Stage(
            plot_left=self.plot_left,
            ruler_bottom=self._rows[0].bottom,
            lanes_bottom=last.y,
            overview=QRect(0, last.y, self.width(), last.height),
        )

    def _place_ghost(self) -> None:
        row, ghost = self.row_of(Lane.PHASES, self.content.chosen), self._ghost
        if ghost is None or row is None or not self.sees(ghost.t_ns):
            self.overlay.show_ghost(None)
            return
        stage = self._stage()
        self.overlay.show_ghost(
            Ghost(
                x=self.canvas.frame(row).snap(self.scale.x_of(ghost.t_ns)),
                top=stage.ruler_bottom,
                bottom=stage.lanes_bottom,
                row_y=row.y,
                row_height=row.height,
                left=self.plot_left,
                right=self.width(),
                before=ghost.t_ns < self.playhead_ns,
                kind=ghost.kind,
            )
        )

    def _place_playhead(self) -> None:
        self.canvas.follow(self.playhead_ns)
        frame = self.canvas.frame(self._rows[0])
        seen = self.sees(self.playhead_ns)
        self.overlay.show_playhead(
            Marker(
                x=frame.snap(self.scale.x_of(self.playhead_ns)) if seen else None,
                words=clock_text(self.playhead_ns - self.content.range.start_ns),
                overview_x=frame.snap(overview.whole(self.scale).x_of(self.playhead_ns)),
            )
        )
