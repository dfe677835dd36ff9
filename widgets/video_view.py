"""A camera's picture as it was recorded."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from models.episode import StreamInfo
from models.streams import Sample, VideoFrame
from widgets.overlay import paint_phase, paint_veil
from widgets.picture_canvas import PictureCanvas, corner
from widgets.stream_words import coding_text, join_facts, rate_text, size_text
from widgets.view_frame import ViewFrame

_SMALL_PX = 300


class VideoView(ViewFrame):
    """Letterboxed, aspect kept; wheel enlarges, drag moves, double click fits, a click points at a pixel."""

    pixel_picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: VideoFrame | None = None
        self._caption: tuple[str, str, int | None] = ("", "", None)
        self.canvas = PictureCanvas(self, smooth=True)
        self.canvas.overlays.append(self._paint_caption)
        self.canvas.overlays.append(self._paint_veil)
        self._veiled = False
        self.canvas.picked.connect(self.pixel_picked)
        self.set_content(self.canvas)

    def set_caption(self, text: str, slot: int | None = None, duration: str = "") -> None:
        """The phase at the playhead, top left: ``4 Transport`` with its colour and ``2.47 s``; "" takes it away."""
        caption = (text, duration, slot)
        if caption != self._caption:
            self._caption = caption
            self.canvas.update()

    def set_veiled(self, veiled: bool) -> None:
        """Whether parts of the picture are blurred, which is always said."""
        if veiled != self._veiled:
            self._veiled = veiled
            self.canvas.update()

    def set_stream(self, info: StreamInfo | None) -> None:
        """Whose frames; the picture before goes."""
        self._frame = None
        self.canvas.set_image(QImage())
        super().set_stream(info)

    def _facts(self, info: StreamInfo) -> tuple[str, ...]:
        kind = " ".join(part for part in (coding_text(info), size_text(info)) if part)
        return join_facts(kind, rate_text(info.rate_hz))

    def _draw(self, sample: Sample) -> None:
        if not isinstance(sample, VideoFrame) or sample is self._frame:
            return
        self._frame = sample
        height, width = sample.rgb.shape[:2]
        wrapped = QImage(sample.rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        self.canvas.set_image(wrapped.convertToFormat(QImage.Format.Format_RGB32))

    def _paint_veil(self, painter: QPainter, within: QRect) -> None:
        if self._veiled:
            paint_veil(painter, within)

    def _paint_caption(self, painter: QPainter, within: QRect) -> None:
        text, duration, slot = self._caption
        if text and within.width() >= _SMALL_PX:
            paint_phase(painter, corner(within, margin=10), text, duration, slot)
