"""Depth as colours, with the number under the pointer."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from models.episode import StreamInfo
from models.streams import DepthImage, Sample
from widgets.colormaps import ColourMap
from widgets.i18n import tr
from widgets.overlay import MARGIN_PX, ColourScale, fitting, paint_caption, paint_legend, paint_veil
from widgets.picture_canvas import PictureCanvas
from widgets.scale_popover import ScaleChoice, ScalePopover, robust_range
from widgets.stream_words import coding_text, join_facts, rate_text, size_text
from widgets.theme import qcolour
from widgets.view_frame import ViewFrame

STEP_M = 0.001
_CODES = 65_536


def depth_codes(depth_m: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Whole millimetres, uint16 of the same shape; 0 where there is no measurement, 65,535 from 65.5 m on."""
    mm = depth_m * np.float32(1 / STEP_M)
    np.clip(mm, 0, _CODES - 1, out=mm)
    np.nan_to_num(mm, copy=False)
    return mm.astype(np.uint16)


def depth_lut(scale: ColourScale, hole: int) -> NDArray[np.uint32]:
    """Colour of every code as 0xAARRGGBB, uint32 (65536,); code 0 is ``hole``."""
    position = (np.arange(_CODES) * STEP_M - scale.low) / scale.span * 255
    lut: NDArray[np.uint32] = scale.table[np.clip(np.rint(position), 0, 255).astype(np.intp)].copy()
    lut[0] = hole
    return lut


def near_range(depth_m: NDArray[np.float32]) -> tuple[float, float]:
    """The robust range, cut at twice the median: a far wall must not take the colours from what is within reach."""
    low_m, high_m = robust_range(depth_m)
    median_m = float(np.nanmedian(depth_m[::4, ::4])) if np.isfinite(depth_m[::4, ::4]).any() else high_m
    return low_m, max(min(high_m, 2 * median_m), low_m + STEP_M)


def _near_bright(low_m: float, high_m: float, colours: ColourMap) -> ColourScale:
    return ColourScale(low_m, high_m, colours, "m", reverse=True)


