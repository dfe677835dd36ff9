"""Reasons to tick, each with its digit, under the heading of their group.

While it has the focus the digits belong to it, not to the phases.
"""

from collections.abc import Mapping

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
_HEADING_PX = 18


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
        self._compact = False
        self._groups: Mapping[str, str] = {}
        self._tops: tuple[int, ...] = ()
        self._hover = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_reasons(
        self,
        reasons: tuple[Reason, ...],
        chosen: tuple[str, ...],
        language: str,
        groups: Mapping[str, str] | None = None,
    ) -> None:
        """All that may be given, and those that are; ``groups`` names groups by their codes."""
        shown = (reasons, frozenset(chosen), language, groups or {})
        if shown != (self._reasons, self._chosen, self._language, self._groups):
            self._reasons, self._chosen, self._language, self._groups = shown
            self._place()

    def set_compact(self, compact: bool) -> None:
        """A low window has the name of a group at the right of its first reason, not above it."""
        if compact != self._compact:
            self._compact = compact
            self._row_px = 22 if compact else 26
            self._place()

    def _place(self) -> None:
        y, tops = 0, []
        for index in range(len(self._reasons)):
            y += _HEADING_PX if self._begins_group(index) and not self._compact else 0
            tops.append(y)
            y += self._row_px
        self._tops = (*tops, y)
        self.updateGeometry()
        self.update()

    def row_of(self, code: str) -> QRect:
        """Where a reason stands."""
        index = next(place for place, reason in enumerate(self._reasons) if reason.code == code)
        return QRect(0, self._tops[index], self.width(), self._row_px)

    def _begins_group(self, index: int) -> bool:
        group = self._reasons[index].group
        before = self._reasons[index - 1].group if index else ""
        return bool(self._groups.get(group)) and group != before

    def _index_at(self, y: float) -> int:
        return next((place for place, top in enumerate(self._tops[:-1]) if top <= y < top + self._row_px), -1)

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(200, self._tops[-1] if self._tops else 0)

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
        index = self._index_at(event.position().y())
        if self.isEnabled() and 0 <= index < len(self._reasons):
            self.toggle_requested.emit(self._reasons[index].code)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the pointer is raised."""
        self._hover = self._index_at(event.position().y())
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
            rect = QRect(0, self._tops[index], self.width(), self._row_px)
            begins = self._begins_group(index)
            if begins and not self._compact:
                self._paint_heading(painter, rect, reason)
            self._paint_row(painter, rect, reason, index)
            if begins and self._compact:
                words = self._groups[reason.group]
                text(painter, rect.adjusted(0, 0, -6, 0), words, font(11), ink="low", align=RIGHT)
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

    def _paint_heading(self, painter: QPainter, row: QRect, reason: Reason) -> None:
        rect = QRect(8, row.y() - _HEADING_PX, row.width() - 16, _HEADING_PX)
        text(painter, rect, self._groups[reason.group], font(11, 600), ink="low")

    def _ink(self, token: str) -> str:
        return token if self.isEnabled() else "dis"

    def _paint_tick(self, painter: QPainter, rect: QRect, chosen: bool) -> None:
        if not chosen:
            box(painter, rect, edge=qcolour("ctl"), radius=3)
            return
        box(painter, rect, fill=qcolour("accent"), radius=3)
        icons.paint(painter, "check", "on_accent", rect.adjusted(1, 1, -1, -1))
