"""A key of the keyboard, printed where its action is."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.fonts import advance
from widgets.painting import CENTRE, box
from widgets.printed_keys import cap_of
from widgets.theme import font, qcolour

KEYCAP_PX = 18
FLASH_MS = 120
_PADDING = 5


def keycap_width(key: str) -> int:
    """Square for one sign, wider for words."""
    return max(KEYCAP_PX, advance(key, font(11, 600)) + 2 * _PADDING)


def paint_keycap(
    painter: QPainter,
    top_left: QPoint,
    key: str,
    *,
    ink: str = "mid",
    edge: str = "line2",
    fill: QColor | None = None,
) -> int:
    """Draw a key-cap and return its width in pixels; ``ink`` and ``edge`` are tokens."""
    rect = QRect(top_left, QSize(keycap_width(key), KEYCAP_PX))
    colour = qcolour(edge)
    box(painter, rect, fill=fill, edge=colour, radius=3)
    painter.setPen(QPen(colour, 1))
    painter.drawLine(rect.left() + 3, rect.bottom() - 1, rect.right() - 3, rect.bottom() - 1)
    painter.setFont(font(11, 600))
    painter.setPen(qcolour(ink))
    painter.drawText(rect.adjusted(0, -1, 0, -1), int(CENTRE), key)
    return rect.width()


class KeyCap(QWidget):
    """One key-cap as a widget; ``flash`` answers a key that was used. With ``action`` it prints the key that this one
    has just now, and is hidden while it has none.
    """

    def __init__(self, key: str = "", parent: QWidget | None = None, *, action: str = "") -> None:
        super().__init__(parent)
        self._key, self._action = cap_of(action) if action else key, action
        self._lit = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._off = QTimer(self, singleShot=True, interval=FLASH_MS)
        self._off.timeout.connect(self._darken)
        if action and not self._key:
            self.hide()

    def set_key(self, key: str) -> None:
        """Another key; "" hides the cap."""
        self._key = key
        self.setVisible(bool(key))
        self.updateGeometry()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Another language, or other keys."""
        if event.type() == QEvent.Type.LanguageChange and self._action:
            self.set_key(cap_of(self._action))
        super().changeEvent(event)

    def flash(self) -> None:
        """Light up for a moment."""
        self._lit = True
        self._off.start()
        self.update()

    def sizeHint(self) -> QSize:
        """Its own size."""
        return QSize(keycap_width(self._key), KEYCAP_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The cap alone."""
        fill = qcolour("accent_bg") if self._lit else None
        paint_keycap(QPainter(self), QPoint(0, 0), self._key, fill=fill)

    def _darken(self) -> None:
        self._lit = False
        self.update()
