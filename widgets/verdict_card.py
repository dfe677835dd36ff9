"""What became of submitted labels: they wait, were approved, or were sent back with reasons and remarks."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from models.labelling.document import Document
from models.labelling.pinned import QUESTION
from models.review import State
from models.taxonomy import Taxonomy
from widgets.i18n import tr
from widgets.labels import Icon, Label
from widgets.remark_list import RemarkList
from widgets.states import state_look
from widgets.theme import repolish

_SHOWN = {State.SUBMITTED, State.APPROVED, State.RETURNED}


class VerdictCard(QFrame):
    """Hidden while the labels are a fresh draft."""

    jump_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "verdict")
        self._shown: tuple[Document, Taxonomy, str] | None = None
        self.icon = Icon("send")
        self.title = Label(weight=600, wrap=True)
        self.reasons = Label(role="mid", wrap=True)
        self.remarks = RemarkList()
        self.remarks.jump_requested.connect(self.jump_requested)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.reasons)
        column.addWidget(self.remarks)
        self.hide()

    def show_document(self, document: Document, taxonomy: Taxonomy, language: str) -> None:
        """Read state, reviewer, reasons and remarks."""
        self._shown = (document, taxonomy, language)
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
        super().changeEvent(event)

    def _fill(self) -> None:
        if self._shown is None:
            return
        document, taxonomy, language = self._shown
        self.setVisible(document.state in _SHOWN)
        if document.state not in _SHOWN:
            return
        self.setProperty("state", document.state.value)
        repolish(self)
        icon, tone = state_look(document.state)
        self.icon.set_icon(icon, tone)
        self.title.setText(_title(document))
        words = _reason_words(document, taxonomy, language)
        self.reasons.setText(words)
        self.reasons.setVisible(bool(words))
        returned = document.state is State.RETURNED
        remarks = tuple(
            remark
            for remark in document.remarks
            if remark.author != document.annotator and remark.kind != QUESTION
        )
        self.remarks.show_remarks(remarks if returned else (), document.range.start_ns, tone="failure")
        self.remarks.setVisible(returned and bool(remarks))


def _title(document: Document) -> str:
    if document.state is State.SUBMITTED:
        return tr("Submitted by {user}, waits for review", user=document.annotator)
    if document.state is State.APPROVED:
        return tr("Approved by {user}", user=document.reviewer)
    return tr("Sent back by {user}", user=document.reviewer)


def _reason_words(document: Document, taxonomy: Taxonomy, language: str) -> str:
    if document.state is not State.RETURNED:
        return ""
    known = {reason.code: reason.name(language) for reason in taxonomy.return_reasons}
    return ", ".join(known.get(code, code) for code in document.review_reasons)
