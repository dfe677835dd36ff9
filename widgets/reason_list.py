"""Reasons to tick, each with its digit. While it has the focus the digits belong to it, not to the phases."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.taxonomy import Reason
from widgets import icons
from widgets.keycap import KEYCAP_PX, paint_keycap
from widgets.painting import RIGHT, box, text
from widgets.states import reason_tone, reason_word
from widgets.theme import font, qcolour

_SEVERITY_PX = 60


class ReasonList(QWidget):
    """``toggle_requested`` carries a reason's code; ``left`` follows Escape and Enter."""

    toggle_requested = Signal(str)
    left = Signal()

    def __init__(self, *, severities: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reasons: tuple[Reason, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self._language = "en"
        self._severities = severities
        self._row_px = 26
        self._hover = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_reasons(self, reasons: tuple[Reason, ...], chosen: tuple[str, ...], language: str) -> None:
        """All that may be given, and those that are."""
        self._reasons, self._chosen, self._language = reasons, frozenset(chosen), language
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(200, len(self._reasons) * self._row_px)

    def event(self, event: QEvent) -> bool:
        """Claims its digits before the window's shortcuts see them."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._mine(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit ticks its row."""
        reason = self._reason_of(event)
        if reason is not None:
            self.toggle_requested.emit(reason.code)
        elif event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.clearFocus()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click ticks its row."""
        index = int(event.position().y()) // self._row_px
        if self.isEnabled() and 0 <= index < len(self._reasons):
            self.toggle_requested.emit(self._reasons[index].code)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the pointer is raised."""
        self._hover = int(event.position().y()) // self._row_px
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        """No row is raised."""
        self._hover = -1
        self.update()

    def focusInEvent(self, _event: object) -> None:
        """Its edge shows where the digits go."""
        self.update()

    def focusOutEvent(self, _event: object) -> None:
        """The digits belong to the phases again."""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Every row; an accent edge while it has the focus."""
        painter = QPainter(self)
        for index, reason in enumerate(self._reasons):
            self._paint_row(
                painter, QRect(0, index * self._row_px, self.width(), self._row_px), reason, index
            )
        if self.hasFocus():
            box(painter, self.rect(), edge=qcolour("accent"), radius=5)

    def _mine(self, event: QKeyEvent) -> bool:
        return self._reason_of(event) is not None or event.key() == Qt.Key.Key_Escape

    def _reason_of(self, event: QKeyEvent) -> Reason | None:
        """A digit with Ctrl is the window's: it changes the workspace."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return next((one for one in self._reasons if plain and one.key == event.text()), None)

    def _paint_row(self, painter: QPainter, rect: QRect, reason: Reason, index: int) -> None:
        chosen = reason.code in self._chosen
        if chosen or (index == self._hover and self.isEnabled()):
            box(painter, rect.adjusted(1, 1, -1, -1), fill=qcolour("bg3"), radius=4)
        middle = rect.center().y() + 1
        self._paint_tick(painter, QRect(rect.x() + 8, middle - 7, 14, 14), chosen)
        paint_keycap(
            painter, QPoint(rect.x() + 30, middle - KEYCAP_PX // 2), reason.key, ink=self._ink("mid")
        )
        right = _SEVERITY_PX if self._severities else 0
        area = QRect(rect.x() + 56, rect.y(), rect.width() - 64 - right, rect.height())
        ink = self._ink("hi" if chosen else "mid")
        text(painter, area, reason.name(self._language), font(12, 500 if chosen else 400), ink=ink)
        if self._severities:
            edge = QRect(rect.right() - _SEVERITY_PX - 8, rect.y(), _SEVERITY_PX, rect.height())
            tone = self._ink(reason_tone(reason.severity))
            text(painter, edge, reason_word(reason.severity), font(11), ink=tone, align=RIGHT)

    def _ink(self, token: str) -> str:
        return token if self.isEnabled() else "dis"

    def _paint_tick(self, painter: QPainter, rect: QRect, chosen: bool) -> None:
        if not chosen:
            box(painter, rect, edge=qcolour("ctl"), radius=3)
            return
        box(painter, rect, fill=qcolour("accent"), radius=3)
        icons.paint(painter, "check", "on_accent", rect.adjusted(1, 1, -1, -1))
