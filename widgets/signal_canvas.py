"""The plot itself: curves from a cached picture, and above them what moves."""

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from models.timebase import NS_PER_MS, TimeRange
from widgets.painting import CENTRE
from widgets.signal_axis import PlotScale, time_ticks
from widgets.signal_ground import NO_TINTS, PhaseTints, paint_selection, paint_tints
from widgets.signal_picture import (
    PictureOrder,
    PlotContent,
    draw_axis,
    draw_picture,
    series_colour,
)
from widgets.theme import digits, qcolour

AXIS_PX = 44
ROW_NAMES_PX = 108
_RIGHT_PX, _TOP_PX, _TIME_PX = 10, 4, 20
_TIME_WORDS_PX = 60
_DOT_PX = 9
_WHEEL_NOTCH = 120
_ZOOM_A_NOTCH = 1.25
_LEAST_WINDOW_NS = 20 * NS_PER_MS


class SignalCanvas(QWidget):
    """Drag asks for a time, wheel for another window; with Shift a drag selects a stretch, a click selects none.

    ``selected`` carries a ``TimeRange`` or None.
    """

    seek_requested = Signal(object, bool)
    zoom_requested = Signal(object)
    selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content: PlotContent | None = None
        self._window = TimeRange(0, 1)
        self._origin_ns = 0
        self._playhead_ns: int | None = None
        self._values: tuple[float, ...] = ()
        self._tints = NO_TINTS
        self._picture: tuple[QPixmap, TimeRange] | None = None
        self._axis: QPixmap | None = None
        self._still: QPixmap | None = None
        self._rests = False
        self._dots: dict[int, QPixmap] = {}
        self._line: QPixmap | None = None
        self._time_font = digits(11)
        self._seeking = False
        self._selection: TimeRange | None = None
        self._selecting_from_ns: int | None = None
        self.drawn_pictures = 0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(100, 50)

    def set_content(self, content: PlotContent | None, origin_ns: int) -> None:
        """Curves; time is told since ``origin_ns``."""
        self._content, self._origin_ns = content, origin_ns
        self.redraw()

    @property
    def has_curves(self) -> bool:
        """Whether there is something to draw."""
        return self._content is not None

    def redraw(self) -> None:
        """Forget the pictures of curves and axes."""
        self._picture, self._axis, self._line = None, None, None
        self._dots.clear()
        self._changed()

    def _changed(self) -> None:
        """More than the playhead is to be painted anew."""
        self._still, self._rests = None, False
        self.update()

    def set_tints(self, tints: PhaseTints) -> None:
        """Phases behind the curves."""
        if not tints.equals(self._tints):
            self._tints = tints
            self._changed()

    def set_selection(self, selection: TimeRange | None) -> None:
        """The stretch that is measured."""
        if selection != self._selection:
            self._selection = selection
            self._changed()

    @property
    def selection(self) -> TimeRange | None:
        """The stretch that is measured."""
        return self._selection

    def set_window(self, window: TimeRange) -> None:
        """The stretch of time that is shown."""
        if window == self._window:
            return
        if window.duration_ns != self._window.duration_ns:
            self._picture = None
        self._window = window
        self._changed()

    @property
    def window_range(self) -> TimeRange:
        """The stretch of time that is shown."""
        return self._window

    def set_playhead(self, t_ns: int, values: tuple[float, ...]) -> None:
        """Where the playhead is and the values that the dots stand on; the curves stay as they are."""
        before = self._playhead_ns
        self._playhead_ns, self._values = t_ns, values
        scale = self.scale()
        for moved in (before, t_ns):
            if moved is not None:
                self.update(int(scale.x(moved)) - 5, 0, 11, self.height())

    def scale(self) -> PlotScale:
        """Where time and value lie."""
        low, high = (-1.0, 1.0) if self._content is None else (self._content.low, self._content.high)
        left = ROW_NAMES_PX if self._content is not None and self._content.heat else AXIS_PX
        width = max(8, self.width() - left - _RIGHT_PX)
        height = max(8, self.height() - _TOP_PX - _TIME_PX)
        return PlotScale(self._window, low, high, left, _TOP_PX, width, height)

    def plot_rect(self) -> QRect:
        """Where the curves are."""
        scale = self.scale()
        return QRect(scale.left, scale.top, scale.width, scale.height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, phases, grid, limits, curves, playhead; all but the playhead from one picture while they rest."""
        scale = self.scale()
        if self._rests and self._still is None:
            self._still = self._stand_still(scale)
        with QPainter(self) as painter:
            if self._still is not None:
                painter.drawPixmap(0, 0, self._still)
            else:
                self._paint_ground(painter, scale, event.rect())
            self._paint_playhead(painter, scale)
        self._rests = True

    def _stand_still(self, scale: PlotScale) -> QPixmap:
        ratio = self.devicePixelRatioF()
        still = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        still.setDevicePixelRatio(ratio)
        with QPainter(still) as painter:
            self._paint_ground(painter, scale, self.rect())
        return still

    def _paint_ground(self, painter: QPainter, scale: PlotScale, within: QRect) -> None:
        painter.fillRect(self.rect(), qcolour("bg1"))
        paint_tints(painter, self._tints, scale)
        if self._content is not None:
            self._paint_pictures(painter, self._content, scale)
        paint_selection(painter, self._selection, scale)
        self._paint_times(painter, scale, within)

    def _paint_pictures(self, painter: QPainter, content: PlotContent, scale: PlotScale) -> None:
        picture, covered = self._covering_picture(content, scale)
        ratio = self.devicePixelRatioF()
        offset = (covered.start_ns - self._window.start_ns) / max(self._window.duration_ns, 1) * scale.width
        painter.save()
        painter.setClipRect(self.plot_rect())
        painter.drawPixmap(QPointF(scale.left + round(offset * ratio) / ratio, scale.top), picture)
        painter.restore()
        if self._axis is None:
            self._axis = draw_axis(content, scale, ratio)
        painter.drawPixmap(0, 0, self._axis)

    def _paint_times(self, painter: QPainter, scale: PlotScale, within: QRect) -> None:
        painter.setFont(self._time_font)
        painter.setPen(qcolour("low"))
        for t_ns, words in time_ticks(scale, self._origin_ns):
            left = min(round(scale.x(t_ns)) - _TIME_WORDS_PX // 2, self.width() - _TIME_WORDS_PX)
            room = QRect(max(0, left), scale.top + scale.height + 3, _TIME_WORDS_PX, 14)
            if room.intersects(within):
                painter.drawText(room, int(CENTRE), words)

    def _covering_picture(self, content: PlotContent, scale: PlotScale) -> tuple[QPixmap, TimeRange]:
        """The cached picture where it still covers the window, else a new one.

        A window that slid out of its picture is likely to slide on, so the next reaches one window further on both
        sides. One that jumped elsewhere or changed its length gets no more than is seen.
        """
        kept = self._picture
        if kept is not None and _covers(kept[1], self._window):
            return kept
        slides = kept is not None and kept[1].overlaps(self._window)
        margin_ns = self._window.duration_ns if slides else 0
        covered = TimeRange(self._window.start_ns - margin_ns, self._window.end_ns + margin_ns)
        width = scale.width * (3 if slides else 1)
        order = PictureOrder(covered, width, scale.height, self.devicePixelRatioF())
        self.drawn_pictures += 1
        self._picture = (draw_picture(content, order), covered)
        return self._picture

    def _paint_playhead(self, painter: QPainter, scale: PlotScale) -> None:
        t_ns = self._playhead_ns
        if t_ns is None or not self._window.start_ns <= t_ns <= self._window.end_ns:
            return
        x = round(scale.x(t_ns))
        painter.drawPixmap(x - 1, scale.top, self._playhead_line(scale.height))
        heat = self._content is not None and self._content.heat
        for place, value in enumerate(() if heat else self._values):
            if scale.low <= value <= scale.high:
                painter.drawPixmap(
                    QPointF(x + 0.5 - _DOT_PX / 2, scale.y(value) - _DOT_PX / 2), self._dot(place)
                )

    def _playhead_line(self, height: int) -> QPixmap:
        """The line with its halo, drawn once: blending it anew took half of a repaint."""
        if self._line is None:
            ratio = self.devicePixelRatioF()
            self._line = QPixmap(round(3 * ratio), round(height * ratio))
            self._line.setDevicePixelRatio(ratio)
            self._line.fill(Qt.GlobalColor.transparent)
            with QPainter(self._line) as painter:
                painter.fillRect(QRect(0, 0, 3, height), qcolour("halo", 0.7))
                painter.fillRect(QRect(1, 0, 1, height), qcolour("playhead"))
        return self._line

    def _dot(self, place: int) -> QPixmap:
        """The mark of a value, drawn once a colour."""
        if place not in self._dots:
            ratio = self.devicePixelRatioF()
            dot = QPixmap(round(_DOT_PX * ratio), round(_DOT_PX * ratio))
            dot.setDevicePixelRatio(ratio)
            dot.fill(Qt.GlobalColor.transparent)
            with QPainter(dot) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(qcolour("bg1"), 1.5))
                painter.setBrush(series_colour(place))
                painter.drawEllipse(QPointF(_DOT_PX / 2, _DOT_PX / 2), 3.2, 3.2)
            self._dots[place] = dot
        return self._dots[place]

    def resizeEvent(self, _event: object) -> None:
        """Another size, other pictures."""
        self.redraw()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the time under the pointer."""
        if (
            event.button() is Qt.MouseButton.LeftButton
            and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self._selecting_from_ns = self.scale().t_ns(event.position().x())
            self.set_selection(None)
        elif event.button() is Qt.MouseButton.LeftButton:
            self._seeking = True
            self._seek(event, final=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Ask on while the hand moves."""
        if self._selecting_from_ns is not None:
            self._select_to(event)
        elif self._seeking:
            self._seek(event, final=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The hand rests: this one is meant."""
        if self._selecting_from_ns is not None:
            self._selecting_from_ns = None
            self.selected.emit(self._selection)
        elif self._seeking:
            self._seeking = False
            self._seek(event, final=True)

    def _select_to(self, event: QMouseEvent) -> None:
        assert self._selecting_from_ns is not None
        edges = sorted((self._selecting_from_ns, self.scale().t_ns(event.position().x())))
        self.set_selection(TimeRange(*edges) if edges[0] < edges[1] else None)

    def _seek(self, event: QMouseEvent, *, final: bool) -> None:
        self.seek_requested.emit(self.scale().t_ns(event.position().x()), final)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ask for a longer or shorter stretch, the time under the pointer kept where it is."""
        factor = _ZOOM_A_NOTCH ** (-event.angleDelta().y() / _WHEEL_NOTCH)
        scale = self.scale()
        duration_ns = max(_LEAST_WINDOW_NS, round(self._window.duration_ns * factor))
        share = min(max((event.position().x() - scale.left) / scale.width, 0.0), 1.0)
        start_ns = scale.t_ns(event.position().x()) - round(share * duration_ns)
        self.zoom_requested.emit(TimeRange(start_ns, start_ns + duration_ns))
        event.accept()

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(400, 140)


def _covers(outer: TimeRange, inner: TimeRange) -> bool:
    return outer.start_ns <= inner.start_ns and inner.end_ns <= outer.end_ns
