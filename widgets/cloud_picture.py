"""The points of a cloud as an image: with fewer of them while the camera or the cloud moves, with all at rest.

At rest numpy draws what is missing in parts, each as long as one drawing while it moves, so that no key waits for a
large cloud.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage

from widgets.cloud_detail import Detail
from widgets.cloud_scene import CloudBuffer, CloudStyle
from widgets.cloud_splat import Splat, splat
from widgets.cloud_visual import CloudVisual, GlContext, NoOpenGLError, is_software
from widgets.turntable import Turntable

REST_MS = 150
_MS_PER_S = 1000.0

Draw = Callable[[CloudBuffer, Turntable, CloudStyle, int, int], NDArray[np.uint32]]


@cache
def has_graphics_card() -> bool:
    """Whether OpenGL here is more than software; asked once."""
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        return False
    try:
        return not is_software(GlContext().renderer())
    except NoOpenGLError:
        return False


def choose_renderer() -> Draw:
    """What draws clouds on this machine."""
    if has_graphics_card():
        try:
            return CloudVisual().draw
        except NoOpenGLError:
            return splat
    return splat


class CloudPicture(QObject):
    """``changed`` when a picture with more points is there; ``stride_changed(n)`` when every n-th point is drawn."""

    changed = Signal()
    stride_changed = Signal(int)

    def __init__(self, draw: Draw | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draw = draw
        self._detail = Detail()
        self._wanted: tuple[CloudBuffer, Turntable, CloudStyle, QSize] | None = None
        self._pixels: NDArray[np.uint32] | None = None
        self._image = QImage()
        self._stride = 1
        self._parts: Splat | None = None
        self._added = 0
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._refine)
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._add_part)

    @property
    def stride(self) -> int:
        """Of the buffer's points every so manieth is drawn."""
        return self._stride

    def image(self, buffer: CloudBuffer, camera: Turntable, style: CloudStyle, size: QSize) -> QImage:
        """The last picture, or a new one where anything has changed."""
        wanted = (buffer, camera, style, size)
        if self._wanted is not None and self._wanted[0] is buffer and self._wanted[1:] == wanted[1:]:
            return self._image
        self._wanted = wanted
        self._turn.stop()
        self._parts = None
        stride = self._detail.stride(buffer.planes.shape[1])
        self._paint(stride)
        self._rest.start() if stride > 1 else self._rest.stop()
        return self._image

    def _paint(self, stride: int) -> None:
        assert self._wanted is not None
        buffer, camera, style, size = self._wanted
        begun_s = time.perf_counter()
        pixels = self._render(buffer, camera, replace(style, stride=stride), size)
        self._detail.took(-(-buffer.planes.shape[1] // stride), (time.perf_counter() - begun_s) * _MS_PER_S)
        self._take(pixels, stride)

    def _render(
        self, buffer: CloudBuffer, camera: Turntable, style: CloudStyle, size: QSize
    ) -> NDArray[np.uint32]:
        if self._draw is None:
            self._draw = choose_renderer()
        try:
            return self._draw(buffer, camera, style, size.width(), size.height())
        except NoOpenGLError:
            self._draw = splat
            return splat(buffer, camera, style, size.width(), size.height())

    def _take(self, pixels: NDArray[np.uint32], stride: int) -> None:
        height, width = pixels.shape
        # The image shows the array's own memory, so the array is kept as long as the image.
        self._image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        self._pixels = pixels
        if stride != self._stride:
            self._stride = stride
            self.stride_changed.emit(stride)

    def _refine(self) -> None:
        """The hand rests: all points, of which numpy draws as many a turn as fit."""
        if self._wanted is None:
            return
        if self._draw is not splat:
            self._paint(1)
            self.changed.emit()
            return
        buffer, camera, style, size = self._wanted
        self._parts, self._added = Splat(buffer, camera, style, size.width(), size.height()), 0
        self._turn.start()

    def _add_part(self) -> None:
        if self._parts is None or self._wanted is None:
            return
        end = self._added + self._detail.points
        self._parts.add(slice(self._added, end))
        self._added = end
        if end < self._wanted[0].planes.shape[1]:
            self._turn.start()
            return
        self._take(self._parts.pixels(), 1)
        self._parts = None
        self.changed.emit()
