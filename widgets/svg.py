"""Shipped SVG outlines rendered in one colour; knows nothing of themes."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from widgets.resources import RESOURCES

_GRID = 24
_STROKE_PX = 1.5
_FILLED = {"play", "pause"}
_HALF_FILLED = {"contrast"}


@lru_cache(maxsize=1024)
def render(name: str, rgb: str, size: int, dpr: float = 1.0) -> QPixmap:
    """The icon ``name`` as ``size`` logical pixels square, its strokes 1.5 px wide at any size.

    Raises:
        FileNotFoundError: no such icon is shipped.
    """
    side = max(1, round(size * dpr))
    image = QPixmap(side, side)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(_outline(name, rgb, size).encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(dpr)
    return image


def _outline(name: str, rgb: str, size: int) -> str:
    stroke = _STROKE_PX * _GRID / size
    text = _source(name).replace("currentColor", rgb)
    text = text.replace('stroke-width="2"', f'stroke-width="{stroke:.3f}"')
    if name in _HALF_FILLED:
        return text.replace("<path", f'<path fill="{rgb}"')
    return text.replace('fill="none"', f'fill="{rgb}"') if name in _FILLED else text


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
