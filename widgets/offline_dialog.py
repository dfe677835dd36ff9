"""How many of the next episodes are to be taken along, and what is kept of them already."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.labels import Label

USUAL = (10, 20, 50, 100)
MOST = 1000


@dataclass(frozen=True, slots=True)
class OfflineView:
    """``used`` and ``budget`` in GiB, as words; ``pinned`` offline copies; ``progress`` in words while one comes."""

    used: str
    budget: str
    pinned: int
    progress: str = ""


class OfflineDialog(QDialog):
    """``wanted(count)``, ``stop_requested`` and ``release_requested``; it is gone when it is closed."""

    wanted = Signal(int)
    stop_requested = Signal()
    release_requested = Signal()

    def __init__(self, view: OfflineView, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Take episodes offline"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(460)
        self.count = QLineEdit(str(USUAL[1]))
        self.count.setValidator(QIntValidator(1, MOST, self.count))
        self.count.setFixedWidth(80)
        self.count.setAccessibleName(tr("How many episodes"))
        self.usual = {number: Button(str(number), height=28) for number in USUAL}
        self.go = Button(tr("Fetch"), key="↵", icon="download", role=Role.PRIMARY, height=32)
        self.stop = Button(tr("Stop fetching"), icon="x", height=32)
        self.release = Button(height=28, role=Role.GHOST)
        self.room = Label(role="mid", wrap=True)
        self.progress = Label(role="mid", wrap=True)
        self._lay_out()
        self._connect()
        self.show_view(view)
        self.count.setFocus()
        self.count.selectAll()

    def chosen(self) -> int:
        """How many, 0 where there is no number."""
        text = self.count.text().strip()
        return min(int(text), MOST) if text.isdecimal() else 0

    def show_view(self, view: OfflineView) -> None:
        """What is kept and what is under way now."""
        self.room.setText(
            tr("{used} of {budget} GiB are used on this machine", used=view.used, budget=view.budget)
        )
        self.progress.setText(view.progress)
        self.progress.setVisible(bool(view.progress))
        self.stop.setVisible(bool(view.progress))
        self.release.setText(tr("Release offline copies ({n})", n=view.pinned))
        self.release.setEnabled(view.pinned > 0)
        self.adjustSize()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(Label(tr("Take episodes offline"), px=16, weight=600))
        column.addWidget(
            Label(
                tr(
                    "The recordings of the next episodes to label are fetched and stay here until they are released."
                ),
                role="mid",
                wrap=True,
            )
        )
        column.addSpacing(8)
        numbers = QHBoxLayout()
        numbers.setSpacing(6)
        numbers.addWidget(self.count)
        for button in self.usual.values():
            numbers.addWidget(button)
        numbers.addStretch(1)
        column.addLayout(numbers)
        column.addWidget(self.room)
        column.addWidget(self.progress)
        column.addSpacing(12)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.go, self.stop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.release)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.count.textChanged.connect(lambda _: self.go.setEnabled(self.chosen() > 0))
        self.count.returnPressed.connect(self._accept)
        self.go.clicked.connect(self._accept)
        self.stop.clicked.connect(self.stop_requested)
        self.release.clicked.connect(self.release_requested)
        for number, button in self.usual.items():
            button.clicked.connect(lambda *_, number=number: self.count.setText(str(number)))

    def _accept(self) -> None:
        if self.chosen():
            self.accept()
            self.wanted.emit(self.chosen())
