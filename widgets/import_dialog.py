"""What labels of a file would do to those of an episode, before they do it; and what its labels are called here."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from widgets.button import Button, Role
from widgets.dialog_size import open_within_screen
from widgets.i18n import tr
from widgets.labels import Elided, Label
from widgets.scrolling import BAR_PX, Column, scrolling
from widgets.theme import font

_WIDTH, _HEIGHT = 560, 420


class ImportDialog(QDialog):
    """``mapped`` after every choice of what a label is, ``tier_chosen(name)``, and ``import_requested`` where all of
    it is known. It is gone when it is closed.
    """

    mapped = Signal()
    tier_chosen = Signal(str)
    import_requested = Signal()

    def __init__(self, episode: str, path: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Import labels"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.chosen: dict[str, QComboBox] = {}
        self.path = Elided(path, face=font(12), ink="mid")
        self.tiers = QComboBox()
        self.tiers.setAccessibleName(tr("Tier with the phases"))
        self.note = Label(role="warning", wrap=True)
        self.sentences: tuple[str, ...] = ()
        self.go = Button(tr("Import"), key="\u21b5", icon="download", role=Role.PRIMARY, height=32)
        self.leave = Button(tr("Close"), key="Esc", height=32)
        self._lay_out(episode)
        self.tiers.activated.connect(lambda _: self.tier_chosen.emit(self.tiers.currentText()))
        self.go.clicked.connect(self._go)
        self.leave.clicked.connect(self.close)
        self.go.setEnabled(False)
        open_within_screen(self, _WIDTH, _HEIGHT)

    def _lay_out(self, episode: str) -> None:
        inside = Column()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, BAR_PX, 0)
        lines.setSpacing(8)
        self._tier_title = Label(tr("Tier with the phases"), role="section")
        self._strange_title = Label(tr("Labels that the taxonomy does not have"), role="section")
        self._strange = QFormLayout()
        self._plan = QVBoxLayout()
        self._plan.setSpacing(6)
        for part in (self._tier_title, self.tiers, self._strange_title):
            part.hide()
            lines.addWidget(part)
        lines.addLayout(self._strange)
        lines.addLayout(self._plan)
        lines.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(
            Label(tr("Import labels of {episode}", episode=episode), px=16, weight=600, wrap=True)
        )
        column.addWidget(self.path)
        column.addWidget(scrolling(inside), 1)
        column.addWidget(self.note)
        column.addLayout(buttons)

    def ask_tier(self, tiers: Sequence[str]) -> None:
        """The file has several: a person says which holds the phases."""
        self._tier_title.show()
        self.tiers.show()
        self.tiers.clear()
        self.tiers.addItems(list(tiers))
        self.tiers.setCurrentIndex(-1)
        self.tiers.setPlaceholderText(tr("Choose"))
        self.tiers.setFocus()

    def ask_labels(self, labels: Sequence[str], phases: Sequence[tuple[str, str]]) -> None:
        """A person says which of ``phases`` (code, name) each of these is."""
        while self._strange.rowCount():
            self._strange.removeRow(0)
        self.chosen = {}
        self._strange_title.setVisible(bool(labels))
        for label in labels:
            box = QComboBox()
            box.setAccessibleName(label)
            box.setPlaceholderText(tr("Choose"))
            for code, name in phases:
                box.addItem(name, code)
            box.setCurrentIndex(-1)
            box.activated.connect(lambda _: self.mapped.emit())
            self.chosen[label] = box
            said = Elided(label)
            said.setFixedHeight(box.sizeHint().height())
            self._strange.addRow(said, box)
        first = next(iter(self.chosen.values()), self.go)
        first.setFocus()

    @property
    def mapping(self) -> Mapping[str, str]:
        """The phase that each label is, as far as it was said."""
        return {label: box.currentData() for label, box in self.chosen.items() if box.currentIndex() >= 0}

    def show_plan(
        self, replaced: Sequence[str], lost: Sequence[str], *, changes: bool, doubt: str = ""
    ) -> None:
        """What an import does away with, and what of the file it leaves out; ``doubt`` is a reason to look again."""
        self.note.setText(doubt if changes else tr("The labels say all of this already"))
        self._clear()
        self.sentences = (*replaced, *lost)
        for title, sentences, none in (
            (tr("What is replaced"), replaced, tr("Nothing is replaced")),
            (tr("What is changed or left out"), lost, tr("Nothing is lost")),
        ):
            self._plan.addSpacing(4)
            self._plan.addWidget(Label(title, role="section"))
            for sentence in sentences or (none,):
                self._plan.addWidget(Label(sentence, wrap=True))
        self.go.setEnabled(changes)
        if changes and not self.chosen:
            self.go.setFocus()

    def refuse(self, words: str) -> None:
        """Why it cannot be imported as it stands."""
        self._clear()
        self.sentences = ()
        self.note.setText(words)
        self.go.setEnabled(False)

    def _clear(self) -> None:
        while (item := self._plan.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _go(self) -> None:
        if self.go.isEnabled():
            self.import_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter imports."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
        else:
            super().keyPressEvent(event)
