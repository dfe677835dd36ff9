"""What is said of the phase under the playhead: its grade, and what the robot was told in it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.phases import Phase
from models.taxonomy import Taxonomy
from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.instruction_fields import InstructionFields
from widgets.labels import Elided
from widgets.states import grade_look
from widgets.theme import font


class PhaseBox(QWidget):
    """``grade_requested(phase_id, code)`` with "" for none; ``words_requested(phase_id, text, text_zh)``.

    A phase whose words are being written stays until they are left, also where the playhead goes on.
    """

    grade_requested = Signal(str, str)
    words_requested = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taxonomy: Taxonomy | None = None
        self._phase: Phase | None = None
        self._waiting: Phase | None = None
        self._language, self._editable = "en", False
        self.title = Elided(face=font(12, 600))
        self.words = InstructionFields("label.phase_words")
        self.buttons: dict[str, Button] = {}
        self._grades = QHBoxLayout()
        self._grades.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addLayout(self._grades)
        column.addWidget(self.words)
        self.words.words_requested.connect(self._words)
        self.words.left.connect(self._catch_up)

    def show_taxonomy(self, taxonomy: Taxonomy, language: str, *, editable: bool) -> None:
        """Which grades there are."""
        self._language, self._editable = language, editable
        if taxonomy is not self._taxonomy:
            self._taxonomy = taxonomy
            for button in self.buttons.values():
                button.hide()
                button.deleteLater()
            self.buttons = {grade.code: self._button(grade.code) for grade in taxonomy.grades}
        for grade in taxonomy.grades:
            button = self.buttons[grade.code]
            words = tr("{grade} of this phase (Alt+{key})", grade=grade.name(language), key=grade.key)
            button.setText(grade.name(language))
            button.setToolTip(words)
            button.setAccessibleName(words)

    def show_phase(self, phase: Phase | None) -> None:
        """The phase under the playhead, None where nothing is cut."""
        here = None if self._phase is None else self._phase.id
        if self.words.is_written and here is not None and (phase is None or phase.id != here):
            self._waiting = phase
            return
        self._waiting = phase
        if phase is None or phase.id != here:
            self.words.forget()
        self._phase = phase
        self._show()

    def finish(self) -> None:
        """Hand over what is being written."""
        self.words.finish()

    def _show(self) -> None:
        phase, taxonomy = self._phase, self._taxonomy
        label = None if phase is None or taxonomy is None else taxonomy.phase(phase.label)
        name = label.name(self._language) if label is not None else phase.label if phase is not None else ""
        self.title.set_words(name or tr("No phase is cut here"), "hi" if name else "low")
        can = self._editable and phase is not None
        for code, button in self.buttons.items():
            button.setChecked(phase is not None and phase.grade == code)
            button.setEnabled(can)
        text, text_zh = ("", "") if phase is None else (phase.text, phase.text_zh)
        self.words.show_words(text, text_zh, editable=can)

    def _catch_up(self) -> None:
        if self._phase is not self._waiting:
            self.show_phase(self._waiting)

    def _button(self, code: str) -> Button:
        icon, tone = grade_look(code)
        button = Button(icon=icon, role=Role.SEGMENT, tone=tone, height=24)
        button.clicked.connect(lambda *_: self._grade(code))
        self._grades.addWidget(button, 1)
        return button

    def _grade(self, code: str) -> None:
        if self._phase is not None:
            self.grade_requested.emit(self._phase.id, "" if self._phase.grade == code else code)

    def _words(self, text: str, text_zh: str) -> None:
        if self._phase is not None:
            self.words_requested.emit(self._phase.id, text, text_zh)
