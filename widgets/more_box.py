"""What may be said beside phases and outcome, folded away where the taxonomy does not ask for it."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.labelling.document import Document
from models.phases import Phase
from models.taxonomy import Taxonomy
from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.instruction_fields import InstructionFields
from widgets.level_box import LevelBox
from widgets.phase_box import PhaseBox
from widgets.printed_keys import with_key

WORDS, PHASE, LEVELS = "words", "phase", "levels"
_ASKED = {
    WORDS: frozenset({"instruction", "instruction_zh"}),
    PHASE: frozenset({"phase_grade", "phase_text", "phase_text_zh"}),
    LEVELS: frozenset({"score", "rubric"}),
}


class MoreBox(QWidget):
    """Three sections, each opened by its button: the instruction, the phase at the playhead, score and rubric.

    ``words_requested(phase_id, text, text_zh)``, "" for the episode; ``folded`` follows every opening and closing.
    """

    words_requested = Signal(str, str, str)
    phase_grade_requested = Signal(str, str)
    score_requested = Signal(int)
    rubric_requested = Signal(object)
    folded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taxonomy: Taxonomy | None = None
        self._episode_id = self._task = ""
        self.words, self.phase, self.levels = InstructionFields("label.words"), PhaseBox(), LevelBox()
        self.sections: dict[str, QWidget] = {WORDS: self.words, PHASE: self.phase, LEVELS: self.levels}
        self.heads = {name: Button(role=Role.TOGGLE, height=24, px=11) for name in self.sections}
        self._lay_out()
        self._connect()
        self._retranslate()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        for name, section in self.sections.items():
            row.addWidget(self.heads[name], 1)
            column.addWidget(section)
            section.hide()
        self.set_padding(12)

    def _connect(self) -> None:
        for name, head in self.heads.items():
            head.clicked.connect(lambda *_, name=name: self.toggle(name))
        self.words.words_requested.connect(lambda text, zh: self.words_requested.emit("", text, zh))
        self.phase.words_requested.connect(self.words_requested)
        self.phase.grade_requested.connect(self.phase_grade_requested)
        self.levels.score_requested.connect(self.score_requested)
        self.levels.rubric_requested.connect(self.rubric_requested)

    def set_padding(self, pixels: int) -> None:
        """Above and below; 12 at the sides."""
        self.setContentsMargins(12, pixels // 2, 12, pixels // 2)

    @property
    def is_open(self) -> bool:
        """Whether a section is."""
        return any(head.isChecked() for head in self.heads.values())

    def show_document(
        self, document: Document, taxonomy: Taxonomy, language: str, *, task: str, editable: bool
    ) -> None:
        """``task`` is what the recording says of itself."""
        self._task = task
        if taxonomy is not self._taxonomy:
            self._taxonomy = taxonomy
            asked = taxonomy.required | taxonomy.wanted
            required = {f"phase_{name}" for label in taxonomy.phases for name in label.required}
            for name, fields in _ASKED.items():
                self._open(name, bool(fields & (asked | required)))
        if document.episode_id != self._episode_id:
            self._episode_id = document.episode_id
            self.words.forget()
            self.phase.words.forget()
        self.words.suggest(task)
        self.words.show_words(document.instruction, document.instruction_zh, editable=editable)
        self.phase.show_taxonomy(taxonomy, language, editable=editable)
        self.levels.show_document(document, taxonomy, language, editable=editable)
        self._retranslate()

    def show_phase(self, phase: Phase | None) -> None:
        """The one under the playhead."""
        self.phase.show_phase(phase)

    def toggle(self, name: str) -> None:
        """Open or close one; by hand only one is open at a time."""
        opens = not self.heads[name].isChecked()
        for other in self.sections:
            self._open(other, opens and other == name)
        self.folded.emit()

    def close_all(self) -> None:
        """Fold every section; no signal."""
        for name in self.sections:
            self._open(name, False)

    def reveal(self, name: str) -> None:
        """Open one that is closed."""
        if not self.heads[name].isChecked():
            self.toggle(name)

    def finish(self) -> None:
        """Hand over what is being written."""
        self.words.finish()
        self.phase.finish()

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.words.retranslate()
            self.phase.words.retranslate()
            self._retranslate()
        super().changeEvent(event)

    def _open(self, name: str, opens: bool) -> None:
        self.heads[name].setChecked(opens)
        self.sections[name].setVisible(opens)

    def _retranslate(self) -> None:
        words = {
            WORDS: (
                tr("Instruction"),
                with_key(tr("What the robot was told in this episode"), "label.words"),
            ),
            PHASE: (
                tr("This phase"),
                with_key(tr("Grade and instruction of the phase at the playhead"), "label.phase_words"),
            ),
            LEVELS: (tr("Score"), with_key(tr("Score and criteria from 1 to 5, by digits"), "label.levels")),
        }
        for name, (short, long) in words.items():
            self.heads[name].setText(short)
            self.heads[name].setToolTip(long)
            self.heads[name].setAccessibleName(long)
        self.words.suggest(self._task)
