"""What the annotator's panel is made of, from top to bottom, and which wish of a part is a wish of the panel."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from widgets.button import Button, Role
from widgets.check_list import CheckList
from widgets.chip import Chip
from widgets.labels import Divider, Label, PanelHeader
from widgets.more_box import MoreBox
from widgets.outcome_box import OutcomeBox
from widgets.phase_rows import PhaseRows
from widgets.proposal_row import ProposalRow
from widgets.question_list import QuestionList
from widgets.scrolling import Column, scrolling
from widgets.verdict_card import VerdictCard


class PhaseColumn(QFrame):
    """Every wish goes out by signal. Times are int nanoseconds on the episode's clock."""

    cut_requested = Signal(str)
    grade_requested = Signal(str, object)
    note_requested = Signal(str)
    submit_requested = Signal()
    withdraw_requested = Signal()
    jump_requested = Signal(object)
    check_requested = Signal(object)
    accept_requested = Signal()
    unusable_requested = Signal(str, object)
    words_requested = Signal(str, str, str)
    phase_grade_requested = Signal(str, str)
    score_requested = Signal(int)
    rubric_requested = Signal(object)
    answer_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.header = PanelHeader("list")
        self.hint = Chip()
        self.header.add(self.hint)
        self.verdict, self.questions = VerdictCard(), QuestionList()
        self.rows = PhaseRows()
        self.proposals = ProposalRow()
        self.outcome = OutcomeBox()
        self.more = MoreBox()
        self.instruction_title = Label(role="section")
        self.instruction = Label(wrap=True)
        self.checks = CheckList()
        self.submit = Button(action="label.done", role=Role.PRIMARY, height=32)
        self.withdraw = Button(icon="undo-2", height=32)
        self._lay_out()
        for part in (self.outcome, self.more, self.instruction_box, self.checks):
            part.hide()
        self._connect()

    def _lay_out(self) -> None:
        inside = Column()
        self._column = column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        column.addLayout(_padded(self.verdict))
        column.addLayout(_padded(self.questions))
        column.addWidget(self.rows)
        column.addWidget(self.proposals)
        column.addSpacing(6)
        column.addWidget(Divider())
        column.addWidget(self.outcome)
        column.addWidget(Divider())
        column.addWidget(self.more)
        column.addWidget(Divider())
        column.addWidget(self._instruction_box())
        column.addWidget(self.checks)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        self._inside, self._area = inside, scrolling(inside)
        whole.addWidget(self._area, 1)
        whole.addLayout(self._foot())

    def _instruction_box(self) -> QWidget:
        self.instruction_box = QWidget()
        column = QVBoxLayout(self.instruction_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        words = QVBoxLayout()
        words.setContentsMargins(12, 12, 12, 12)
        words.setSpacing(4)
        self._instruction_words = words
        words.addWidget(self.instruction_title)
        words.addWidget(self.instruction)
        column.addLayout(words)
        column.addWidget(Divider())
        return self.instruction_box

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 10)
        foot.addWidget(self.submit, 1)
        foot.addWidget(self.withdraw, 1)
        return foot

    def _connect(self) -> None:
        self.rows.cut_requested.connect(self.cut_requested)
        self.proposals.accept_requested.connect(self.accept_requested)
        self.outcome.grade_requested.connect(self.grade_requested)
        self.outcome.note_requested.connect(self.note_requested)
        self.outcome.unusable_requested.connect(self.unusable_requested)
        self.more.words_requested.connect(self.words_requested)
        self.more.phase_grade_requested.connect(self.phase_grade_requested)
        self.more.score_requested.connect(self.score_requested)
        self.more.rubric_requested.connect(self.rubric_requested)
        self.verdict.jump_requested.connect(self.jump_requested)
        self.questions.jump_requested.connect(self.jump_requested)
        self.questions.answer_requested.connect(self.answer_requested)
        self.withdraw.clicked.connect(self.withdraw_requested)


def _padded(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setContentsMargins(8, 0, 8, 2)
    layout.addWidget(widget)
    return layout
