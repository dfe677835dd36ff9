"""The rows of the phase panel: colour, key, name, second language, time spent. Painted as one list."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from models.timebase import NS_PER_S
from widgets.fonts import advance
from widgets.i18n import tr
from widgets.keycap import KEYCAP_PX, keycap_width, paint_keycap
from widgets.painting import RIGHT, box, text
from widgets.printed_keys import cap_of
from widgets.theme import digits, font, phase_colours, qcolour


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """One label of the taxonomy with the time spent in it; 0 is drawn as a dash."""

    code: str
    key: str
    slot: int
    name: str
    second_name: str
    spent_ns: int


def seconds_text(duration_ns: int) -> str:
    """``1.59 s``, a dash for nothing."""
    return f"{duration_ns / NS_PER_S:.2f} s" if duration_ns else "–"


class PhaseRows(QWidget):
    """A click on a row is the wish to begin that phase at the playhead."""

    cut_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PhaseRow, ...] = ()
        self._current: str | None = None
        self._next: str | None = None
        self._hover = -1
        self._row_px = 30
        self._editable = True
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_row_height(self, pixels: int) -> None:
        """By density."""
        self._row_px = pixels
        self.updateGeometry()

    @property
    def rows(self) -> tuple[PhaseRow, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: tuple[PhaseRow, ...], *, editable: bool) -> None:
        """All labels in the order of the taxonomy."""
        before, self._rows = self._rows, rows
        if len(rows) != len(before) or editable != self._editable:
            self._editable = editable
            self.updateGeometry()
            self.update()
        else:
            self._repaint(index for index, row in enumerate(rows) if row != before[index])

    def mark(self, current: str | None, following: str | None) -> None:
        """The phase under the playhead, and the one that the template expects next."""
        if (current, following) != (self._current, self._next):
            codes = {self._current, self._next, current, following}
            self._current, self._next = current, following
            self._repaint(index for index, row in enumerate(self._rows) if row.code in codes)

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(240, len(self._rows) * self._row_px)

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.update()
        super().changeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the pointer is raised."""
        self._hover = self._index_at(event.position().toPoint())
        if 0 <= self._hover < len(self._rows):
            row = self._rows[self._hover]
            QToolTip.showText(event.globalPosition().toPoint(), self._tip(row), self)
        self.update()

    def leaveEvent(self, _event: object) -> None:
        """No row is raised."""
        self._hover = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Wish for the phase."""
        index = self._index_at(event.position().toPoint())
        if self._editable and event.button() == Qt.MouseButton.LeftButton and 0 <= index < len(self._rows):
            self.cut_requested.emit(self._rows[index].code)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Every row that has changed."""
        painter = QPainter(self)
        for index, row in enumerate(self._rows):
            rect = QRect(4, index * self._row_px, self.width() - 8, self._row_px)
            if event.region().intersects(rect):
                self._paint_row(painter, rect, row, raised=index == self._hover and self._editable)

    def _repaint(self, indices: Iterable[int]) -> None:
        for index in indices:
            self.update(0, index * self._row_px, self.width(), self._row_px)

    def _index_at(self, where: QPoint) -> int:
        return where.y() // self._row_px

    def _tip(self, row: PhaseRow) -> str:
        if not self._editable:
            return tr("{phase}, {time}", phase=row.name, time=seconds_text(row.spent_ns))
        return tr("{phase} begins at the playhead ({key})", phase=row.name, key=row.key)

    def _paint_row(self, painter: QPainter, rect: QRect, row: PhaseRow, *, raised: bool) -> None:
        current, following = row.code == self._current, row.code == self._next
        inner = rect.adjusted(0, 1, 0, -1)
        if current or raised:
            box(painter, inner, fill=qcolour("bg3"), radius=5)
        if following and not current:
            box(painter, inner, edge=qcolour("line2"), radius=5)
        middle = rect.center().y() + 1
        bar = QRect(rect.x() + 8, middle - 8, 4, 16)
        painter.fillRect(bar, qcolour(phase_colours(row.slot)[0]))
        paint_keycap(painter, QPoint(rect.x() + 20, middle - KEYCAP_PX // 2), row.key)
        right = self._paint_right(painter, inner, row, following=following and not current)
        self._paint_names(
            painter, QRect(rect.x() + 46, rect.y(), right - rect.x() - 54, rect.height()), row, current
        )

    def _paint_names(self, painter: QPainter, rect: QRect, row: PhaseRow, current: bool) -> None:
        face = font(13, 600 if current else 400)
        used = text(painter, rect, row.name, face)
        rest = rect.adjusted(used + 8, 0, 0, 0)
        if row.second_name and rest.width() > 20:
            text(painter, rest, row.second_name, font(12), ink="low")

    def _paint_right(self, painter: QPainter, rect: QRect, row: PhaseRow, *, following: bool) -> int:
        right = rect.right() - 8
        if not following:
            words = seconds_text(row.spent_ns)
            width = advance(words, digits(12))
            area = QRect(right - width - 1, rect.y(), width + 2, rect.height())
            text(painter, area, words, digits(12), ink="mid", align=RIGHT)
            return area.left()
        key = cap_of("label.next_phase")
        cap = QPoint(right - (keycap_width(key) if key else 0) + 2, rect.center().y() - KEYCAP_PX // 2 + 1)
        if key:
            paint_keycap(painter, cap, key)
        words = tr("next")
        width = advance(words, font(11)) + 1
        text(painter, QRect(cap.x() - width - 6, rect.y(), width, rect.height()), words, font(11), ink="low")
        return cap.x() - width - 6
