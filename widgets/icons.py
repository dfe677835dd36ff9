"""Lucide outline icons as pixmaps and icons in the colours of the theme.

An icon follows a change of theme by itself: its engine asks for the colour when it paints.
"""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from widgets.svg import render
from widgets.theme import colour


def pixmap(name: str, colour_token: str = "mid", size: int = 14, dpr: float = 1.0) -> QPixmap:
    """``size`` logical pixels square at the device pixel ratio ``dpr``; the colour is a token's name or ``#RRGGBB``.

    Raises:
        FileNotFoundError: no such icon is shipped.
    """
    return render(name, colour(colour_token), size, dpr)


def icon(name: str, colour_token: str = "mid", size: int = 14) -> QIcon:
    """For actions, menus and inputs; painted in ``dis`` while disabled."""
    return QIcon(_Engine(name, colour_token, size))


def paint(painter: QPainter, name: str, colour_token: str, rect: QRect) -> None:
    """Draw an icon centred in ``rect``, as large as its shorter side."""
    size = min(rect.width(), rect.height())
    image = pixmap(name, colour_token, size, painter.device().devicePixelRatioF())
    painter.drawPixmap(rect.x() + (rect.width() - size) // 2, rect.y() + (rect.height() - size) // 2, image)


class _Engine(QIconEngine):
    """Renders at paint time, so that one QIcon serves both themes and every pixel ratio."""

    def __init__(self, name: str, colour_token: str, size: int) -> None:
        super().__init__()
        self._name, self._token, self._size = name, colour_token, size

    def _colour(self, mode: QIcon.Mode) -> str:
        return "dis" if mode == QIcon.Mode.Disabled else self._token

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        side = min(rect.width(), rect.height(), self._size)
        inner = QRect(0, 0, side, side)
        inner.moveCenter(rect.center())
        paint(painter, self._name, self._colour(mode), inner)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float) -> QPixmap:
        side = max(1, round(min(size.width(), size.height()) / scale))
        return pixmap(self._name, self._colour(mode), side, scale)

    def actualSize(self, size: QSize, _mode: QIcon.Mode, _state: QIcon.State) -> QSize:
        side = min(size.width(), size.height(), self._size)
        return QSize(side, side)

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._token, self._size)
