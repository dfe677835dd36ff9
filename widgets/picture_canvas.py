"""Draws one picture letterboxed, with what lies over it. A plain paintEvent: faster than any OpenGL widget here."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from widgets.picture_fit import PictureFit
from widgets.spot_mark import is_click, paint_absent, paint_spot
from widgets.theme import ThemeName, qcolour, tokens
from widgets.view_frame import ViewFrame

AVERAGE_BELOW_SCALE = 0.6
PIXELS_FROM_SCALE = 4.0
_CAPTION_ROOM = QSize(170, 90)
_WHEEL_NOTCH = 120
_ZOOM_A_NOTCH = 1.25

Overlay = Callable[[QPainter, QRect], None]


def letterbox() -> QColor:
    """Ground beside a picture: dark in both themes, so that the eye does not judge it against white."""
    return qcolour("hi") if tokens().name is ThemeName.LIGHT else qcolour("view")


class PictureCanvas(QWidget):
    """``smooth`` interpolates colours, right for a photograph and wrong for a map of values.

    ``picked`` carries column and row of a pixel that was clicked, None beside the picture.
    """

    hovered = Signal(object)
    rectangle_drawn = Signal(object)
    clicked = Signal(object)
    picked = Signal(object)

    def __init__(self, frame: ViewFrame, *, smooth: bool) -> None:
        super().__init__(frame)
        self._frame = frame
        self._smooth = smooth
        self._image = QImage()
        self._reduced: QImage | None = None
        self._fit = PictureFit()
        self._drag_from: QPointF | None = None
        self._draws = False
        self._drawn_from: QPointF | None = None
        self._drawn_to: QPointF | None = None
        self._pressed_at: QPointF | None = None
        self._spot: tuple[float, float] | None = None
        self._spot_words = ""
        self.overlays: list[Overlay] = []
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setMinimumSize(40, 30)

    def set_image(self, image: QImage) -> None:
        """The picture to draw; it owns its memory. Enlargement stays while the size stays."""
        if image.size() != self._image.size():
            self._fit = PictureFit()
        self._image = image
        self._reduced = None
        self.update()

    def set_spot(self, pixel: tuple[float, float] | None, words: str = "") -> None:
        """Mark a pixel; without one, ``words`` say why there is none, and "" that there is nothing to say."""
        if (pixel, words) != (self._spot, self._spot_words):
            self._spot, self._spot_words = pixel, words
            self.update()

    @property
    def spot(self) -> tuple[tuple[float, float] | None, str]:
        """The marked pixel and the words beside it."""
        return self._spot, self._spot_words

    @property
    def image(self) -> QImage:
        """What is drawn, null before the first."""
        return self._image

    @property
    def fit(self) -> PictureFit:
        """Where it lies."""
        return self._fit

    def reset_zoom(self) -> None:
        """The whole picture again."""
        self._set_fit(PictureFit())

    def picture_rect(self) -> QRectF:
        """The picture in widget coordinates."""
        return self._fit.target(self.size(), self._image.size())

    def pixel_at(self, at: QPointF) -> tuple[int, int] | None:
        """Column and row under ``at``."""
        return self._fit.pixel_at(at, self.size(), self._image.size())

    def draw_rectangle(self) -> None:
        """The next drag draws a rectangle; ``rectangle_drawn((x, y, width, height))`` tells it in pixels."""
        self._draws = True
        self.setCursor(Qt.CursorShape.CrossCursor)

    def _end_drawing(self) -> None:
        first, last = self._drawn_from, self._drawn_to
        self._draws, self._drawn_from, self._drawn_to = False, None, None
        self.unsetCursor()
        self.update()
        if first is None or last is None:
            return
        target = self.picture_rect()
        scale = self._image.width() / max(target.width(), 1.0)
        area = QRectF(first, last).normalized() & target
        pixels = QRectF((area.topLeft() - target.topLeft()) * scale, area.size() * scale).toAlignedRect()
        if pixels.width() > 1 and pixels.height() > 1:
            self.rectangle_drawn.emit((pixels.x(), pixels.y(), pixels.width(), pixels.height()))

    def _paint_drawing(self, painter: QPainter) -> None:
        if self._drawn_from is not None and self._drawn_to is not None:
            painter.setPen(QPen(qcolour("accent"), 2))
            painter.drawRect(QRectF(self._drawn_from, self._drawn_to).normalized())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, picture, captions."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), letterbox() if not self._image.isNull() else qcolour("view"))
        painter.setOpacity(self._frame.picture_opacity())
        if not self._image.isNull():
            self._paint_picture(painter)
        painter.setOpacity(1.0)
        for overlay in self.overlays:
            overlay(painter, self._caption_room())
        self._paint_spot(painter)
        self._paint_drawing(painter)
        self._frame.paint_state(painter, self)

    def _paint_picture(self, painter: QPainter) -> None:
        target = self.picture_rect()
        scale = target.width() / self._image.width() * self.devicePixelRatioF()
        if self._smooth and scale < AVERAGE_BELOW_SCALE:
            painter.drawImage(target, self._averaged(target))
            return
        smooth = self._smooth and scale < PIXELS_FROM_SCALE
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, self._image)

    def _paint_spot(self, painter: QPainter) -> None:
        if self._image.isNull():
            return
        if self._spot is None:
            paint_absent(painter, self._spot_words, self._caption_room())
            return
        area = self.picture_rect()
        u, v = (
            (each + 0.5) / size for each, size in zip(self._spot, self._image.size().toTuple(), strict=True)
        )
        at = QPointF(area.x() + u * area.width(), area.y() + v * area.height())
        paint_spot(painter, at, self._spot_words, self.rect())

    def _caption_room(self) -> QRect:
        """The part of the picture that is seen; all of the widget where that would be too little for words."""
        seen = self.picture_rect().toRect() & self.rect()
        return (
            seen
            if min(seen.width() - _CAPTION_ROOM.width(), seen.height() - _CAPTION_ROOM.height()) >= 0
            else self.rect()
        )

    def _averaged(self, target: QRectF) -> QImage:
        """Each pixel the mean of those it covers, once a picture: bilinear drawing would skip some of them."""
        size = (target.size() * self.devicePixelRatioF()).toSize()
        if self._reduced is None or self._reduced.size() != size:
            self._reduced = self._image.scaled(
                size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        return self._reduced

    def _set_fit(self, fit: PictureFit) -> None:
        if fit != self._fit:
            self._fit = fit
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Enlarge at the pointer."""
        factor = _ZOOM_A_NOTCH ** (event.angleDelta().y() / _WHEEL_NOTCH)
        self._set_fit(self._fit.zoomed(factor, event.position(), self.size(), self._image.size()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag, tell a click."""
        if self._draws and event.button() is Qt.MouseButton.LeftButton:
            self._drawn_from = self._drawn_to = event.position()
            return
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._drag_from = self._pressed_at = event.position()
            self.clicked.emit(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or tell what lies under the pointer."""
        if self._drawn_from is not None:
            self._drawn_to = event.position()
            self.update()
            return
        if self._drag_from is not None:
            by = event.position() - self._drag_from
            self._drag_from = event.position()
            self._set_fit(self._fit.moved(by, self.size(), self._image.size()))
        self.hovered.emit(self.pixel_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag; where nothing was moved, a pixel is meant."""
        if self._draws:
            self._end_drawing()
            return
        pressed, self._pressed_at, self._drag_from = self._pressed_at, None, None
        left = event.button() is Qt.MouseButton.LeftButton
        if left and pressed is not None and is_click(event.position() - pressed):
            self.picked.emit(self.pixel_at(event.position()))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """The whole picture again."""
        self.reset_zoom()

    def leaveEvent(self, _event: object) -> None:
        """Nothing under the pointer."""
        self.hovered.emit(None)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tell the pixel under the pointer at once."""
        self.hovered.emit(self.pixel_at(event.position()))


def corner(within: QRect, *, margin: int) -> QPoint:
    """Top left of a caption in that corner."""
    return QPoint(within.left() + margin, within.top() + margin)
