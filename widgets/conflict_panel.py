"""The side panel of a conflict: who, why, every difference with its sides, and the one key that writes."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from models.labelling.merge import Side
from widgets.button import Button, Role
from widgets.conflict_words import side_word
from widgets.i18n import tr
from widgets.labels import Divider, Elided, Icon, Label, PanelHeader
from widgets.painting import RIGHT
from widgets.printed_keys import with_key
from widgets.scrolling import Column, scrolling
from widgets.theme import digits, font


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """``options`` are (side, what it says); ``taken`` is the side that counts now, None while that is open.

    ``proposed``: one side alone changed this, so that nobody has to choose.
    """

    id: str
    title: str
    options: tuple[tuple[Side, str], ...]
    taken: Side | None
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class ConflictView:
    """``people`` are (who, what and when) for mine and theirs; ``notice`` is what happened meanwhile, "" for nothing.

    ``why_not`` says why nothing can be written, "" where it can; ``agreed`` counts what both changed alike.
    """

    reason: str
    people: tuple[tuple[str, str], ...]
    lines: tuple[DifferenceLine, ...]
    current: str = ""
    notice: str = ""
    why_not: str = ""
    agreed: int = 0
    aside: bool = False

    @property
    def open(self) -> int:
        """How many a person still has to choose."""
        return sum(line.taken is None for line in self.lines)


class ConflictPanel(QFrame):
    """Wishes go out by signal; ``side_requested(id, side)``, ``difference_requested(id)``."""

    side_requested = Signal(str, object)
    difference_requested = Signal(str)
    write_requested = Signal()
    aside_requested = Signal()
    export_requested = Signal()
    leave_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.header = PanelHeader("git-merge")
        self.count = Elided(face=font(11, 500), ink="warning", align=RIGHT)
        self.header.row.addWidget(self.count)
        self.inside = Column()
        self._column = QVBoxLayout(self.inside)
        self._column.setContentsMargins(12, 10, 12, 10)
        self._column.setSpacing(6)
        self.area = scrolling(self.inside)
        self.write = Button(action="conflict.write", role=Role.PRIMARY, height=32)
        self.aside = Button(icon="inbox", height=28)
        self.export = Button(icon="download", height=28)
        self.leave = Button(action="conflict.leave", role=Role.GHOST, height=28)
        self.rows: dict[str, DifferenceRow] = {}
        self._current = ""
        self._reveal = QTimer(self, singleShot=True, interval=0)
        self._reveal.timeout.connect(self._reveal_current)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 8, 12, 10)
        foot.setSpacing(6)
        self.why_not = Label(role="warning", px=12, wrap=True)
        foot.addWidget(self.why_not)
        foot.addWidget(self.write)
        rest = QHBoxLayout()
        rest.setSpacing(6)
        rest.addWidget(self.aside, 1)
        rest.addWidget(self.export)
        rest.addWidget(self.leave)
        foot.addLayout(rest)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.area, 1)
        column.addWidget(Divider())
        column.addLayout(foot)

    def _connect(self) -> None:
        self.write.clicked.connect(self.write_requested)
        self.aside.clicked.connect(self.aside_requested)
        self.export.clicked.connect(self.export_requested)
        self.leave.clicked.connect(self.leave_requested)

    def show_view(self, view: ConflictView) -> None:
        """Everything anew; what the person looks at stays in sight."""
        self._clear()
        self.header.title.set_words(tr("Conflict"))
        self.count.set_words(tr("{n} open", n=view.open) if view.open else tr("all chosen"), _ink(view.open))
        if view.notice:
            self._column.addWidget(Label(view.notice, role="warning", wrap=True))
        self._column.addWidget(Label(view.reason, role="mid", wrap=True))
        for who, what in view.people:
            self._column.addWidget(_Person(who, what))
        for title, proposed in ((tr("Changed by both"), False), (tr("Changed by one, proposed"), True)):
            lines = [line for line in view.lines if line.proposed is proposed]
            if lines:
                self._column.addSpacing(4)
                self._column.addWidget(Label(title, role="section"))
            for line in lines:
                self._add_row(line, current=line.id == view.current)
        if view.agreed:
            self._column.addWidget(Label(tr("{n} changed alike by both", n=view.agreed), role="meta", px=11))
        self._column.addStretch(1)
        self._show_foot(view)
        self._current = view.current
        self._reveal.start()

    def _show_foot(self, view: ConflictView) -> None:
        self.write.setText(tr("Write the merged labels"))
        self.write.setEnabled(not view.open and not view.why_not)
        self.why_not.setText(view.why_not)
        self.why_not.setVisible(bool(view.why_not))
        self.aside.setText(tr("Take up again") if view.aside else tr("Keep aside"))
        self.aside.setToolTip(tr("It is kept and listed, and no longer asks"))
        self.export.setToolTip(with_key(tr("Write what was refused to a file"), "conflict.export"))
        self.export.setAccessibleName(self.export.toolTip())
        self.leave.setText(tr("Leave"))
        self.leave.setToolTip(tr("Leave it as it is"))
        for button in (self.write, self.aside, self.leave):
            button.setAccessibleName(button.text())

    def _reveal_current(self) -> None:
        """Once the rows have their places."""
        row = self.rows.get(self._current)
        if row is not None:
            self.area.ensureWidgetVisible(row, 0, 12)

    def _add_row(self, line: DifferenceLine, *, current: bool) -> None:
        row = DifferenceRow(line, current=current)
        row.picked.connect(lambda: self.difference_requested.emit(line.id))
        row.side_requested.connect(lambda side: self.side_requested.emit(line.id, side))
        self.rows[line.id] = row
        self._column.addWidget(row)

    def _clear(self) -> None:
        self.rows = {}
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class DifferenceRow(QFrame):
    """One line; the current one is open, with a button a side."""

    picked = Signal()
    side_requested = Signal(object)

    def __init__(self, line: DifferenceLine, *, current: bool) -> None:
        super().__init__()
        self.line, self.current = line, current
        self.buttons: dict[Side, Button] = {}
        self.setProperty("role", "verdict" if current else "")
        self.setCursor(Qt.CursorShape.ArrowCursor if current else Qt.CursorShape.PointingHandCursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(8 if current else 0, 4, 8 if current else 0, 8 if current else 4)
        column.setSpacing(4)
        column.addLayout(self._head())
        if current:
            for side, words in line.options:
                column.addWidget(self._button(side, words))

    def _head(self) -> QHBoxLayout:
        line = self.line
        head = QHBoxLayout()
        head.setSpacing(6)
        icon, ink = ("circle-dashed", "warning") if line.taken is None else ("check", "accent")
        head.addWidget(Icon(icon, ink="mid" if line.proposed else ink))
        head.addWidget(Elided(line.title, face=digits(12, 600 if self.current else 500)), 1)
        head.addWidget(
            Elided(_taken_words(line), face=font(11), ink="warning" if line.taken is None else "mid")
        )
        return head

    def _button(self, side: Side, words: str) -> Button:
        says = tr("{side}: {words}", side=side_word(side), words=words)
        button = Button(says, action=f"conflict.{side.value}", role=Role.SEGMENT, height=28, left=True)
        button.setChecked(side is self.line.taken)
        button.setToolTip(says)
        button.clicked.connect(lambda: self.side_requested.emit(side))
        self.buttons[side] = button
        return button

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Look at this one."""
        self.picked.emit()


class _Person(QWidget):
    """Who, and what they did when."""

    def __init__(self, who: str, what: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(Icon("user"))
        row.addWidget(Elided(who, face=font(12, 500)))
        row.addStretch(1)
        row.addWidget(Elided(what, face=digits(11), ink="low", align=RIGHT))


def _taken_words(line: DifferenceLine) -> str:
    return tr("choose") if line.taken is None else side_word(line.taken)


def _ink(open_count: int) -> str:
    return "warning" if open_count else "success"
