"""Questions pinned to moments: who asks whom, and the answer or a field to give it in."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.labelling.document import Document, Remark
from models.labelling.pinned import QUESTION
from models.review import ANSWERING, Role, State
from models.timebase import clock_text
from widgets.button import Button
from widgets.i18n import tr
from widgets.labels import Divider, Elided, Icon, Label
from widgets.painting import RIGHT
from widgets.states import role_word
from widgets.theme import digits, font


class QuestionList(QFrame):
    """Hidden without questions. ``jump_requested`` carries nanoseconds, ``answer_requested`` an id and a sentence.

    What is being written stays while the document changes around it.
    """

    jump_requested = Signal(object)
    answer_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "verdict")
        self._shown: tuple[tuple[Remark, ...], int, bool] | None = None
        self.title = Label(role="section")
        self.items: dict[str, QuestionItem] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 8, 10, 8)
        self._column.setSpacing(6)
        self._column.addWidget(self.title)
        self.hide()

    def show_document(self, document: Document, role: Role) -> None:
        """Its questions, for somebody of that role."""
        questions = tuple(one for one in document.remarks if one.kind == QUESTION)
        answers = role in ANSWERING and document.state is not State.APPROVED
        shown = (questions, document.range.start_ns, answers)
        if shown != self._shown:
            self._shown = shown
            self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange and self._shown is not None:
            self._fill()
        super().changeEvent(event)

    def _fill(self) -> None:
        assert self._shown is not None
        questions, start_ns, answers = self._shown
        written = {name: item.field.text() for name, item in self.items.items() if item.field.text()}
        for item in self.items.values():
            self._column.removeWidget(item)
            item.hide()
            item.deleteLater()
        self.items = {}
        self.title.setText(tr("Questions"))
        for question in questions:
            item = QuestionItem(question, start_ns, answers=answers)
            item.field.setText(written.get(question.id, ""))
            item.jump_requested.connect(self.jump_requested)
            item.answer_requested.connect(self.answer_requested)
            self.items[question.id] = item
            self._column.addWidget(item)
        self.setVisible(bool(questions))


class QuestionItem(QWidget):
    """One question; Enter in the field answers it."""

    jump_requested = Signal(object)
    answer_requested = Signal(str, str)

    def __init__(self, question: Remark, start_ns: int, *, answers: bool) -> None:
        super().__init__()
        self._question = question
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(Divider())
        column.addLayout(self._head(start_ns))
        where = " · ".join(part for part in (question.stream, question.value) if part)
        self.where = Elided(where, face=font(11), ink="low")
        self.where.setVisible(bool(where))
        column.addWidget(self.where)
        column.addWidget(Label(question.text, wrap=True))
        self.answer = Label(answer_words(question), role="mid", wrap=True)
        column.addWidget(self.answer)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Answer"))
        self.field.setVisible(answers and not question.answer)
        self.field.returnPressed.connect(self._give)
        column.addWidget(self.field)

    def _head(self, start_ns: int) -> QHBoxLayout:
        question = self._question
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Icon(look(question)[0], ink=look(question)[1]))
        self.go = Button(clock_text(question.t_ns - start_ns), height=20, px=11)
        self.go.setFont(digits(11))
        self.go.setToolTip(tr("Go to this moment"))
        self.go.clicked.connect(lambda: self.jump_requested.emit(question.t_ns))
        head.addWidget(self.go)
        whom = tr("{user} asks a {role}", user=question.author, role=role_word(Role(question.asked)))
        self.whom = Elided(whom, face=font(11), ink="low", align=RIGHT)
        head.addWidget(self.whom, 1)
        return head

    def _give(self) -> None:
        words = self.field.text().strip()
        if words:
            self.field.clear()
            self.answer_requested.emit(self._question.id, words)


def look(question: Remark) -> tuple[str, str]:
    """Icon and ink of a question: open or answered."""
    return "circle-help", "success" if question.answer else "warning"


def answer_words(question: Remark) -> str:
    """What was answered, and by whom."""
    if not question.answer:
        return tr("Not answered yet")
    return tr("{user}: {answer}", user=question.answered_by, answer=question.answer)
