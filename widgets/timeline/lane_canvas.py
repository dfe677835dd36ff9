"""The widget that paints all lanes. What stands still is kept as one pixmap; a lane is painted again only when
its content, the zoom, the theme or the size has changed."""

from collections.abc import Callable, Iterable, Set
from dataclasses import replace

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from widgets import theme
from widgets.timeline import (
    coverage,
    event_lane,
    filmstrip,
    gutter,
    marks,
    mode_lane,
    overview,
    phase_lane,
    proposal_lane,
    ruler,
    signal_lane,
    tiers,
)
from widgets.timeline.canvas import Frame
from widgets.timeline.content import Content
from widgets.timeline.filmstrip import Thumbnails
from widgets.timeline.layout import Lane, Row
from widgets.timeline.scale import TimeScale

ALL_LANES = tuple(Lane)
_ZOOMED = tuple(lane for lane in Lane if lane is not Lane.OVERVIEW)
_GROWING = frozenset({Lane.PHASES, Lane.OVERVIEW})


class LaneCanvas(QWidget):
    """Shows ``content`` on ``rows`` at ``scale``. ``lanes_painted`` counts lanes painted into the kept pixmap."""

    def __init__(self, parent: QWidget, content: Content, scale: TimeScale) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.content, self.scale = content, scale
        self.rows: tuple[Row, ...] = ()
        self.plot_left, self.compact = 0, False
        self.playhead_ns = content.range.start_ns
        self.lanes_painted = 0
        self._kept = QPixmap()
        self._stale: set[Lane] = set(ALL_LANES)
        self._plots: set[Lane] = set()
        self._at_once = True
        self._held: set[Lane] | None = None
        self._theme = theme.tokens().name
        self._thumbnails = Thumbnails()

    def refresh(self, content: Content, lanes: Iterable[Lane], plots: Iterable[Lane] = ()) -> None:
        """Other content; ``lanes`` are painted again, of ``plots`` only what lies right of their names."""
        if content.pictures is not self.content.pictures:
            self._thumbnails.clear()
        self.content = content
        stale, plotted = frozenset(lanes), frozenset(plots)
        self._stale |= stale
        self._plots |= plotted
        self._show_rows(stale | plotted)

    def hold(self) -> None:
        """Other content is not painted until ``release``, unless all is painted anew."""
        if self._held is None:
            self._held = set()

    def release(self) -> None:
        """Paint what has changed since ``hold``."""
        held, self._held = self._held, None
        self._update_rows(held or frozenset())

    def grow(self, content: Content) -> None:
        """Other content of which only the open phase differs: nothing kept is painted again."""
        self.content = content
        self._show_rows(_GROWING)

    def follow(self, t_ns: int) -> None:
        """The playhead: intervals that wait for their end reach up to it."""
        self.playhead_ns = t_ns
        if self.content.begun:
            self._update_rows({Lane.EVENTS})

    def rescale(self, scale: TimeScale) -> None:
        """Another zoom: the names at the left stay, and so does the overview but for its window."""
        self.scale = scale
        self._plots.update(_ZOOMED)
        self._at_once = True
        self.update()

    def relayout(self, rows: tuple[Row, ...], *, plot_left: int, compact: bool) -> None:
        """Other places for the lanes."""
        self.rows, self.plot_left, self.compact = rows, plot_left, compact
        self._thumbnails.clear()
        self.repaint_all()

    def repaint_all(self) -> None:
        """Nothing kept is valid any more: theme, fonts or language have changed."""
        self._stale.update(ALL_LANES)
        self._at_once = True
        self.update()

    def frame(self, row: Row) -> Frame:
        """Where a lane paints; the overview always shows everything."""
        scale = overview.whole(self.scale) if row.lane is Lane.OVERVIEW else self.scale
        rect = QRect(0, row.y, self.width(), row.height)
        return Frame(rect, self.plot_left, scale, self.devicePixelRatioF(), self.compact)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Blit what is kept, then paint what moves: the open phase, the selection, the window of the overview."""
        self._bring_up_to_date()
        with QPainter(self) as painter:
            painter.setClipRegion(event.region())
            painter.drawPixmap(0, 0, self._kept)
            for row in self.rows:
                live = _LIVE.get(row.lane)
                if live is not None and event.region().intersects(QRect(0, row.y, self.width(), row.height)):
                    painter.save()
                    live(self, painter, self.frame(row), row)
                    painter.restore()

    def _show_rows(self, lanes: Set[Lane]) -> None:
        if self._held is None:
            self._update_rows(lanes)
        else:
            self._held |= lanes

    def _update_rows(self, lanes: Set[Lane]) -> None:
        for row in self.rows:
            if row.lane in lanes:
                self.update(0, row.y, self.width(), row.height + 1)

    def _bring_up_to_date(self) -> None:
        dpr = self.devicePixelRatioF()
        size = (self.size().toSizeF() * dpr).toSize()
        if self._kept.size() != size or self._theme is not theme.tokens().name:
            self._kept = QPixmap(size)
            self._kept.setDevicePixelRatio(dpr)
            self._kept.fill(theme.qcolour("bg1"))
            self._theme = theme.tokens().name
            self._stale.update(ALL_LANES)
            self._at_once = True
        if self._at_once or (self._held is None and (self._stale or self._plots)):
            self._paint_stale()

    def _paint_stale(self) -> None:
        with QPainter(self._kept) as painter:
            if self._stale.issuperset(ALL_LANES):
                painter.fillRect(self.rect(), theme.qcolour("bg1"))
            for row in self.rows:
                if row.lane in self._stale or row.lane in self._plots:
                    self._paint_lane(painter, row, named=row.lane in self._stale)
                    self.lanes_painted += 1
        self._stale.clear()
        self._plots.clear()
        self._at_once = False

    def _paint_lane(self, painter: QPainter, row: Row, *, named: bool) -> None:
        frame = self.frame(row)
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setClipRect(frame.rect if named else frame.plot)
        painter.fillRect(frame.rect, theme.qcolour("bg1"))
        if named:
            gutter.paint(painter, frame, row, self.content)
        painter.setClipRect(frame.plot)
        if row.lane is Lane.PHASES:
            phase_lane.paint_settled(painter, frame, self.content.of_arm(row.index))
        elif row.lane is Lane.SIGNAL:
            signal_lane.paint(painter, frame, self.content.signals[row.index], row.index)
        elif row.lane is Lane.SECOND:
            tiers.paint(painter, frame, self.content, row.index)
        elif row.lane is Lane.EVENTS:
            event_lane.paint(painter, frame, self.content.events[row.index], self.content.picked)
        elif row.lane is Lane.PROPOSALS:
            proposals = self.content.proposals_below(row.index)
            proposal_lane.paint(painter, frame, replace(self.content, proposals=proposals))
        elif row.lane is Lane.FILMSTRIP:
            filmstrip.paint(painter, frame, self.content, self._thumbnails)
        else:
            _PAINTERS[row.lane](painter, frame, self.content)
        painter.restore()
        painter.fillRect(QRectF(0, row.bottom, self.width(), 1), QColor(theme.tokens().line))


def _paint_marks(*, remarks: bool, problems: bool) -> Callable[[QPainter, Frame, Content], None]:
    return lambda painter, frame, content: marks.paint(
        painter, frame, marks.marks_of(content, remarks=remarks, problems=problems)
    )


_PAINTERS: dict[Lane, Callable[[QPainter, Frame, Content], None]] = {
    Lane.RULER: ruler.paint,
    Lane.DIFFERENCES: tiers.paint_differences,
    Lane.MODE: mode_lane.paint,
    Lane.REMARKS: _paint_marks(remarks=True, problems=False),
    Lane.FINDINGS: _paint_marks(remarks=False, problems=True),
    Lane.MARKS: _paint_marks(remarks=True, problems=True),
    Lane.COVERAGE: coverage.paint,
    Lane.OVERVIEW: lambda painter, frame, content: overview.paint_phases(painter, frame, content.settled),
}


def _live_phases(canvas: LaneCanvas, painter: QPainter, frame: Frame, row: Row) -> None:
    phase_lane.paint_open(painter, frame, canvas.content.of_arm(row.index))
    if row.index == canvas.content.chosen:
        tiers.paint_open(painter, frame, canvas.content, phase_lane.look(frame))


def _live_overview(canvas: LaneCanvas, painter: QPainter, frame: Frame, _row: Row) -> None:
    painter.setClipRect(frame.plot, Qt.ClipOperation.IntersectClip)
    overview.paint_phases(painter, frame, canvas.content.growing)
    overview.paint_window(painter, QRectF(frame.rect), canvas.scale)


def _live_events(canvas: LaneCanvas, painter: QPainter, frame: Frame, row: Row) -> None:
    lane = canvas.content.events[row.index]
    for begun in canvas.content.begun:
        if begun.tier == lane.tier:
            event_lane.paint_begun(painter, frame, begun, canvas.playhead_ns, lane.language)


_LIVE: dict[Lane, Callable[[LaneCanvas, QPainter, Frame, Row], None]] = {
    Lane.EVENTS: _live_events,
    Lane.PHASES: _live_phases,
    Lane.OVERVIEW: _live_overview,
}
