"""A sentence for the moment at the playhead: a remark, or a question to a lead or an engineer."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.review import Role as Person
from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.labels import Label

REMARK = ""


@dataclass(frozen=True, slots=True)
class Pinned:
    """What is pinned beside the sentence: where the pointer was and what it read there; both may be empty."""

    stream: str = ""
    value: str = ""

    @property
    def words(self) -> str:
        """Both in one line."""
        return " · ".join(part for part in (self.stream, self.value) if part)


class PinDialog(QDialog):
    """``pinned(text, asked)``; ``asked`` is "" for a remark, else lead or engineer.

    Up and Down choose who is asked. One is made for all moments: to open a window again takes a third of the time.
    """

    pinned = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(460)
        self.title = Label(px=16, weight=600)
        self.beside = Label(role="mid", px=11)
        self.line = QLineEdit()
        self.go = Button(key="↵", role=Role.PRIMARY, height=32)
        self.kinds: dict[str, Button] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addLayout(self._choices())
        column.addWidget(self.beside)
        column.addWidget(self.line)
        column.addWidget(self.go)
        self.line.returnPressed.connect(self._accept)
        self.line.textChanged.connect(lambda _: self.go.setEnabled(bool(self.line.text().strip())))
        self.go.clicked.connect(self._accept)
        self.go.setEnabled(False)

    def open_for(self, clock: str, beside: Pinned, *, asks: bool) -> None:
        """Another moment, with an empty line, in the language of now."""
        self._retranslate()
        title = tr("Pin to {time}", time=clock)
        self.setWindowTitle(title)
        self.title.setText(title)
        self.beside.setText(beside.words)
        self.beside.setVisible(bool(beside.words))
        self.choose(Person.LEAD.value if asks else REMARK)
        self.line.clear()
        self.line.setFocus()
        self.adjustSize()
        self.open()

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for name in (REMARK, Person.LEAD.value, Person.ENGINEER.value):
            button = Button(height=28)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda *_, name=name: self.choose(name))
            self.kinds[name] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _retranslate(self) -> None:
        told = {
            self.go: tr("Pin"),
            self.kinds[REMARK]: tr("Remark"),
            self.kinds[Person.LEAD.value]: tr("Question to a lead"),
            self.kinds[Person.ENGINEER.value]: tr("Question to an engineer"),
        }
        for button, words in told.items():
            button.setText(words)
            button.setAccessibleName(words)

    def choose(self, asked: str) -> None:
        """A remark (""), or a question to somebody."""
        self.asked = asked
        for name, button in self.kinds.items():
            button.setChecked(name == asked)
        self.line.setPlaceholderText(
            tr("A question about this moment") if asked else tr("A remark for this moment")
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down choose who is asked."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        names = list(self.kinds)
        self.choose(names[(names.index(self.asked) + step) % len(names)])

    def _accept(self) -> None:
        words = self.line.text().strip()
        if words:
            self.accept()
            self.pinned.emit(words, self.asked)
