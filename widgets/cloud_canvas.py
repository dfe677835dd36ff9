"""Paints a cloud as an image and lets the hand turn it.

On a graphics card OpenGL draws it; where OpenGL is software, or there is none, numpy does, several times faster.
"""

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from models.geometry.values import Skeleton
from widgets.cloud_ground import paint_axes, paint_grid
from widgets.cloud_pick import place_of, point_at
from widgets.cloud_picture import CloudPicture, Draw, has_graphics_card
from widgets.cloud_scene import CloudBuffer, CloudStyle
from widgets.cloud_skeleton import paint_skeleton
from widgets.overlay import MARGIN_PX, ColourScale, paint_legend, paint_lines
from widgets.spot_mark import SpotMark, is_click, paint_line, paint_spot
from widgets.spot_readout import readout
from widgets.theme import qcolour
from widgets.turntable import Turntable
from widgets.view_frame import ViewFrame

MOST_POINTS_SOFTWARE = 120_000
MOST_POINTS_CARD = 4_000_000
_LARGE_PX = 600
_WHEEL_NOTCH = 120
_ZOOM_A_NOTCH = 1.2


def most_points() -> int:
    """How many points of a depth image this machine draws beside a scan."""
    return MOST_POINTS_CARD if has_graphics_card() else MOST_POINTS_SOFTWARE


class CloudCanvas(QWidget):
    """Left drag orbits, middle or shift drag pans, wheel zooms, double click or R resets, a click points at a point.

    ``picked`` carries a ``Hit``, or None for a click beside every point.
    """

    reset_requested = Signal()
    picked = Signal(object)
    legend_clicked = Signal()

    def __init__(self, frame: ViewFrame, draw: Draw | None = None) -> None:
        super().__init__(frame)
        self._frame = frame
        self.picture = CloudPicture(draw, self)
        self.picture.changed.connect(self.update)
        self._buffer: CloudBuffer | None = None
        self._scale = ColourScale()
        self._camera = Turntable()
        self._floor_m = 0.0
        self._drag_from: QPointF | None = None
        self._pressed_at: QPointF | None = None
        self._spots: tuple[SpotMark, ...] = ()
        self._skeleton: Skeleton | None = None
        self._skeleton_named = False
        self._legend = QRect()
        self._legend_on = True
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMinimumSize(40, 30)

    def set_cloud(self, buffer: CloudBuffer | None) -> None:
        """What to draw; None for nothing."""
        self._buffer = buffer
        self.update()

    def set_scale(self, scale: ColourScale) -> None:
        """What the colours mean."""
        self._scale = scale
        self.update()

    def set_legend_on(self, on: bool) -> None:
        """Whether the colours follow the scale, so that it has to be explained."""
        self._legend_on = on
        self.update()

    def set_camera(self, camera: Turntable, floor_m: float | None = None) -> None:
        """Where it is seen from, and at which height the grid lies."""
        self._camera = camera
        self._floor_m = self._floor_m if floor_m is None else floor_m
        self.update()

    def set_spots(self, spots: tuple[SpotMark, ...]) -> None:
        """Points of the world to mark."""
        self._spots = spots
        self.update()

    def set_skeleton(self, skeleton: Skeleton | None, *, named: bool) -> None:
        """The robot's links in the world, with the names of its frames where wanted."""
        if (skeleton, named) != (self._skeleton, self._skeleton_named):
            self._skeleton, self._skeleton_named = skeleton, named
            self.update()

    @property
    def skeleton(self) -> Skeleton | None:
        """The robot's links that are drawn."""
        return self._skeleton

    @property
    def spots(self) -> tuple[SpotMark, ...]:
        """What is marked."""
        return self._spots

    @property
    def buffer(self) -> CloudBuffer | None:
        """What is drawn."""
        return self._buffer

    @property
    def camera(self) -> Turntable:
        """Where it is seen from."""
        return self._camera

    @property
    def point_px(self) -> int:
        """Edge of a point in logical pixels."""
        return 3 if self.width() >= _LARGE_PX else 2

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, grid, points, axes while they are turned, legend."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), qcolour("view"))
        if self._buffer is None:
            return
        paint_grid(painter, self._camera, self._floor_m, self.size())
        painter.drawImage(self.rect(), self._points(self._buffer))
        if self._skeleton is not None:
            offset_m, named = self._buffer.offset_m, self._skeleton_named
            paint_skeleton(painter, self._skeleton, offset_m, self._camera, self.size(), named=named)
        if self._drag_from is not None:
            paint_axes(painter, self._camera, self.size())
        self._legend = paint_legend(painter, self.rect(), self._scale) if self._legend_on else QRect()
        self._paint_spots(painter, self._buffer)
        self._frame.paint_state(painter, self)

    def _paint_spots(self, painter: QPainter, buffer: CloudBuffer) -> None:
        """Crosshairs; their words stand in the corner, so that they hide no points around them."""
        for spot in self._spots:
            at = place_of(spot.point_m, buffer.offset_m, self._camera, self.size())
            if at is not None and spot.joined_m is not None:
                other = place_of(spot.joined_m, buffer.offset_m, self._camera, self.size())
                if other is not None:
                    paint_line(painter, other, at)
            if at is not None:
                paint_spot(painter, at, "", self.rect(), faint=spot.faint)
            if spot.words:
                lines = readout(spot, self.size())
                paint_lines(painter, QPoint(MARGIN_PX, MARGIN_PX), lines)

    def _points(self, buffer: CloudBuffer) -> QImage:
        ratio = self.devicePixelRatioF()
        size = QSize(max(8, round(self.width() * ratio)), max(8, round(self.height() * ratio)))
        style = CloudStyle(self._scale, max(1, round(self.point_px * ratio)), self._frame.picture_opacity())
        return self.picture.image(buffer, self._camera, style, size)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to turn or to move."""
        if self._legend.contains(event.position().toPoint()):
            self.legend_clicked.emit()
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._drag_from = event.position()
            self._pressed_at = event.position() if event.button() is Qt.MouseButton.LeftButton else None
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn or move."""
        if self._drag_from is None or self._hesitates(event.position()):
            return
        by = event.position() - self._drag_from
        self._drag_from = event.position()
        pans = bool(event.buttons() & Qt.MouseButton.MiddleButton) or bool(
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        )
        moved = (
            self._camera.panned(by.x(), by.y(), self.height())
            if pans
            else self._camera.orbited(by.x(), by.y())
        )
        self.set_camera(moved)

    def _hesitates(self, at: QPointF) -> bool:
        """Whether the hand still holds where it pressed; from then on it turns."""
        if self._pressed_at is not None and is_click(at - self._pressed_at):
            return True
        self._pressed_at = None
        return False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The axes go; where nothing was turned, a point is meant."""
        pressed, self._pressed_at, self._drag_from = self._pressed_at, None, None
        if pressed is not None and is_click(event.position() - pressed) and self._buffer is not None:
            self.picked.emit(point_at(self._buffer, self._camera, self.size(), event.position()))
        self.update()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Back to where it began."""
        self._drag_from, self._pressed_at = None, None
        self.reset_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nearer or farther."""
        self.set_camera(self._camera.zoomed(_ZOOM_A_NOTCH ** (event.angleDelta().y() / _WHEEL_NOTCH)))
        event.accept()
