"""A level from 1 on as a row of boxes. While it has the focus the digits belong to it, not to the phases."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.painting import CENTRE, box, text
from widgets.theme import digits, font, qcolour

_BOX_PX = 22
_GAP_PX = 2
ROW_PX = 24


class LevelRow(QWidget):
    """``level_requested`` carries the level; the same one again takes it back (0)."""

    level_requested = Signal(int)

    def __init__(self, levels: int = 5, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels, self._level, self._title = levels, 0, ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_level(self, title: str, level: int, *, editable: bool) -> None:
        """What it is about, and the level that is given, 0 for none."""
        self._title, self._level = title, level
        self.setEnabled(editable)
        self.setAccessibleName(f"{title}, {level or '–'}")
        self.setToolTip(title)
        self.update()

    def box_of(self, level: int) -> QRect:
        """Where a level stands."""
        left = self.width() - (self._levels - level + 1) * (_BOX_PX + _GAP_PX)
        return QRect(left, (self.height() - _BOX_PX) // 2, _BOX_PX, _BOX_PX)

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(220, ROW_PX)

    def event(self, event: QEvent) -> bool:
        """Claims its digits before the window's shortcuts see them."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (self._level_of(event) or event.key() == Qt.Key.Key_Escape)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit is a level, and leads on to the next row."""
        level = self._level_of(event)
        if level:
            self._wish(level)
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a box."""
        where = event.position().toPoint()
        level = next((one for one in range(1, self._levels + 1) if self.box_of(one).contains(where)), 0)
        if level:
            self._wish(level)

    def focusInEvent(self, _event: object) -> None:
        """Its edge shows where the digits go."""
        self.update()

    def focusOutEvent(self, _event: object) -> None:
        """The digits belong to the phases again."""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Title, then a box for each level; the chosen one filled and with an edge."""
        painter = QPainter(self)
        room = QRect(2, 0, self.box_of(1).left() - 6, self.height())
        ink = "hi" if self.isEnabled() else "dis"
        text(painter, room, self._title, font(12), ink="mid" if self.isEnabled() else "dis")
        for level in range(1, self._levels + 1):
            rect = self.box_of(level)
            chosen = level == self._level
            fill = qcolour("accent_bg") if chosen else qcolour("bg3")
            box(painter, rect, fill=fill, edge=qcolour("accent" if chosen else "line2"), radius=3)
            text(painter, rect, str(level), digits(12, 600 if chosen else 400), ink=ink, align=CENTRE)
        if self.hasFocus():
            box(painter, self.rect(), edge=qcolour("accent"), radius=5)

    def _wish(self, level: int) -> None:
        self.level_requested.emit(0 if level == self._level else level)

    def _level_of(self, event: QKeyEvent) -> int:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        typed = event.text()
        is_level = plain and typed.isdecimal() and 1 <= int(typed) <= self._levels
        return int(typed) if is_level else 0
