"""Textures that tell palette slots apart without colour: slot 0 and slots 6 to 11."""

from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QBrush, QImage, QTransform

from widgets import theme
from widgets.theme import ThemeName

_PITCH_PX = 6.0
_STROKE_PX = 2.0
_STRENGTH = 0.2
_PALETTE = 12


def pattern_of(slot: int) -> int | None:
    """Palette slot whose texture a phase of ``slot`` carries, None for a plain fill."""
    base = slot if slot < _PALETTE else 1 + (slot - 1) % (_PALETTE - 1)
    return base if base == 0 or base >= 6 else None


def brush(slot: int, dpr: float) -> QBrush | None:
    """The texture of a slot: 20 % black over the dark theme's fill, white over the light theme's."""
    base = pattern_of(slot)
    if base is None:
        return None
    return _brush(base, dpr, theme.tokens().name is ThemeName.DARK)


@lru_cache(maxsize=64)
def _brush(slot: int, dpr: float, black: bool) -> QBrush:
    alpha = np.rint(_coverage(slot, dpr) * _STRENGTH * 255).astype(np.uint32)
    pixels = (alpha << 24) if black else alpha * np.uint32(0x01010101)
    side = pixels.shape[0]
    image = QImage(pixels.tobytes(), side, side, side * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()
    made = QBrush(image)
    made.setTransform(QTransform.fromScale(1 / dpr, 1 / dpr))
    return made


def _coverage(slot: int, dpr: float) -> NDArray[np.float64]:
    """How much of each device pixel of one tile the strokes cover, 0 to 1, shape (side, side)."""
    diagonal = slot in (0, 6, 7, 10)
    side = round(_PITCH_PX * (sqrt(2) if diagonal else 1) * dpr)
    fine = 4
    y, x = np.mgrid[0 : side * fine, 0 : side * fine] / fine
    stroke = _STROKE_PX * dpr * (sqrt(2) if diagonal else 1)
    up, down = (x + y) % side < stroke, (x - y) % side < stroke
    shapes = {
        0: up,
        6: up,
        7: down,
        8: (x - side / 2) ** 2 + (y - side / 2) ** 2 < (stroke * 0.6) ** 2,
        9: y < stroke,
        10: up | down,
        11: x < stroke,
    }
    shares: NDArray[np.float64] = shapes[slot].reshape(side, fine, side, fine).mean(axis=(1, 3))
    return shares