class DepthView(ViewFrame):
    """Metres through a table of colours; the range is that of the first image until somebody changes it."""

    scale_changed = Signal(object)
    pixel_picked = Signal(object)
    pixel_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sample: DepthImage | None = None
        self._codes: NDArray[np.uint16] | None = None
        self._choice = ScaleChoice()
        self._scale: ColourScale | None = None
        self._lut: NDArray[np.uint32] | None = None
        self._under: tuple[int, int] | None = None
        self._legend = QRect()
        self._place_words: tuple[str, ...] = ()
        self._on_legend = False
        self.canvas = PictureCanvas(self, smooth=False)
        self.canvas.overlays.append(self._paint_over)
        self._veiled = False
        self.canvas.hovered.connect(self._hover)
        self.canvas.clicked.connect(self._click)
        self.canvas.picked.connect(self._pick)
        self.set_content(self.canvas)
        self.range_button = self.header.add_action("palette", tr("Colours and range"))
        self.range_button.clicked.connect(self.open_range)

    def set_veiled(self, veiled: bool) -> None:
        """Whether parts of the picture are blurred, which is always said."""
        if veiled != self._veiled:
            self._veiled = veiled
            self.canvas.update()

    @property
    def image(self) -> DepthImage | None:
        """What is drawn."""
        return self._sample

    def reading(self) -> str:
        """Metres at the pixel under the pointer."""
        metres = math.nan if self._under is None else self.value_at(*self._under)
        return f"{metres:.3f} m" if math.isfinite(metres) else ""

    def set_place_words(self, words: tuple[str, ...]) -> None:
        """Where in the world the pixel under the pointer lies, the longest wording first; () where nobody knows."""
        if words != self._place_words:
            self._place_words = words
            self.canvas.update()

    @property
    def place_words(self) -> tuple[str, ...]:
        """Where the pixel under the pointer lies."""
        return self._place_words

    @property
    def scale(self) -> ColourScale:
        """What the colours mean."""
        return self._scale or _near_bright(0.0, 1.0, self._choice.colours)

    def set_scale(self, choice: ScaleChoice) -> None:
        """Colours, and a fixed range or how it is found."""
        self._choice = choice
        self._scale = None
        self._recolour()
        self.scale_changed.emit(choice)

    def set_colour_map(self, colours: ColourMap) -> None:
        """Another map, the same range."""
        low, high = self.scale.low, self.scale.high
        self._choice = self._choice.with_colours(colours)
        if self._scale is not None:
            self._use(_near_bright(low, high, colours))
        self._recolour()

    def value_at(self, x: int, y: int) -> float:
        """Metres at column ``x`` and row ``y``, NaN in a hole or beside the image."""
        if self._sample is None:
            return math.nan
        height, width = self._sample.depth_m.shape
        return float(self._sample.depth_m[y, x]) if 0 <= x < width and 0 <= y < height else math.nan

    def value_words(self, x: int, y: int) -> str:
        """``0.874 m at 312, 208``."""
        value_m = self.value_at(x, y)
        if not value_m > 0:
            return tr("no depth at {x}, {y}", x=x, y=y)
        return tr("{value} m at {x}, {y}", value=f"{value_m:.3f}", x=x, y=y)

    def set_stream(self, info: StreamInfo | None) -> None:
        """Whose images; a range that was found is found again."""
        self._sample, self._codes, self._scale = None, None, None
        self.canvas.set_image(QImage())
        super().set_stream(info)

    def open_range(self) -> None:
        """The popover in which colours and range are chosen."""
        popover = ScalePopover(self.scale, self._choice, parent=self)
        popover.chosen.connect(self.set_scale)
        popover.open_above(self.canvas.mapToGlobal(QPoint(self.canvas.width(), self.canvas.height())))

    def _retranslate(self) -> None:
        super()._retranslate()
        self.range_button.set_tip(tr("Colours and range"))

    def _facts(self, info: StreamInfo) -> tuple[str, ...]:
        return join_facts(coding_text(info), size_text(info), "m", rate_text(info.rate_hz))

    def _draw(self, sample: Sample) -> None:
        if not isinstance(sample, DepthImage) or sample is self._sample:
            return
        self._sample = sample
        self._codes = depth_codes(sample.depth_m)
        if self._choice.every_frame:
            self._scale = None
        self._recolour()

    def _recolour(self) -> None:
        if self._sample is None or self._codes is None:
            return
        if self._scale is None:
            low, high = self._choice.fixed or near_range(self._sample.depth_m)
            self._use(_near_bright(low, high, self._choice.colours))
        if self._lut is None:
            self._lut = depth_lut(self.scale, qcolour("bg0").rgb())
        pixels = self._lut[self._codes]
        height, width = pixels.shape
        self.canvas.set_image(
            QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
        )

    def _use(self, scale: ColourScale) -> None:
        if scale != self._scale:
            self._scale, self._lut = scale, None

    def _restyle(self) -> None:
        self._lut = None
        self._recolour()
        super()._restyle()

    def _hover(self, pixel: tuple[int, int] | None) -> None:
        if pixel != self._under:
            self._under, self._place_words = pixel, ()
            self.canvas.update()
            self.pixel_hovered.emit(pixel)

    def _click(self, at: QPoint) -> None:
        self._on_legend = self._legend.contains(at)
        if self._on_legend:
            self.open_range()

    def _pick(self, pixel: tuple[int, int] | None) -> None:
        if not self._on_legend:
            self.pixel_picked.emit(pixel)

    def _paint_over(self, painter: QPainter, within: QRect) -> None:
        if self._sample is None:
            return
        self._legend = paint_legend(painter, within, self.scale)
        if self._veiled:
            paint_veil(painter, within)
        if self._under is not None:
            corner = QPoint(within.left() + MARGIN_PX, within.top() + MARGIN_PX)
            area = paint_caption(painter, corner, self.value_words(*self._under))
            if self._place_words:
                words = fitting(self._place_words, within.width())
                paint_caption(painter, corner + QPoint(0, area.height() + 2), words)
