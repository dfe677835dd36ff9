"""The filmstrip: cells 4:3 that hang on the time axis, each with the picture before its middle."""

from bisect import bisect_right
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from widgets import theme
from widgets.timeline.canvas import Frame
from widgets.timeline.content import Content
from widgets.timeline.values import Picture

_INSET_PX = 2


@dataclass(slots=True)
class Thumbnails:
    """Pictures scaled to the size of a cell once; ``clear`` when the pictures or the size change."""

    ready: dict[tuple[int, int, int], QPixmap] = field(default_factory=dict)

    def of(self, image: QImage, width: int, height: int, dpr: float) -> QPixmap:
        """``image`` filling ``width`` x ``height`` device pixels, cut at its edges."""
        key = (image.cacheKey(), width, height)
        made = self.ready.get(key)
        if made is None:
            made = self.ready[key] = _scaled(image, width, height)
            made.setDevicePixelRatio(dpr)
        return made

    def clear(self) -> None:
        """Forget all."""
        self.ready.clear()


def _scaled(image: QImage, width: int, height: int) -> QPixmap:
    grown = image.scaled(
        width,
        height,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    x, y = (grown.width() - width) // 2, (grown.height() - height) // 2
    return QPixmap.fromImage(grown.copy(x, y, width, height))


def paint(painter: QPainter, frame: Frame, content: Content, thumbnails: Thumbnails) -> None:
    """Cells from the start of the episode on, so that they move with it when it is panned."""
    painter.setClipRect(frame.plot)
    top, height = frame.rect.y() + _INSET_PX, frame.rect.height() - 2 * _INSET_PX
    pitch = _pitch(frame, round(height * 4 / 3) + 1)
    width = round(pitch) - 1
    start, end = frame.x(content.range.start_ns), frame.x(content.range.end_ns)
    painter.fillRect(QRectF(start, top, end - start, height), theme.qcolour("view"))
    painter.setClipRect(QRectF(start, top, end - start, height).intersected(QRectF(frame.plot)))
    pictures = content.pictures or ()
    stamps = [picture.t_ns for picture in pictures]
    device = (round(width * frame.dpr), round(height * frame.dpr))
    for x, middle_ns in _cells(frame, pitch):
        picture = _before(pictures, stamps, middle_ns)
        if picture is not None:
            painter.drawPixmap(QPointF(x, top), thumbnails.of(picture.image, *device, frame.dpr))
    painter.setClipping(False)


def _pitch(frame: Frame, wanted_px: int) -> float:
    """Pixels from cell to cell: as wanted, stretched a little so that the last cell ends with the episode."""
    whole_px = frame.scale.full.duration_ns / frame.scale.ns_per_px
    return whole_px / max(round(whole_px / wanted_px), 1)


def _cells(frame: Frame, pitch: float) -> list[tuple[float, int]]:
    """Left edge and time of the middle of every visible cell."""
    origin = frame.scale.x_of(frame.scale.full.start_ns)
    first = int((frame.plot_left - origin) // pitch)
    last = int((frame.end_x - origin) // pitch)
    lefts = [origin + number * pitch for number in range(max(first, 0), last + 1)]
    return [(frame.snap(x), frame.scale.time_at(x + pitch / 2)) for x in lefts]


def _before(pictures: tuple[Picture, ...], stamps: list[int], t_ns: int) -> Picture | None:
    index = bisect_right(stamps, t_ns) - 1
    return pictures[index] if index >= 0 else None
