"""One way to decide: a tall row that is filled only once it is chosen."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from widgets import icons
from widgets.keycap import KEYCAP_PX, keycap_width, paint_keycap
from widgets.painting import box, text
from widgets.printed_keys import cap_of
from widgets.theme import font, qcolour

ROW_PX = 44


class DecisionRow(QAbstractButton):
    """Icon, word, what it means, key. A click is a wish; the owner answers with ``setChecked``."""

    def __init__(self, *, icon: str, tone: str, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tone, self._action, self._detail = icon, tone, action, ""
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def changeEvent(self, event: QEvent) -> None:
        """Another language, or other keys."""
        if event.type() == QEvent.Type.LanguageChange:
            self.update()
        super().changeEvent(event)

    def nextCheckState(self) -> None:
        """Left to the owner."""

    def set_words(self, words: str, detail: str) -> None:
        """The decision, and what it means just now."""
        self._detail = detail
        self.setText(words)
        self.setAccessibleName(f"{words}, {detail}")
        self.setToolTip(detail)
        self.update()

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(200, ROW_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """State ground and a 2 px edge once chosen."""
        painter = QPainter(self)
        chosen, enabled = self.isChecked(), self.isEnabled()
        if chosen:
            box(
                painter,
                self.rect(),
                fill=qcolour(f"{self._tone}_bg"),
                edge=qcolour(self._tone),
                radius=6,
                width=2,
            )
        else:
            fill = qcolour("bg3") if self.underMouse() and enabled else None
            box(painter, self.rect(), fill=fill, edge=qcolour("line2"), radius=6)
        icons.paint(painter, self._icon, self._tone if enabled else "dis", QRect(12, 14, 16, 16))
        key = cap_of(self._action)
        width = self.width() - 52 - (keycap_width(key) if key else 0)
        text(painter, QRect(40, 4, width, 20), self.text(), font(13, 600), ink="hi" if enabled else "dis")
        text(painter, QRect(40, 22, width, 16), self._detail, font(11), ink="mid" if enabled else "dis")
        if not key:
            return
        corner = QPoint(self.width() - keycap_width(key) - 12, (ROW_PX - KEYCAP_PX) // 2)
        paint_keycap(painter, corner, key, ink="mid" if enabled else "dis")
