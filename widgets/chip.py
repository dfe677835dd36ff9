"""A small fact in a rounded box: an icon and a word on the ground of its state."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import icons
from widgets.fonts import advance
from widgets.painting import box, text
from widgets.theme import digits, qcolour

CHIP_PX = 20
_PADDING = 8
_ICON = 12
_GAP = 5
_GROUNDS = {
    "warning": "partial_bg",
    "critical": "failure_bg",
    "info": "bg3",
    "mid": "bg3",
    "low": "bg3",
    "hi": "bg3",
}


@dataclass(frozen=True, slots=True)
class ChipLine:
    """What a chip says; ``tone`` is mid, accent, success, partial, failure, warning, critical or info."""

    words: str
    icon: str = ""
    tone: str = "mid"


def ground_of(tone: str) -> str:
    """Token of the background that belongs to a tone."""
    return _GROUNDS.get(tone, f"{tone}_bg")


def chip_width(line: ChipLine) -> int:
    """Pixels that the chip needs."""
    return advance(line.words, digits(11, 500)) + 2 * _PADDING + (_ICON + _GAP if line.icon else 0)


def paint_chip(painter: QPainter, rect: QRect, line: ChipLine) -> None:
    """Draw a chip that fills ``rect``."""
    box(painter, rect, fill=qcolour(ground_of(line.tone)), radius=4)
    x = rect.x() + _PADDING
    if line.icon:
        icons.paint(painter, line.icon, line.tone, QRect(x, rect.center().y() - _ICON // 2 + 1, _ICON, _ICON))
        x += _ICON + _GAP
    room = QRect(x, rect.y(), rect.right() - x - _PADDING + 2, rect.height())
    text(painter, room, line.words, digits(11, 500), ink=line.tone)


class Chip(QWidget):
    """One chip as a widget; empty words hide it."""

    def __init__(self, line: ChipLine | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = line or ChipLine("")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_line(self, line: ChipLine) -> None:
        """Say something else."""
        self.setVisible(bool(line.words))
        if line == self._line:
            return
        self._line = line
        self.setAccessibleName(line.words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(chip_width(self._line), CHIP_PX)

    def minimumSizeHint(self) -> QSize:
        """All of its words."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The chip alone."""
        paint_chip(QPainter(self), self.rect(), self._line)
