"""The lead's panel: approve or send back, why, and remarks pinned to moments."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.labelling.document import Document
from models.labelling.pinned import QUESTION
from models.review import State
from models.taxonomy import Taxonomy
from widgets.button import Button, Role
from widgets.chip import Chip, ChipLine
from widgets.decision_row import DecisionRow
from widgets.i18n import tr
from widgets.keycap import KeyCap
from widgets.labels import Divider, Elided, Icon, Label, PanelHeader
from widgets.question_list import QuestionList
from widgets.reason_list import ReasonList
from widgets.remark_list import RemarkList
from widgets.scrolling import Column, scrolling
from widgets.states import grade_look, state_look, state_word
from widgets.theme import font

APPROVE, SEND_BACK = "approve", "send_back"


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the lead has chosen for one episode and not yet said."""

    decision: str = ""
    reasons: tuple[str, ...] = ()


class ReviewPanel(QFrame):
    """A decision is chosen first (A, R) and goes out with the primary button."""

    approve_requested = Signal()
    send_back_requested = Signal(object, str)
    remark_requested = Signal(str)
    jump_requested = Signal(object)
    answer_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._document: Document | None = None
        self._taxonomy: Taxonomy | None = None
        self._language, self._why_not = "en", ""
        self._draft = _Draft()
        self.header = PanelHeader("eye")
        self.author = Elided(
            face=font(11), ink="low", align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.header.row.setStretch(1, 0)
        self.header.row.addWidget(self.author, 1)
        self.refusal = _Refusal()
        self.outcome = _Outcome()
        self.approve = DecisionRow(icon="check", tone="success", action="review.approve")
        self.send_back = DecisionRow(icon="undo-2", tone="failure", action="review.send_back")
        self.reasons_title = Label(role="section")
        self.reasons = ReasonList(severities=True)
        self.remarks_title = Label(role="section")
        self.remarks_hint = Label(role="meta", px=11)
        self.remarks, self.questions = RemarkList(), QuestionList()
        self.remark = QLineEdit()
        self.pin = Button(icon="map-pin", height=28)
        self.primary = Button(action="label.submit", role=Role.PRIMARY, height=32)
        self._lay_out()
        self._connect()
        self._retranslate()

    def _lay_out(self) -> None:
        inside = Column()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for widget in (self.refusal, self.outcome, self.approve, self.send_back, Divider()):
            column.addWidget(widget)
        column.addWidget(self.reasons_title)
        column.addWidget(self.reasons)
        column.addWidget(Divider())
        column.addLayout(self._remarks_head())
        column.addWidget(self.remarks)
        column.addLayout(self._remark_row())
        column.addWidget(self.questions)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addWidget(scrolling(inside), 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 8, 12, 10)
        foot.addWidget(self.primary)
        whole.addLayout(foot)

    def _remarks_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(self.remarks_title, 1)
        head.addWidget(self.remarks_hint)
        head.addWidget(KeyCap(action="label.remark"))
        return head

    def _remark_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.remark, 1)
        row.addWidget(self.pin)
        return row

    def _connect(self) -> None:
        self.approve.clicked.connect(lambda: self.choose(APPROVE))
        self.send_back.clicked.connect(lambda: self.choose(SEND_BACK))
        self.reasons.toggle_requested.connect(self._toggle)
        self.remarks.jump_requested.connect(self.jump_requested)
        self.questions.jump_requested.connect(self.jump_requested)
        self.questions.answer_requested.connect(self.answer_requested)
        self.remark.returnPressed.connect(self.pin_remark)
        self.remark.textChanged.connect(self._refresh)
        self.pin.clicked.connect(self.pin_remark)
        self.primary.clicked.connect(self.decide)

    def show_document(
        self,
        document: Document,
        taxonomy: Taxonomy,
        language: str = "en",
        *,
        may_decide: bool,
        why_not: str = "",
    ) -> None:
        """``why_not`` is the sentence that says why one may not decide here."""
        if self._document is None or self._document.episode_id != document.episode_id:
            self._draft = _Draft()
            self.remark.clear()
        if document.state is not State.SUBMITTED:
            self._draft = _Draft()
        self._document, self._taxonomy, self._language = document, taxonomy, language
        self._why_not = "" if may_decide else why_not
        self._refresh()

    def choose(self, decision: str) -> None:
        """``approve`` or ``send_back``; the focus goes to the reasons where they are wanted."""
        if not self._may_decide():
            return
        self._draft = _Draft(decision, self._draft.reasons if decision == SEND_BACK else ())
        self._refresh()
        if decision == SEND_BACK and not self._draft.reasons:
            self.reasons.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def decide(self) -> None:
        """Say what was chosen, if nothing is missing."""
        if not self.primary.isEnabled():
            return
        if self._draft.decision == APPROVE:
            self.pin_remark()
            self.approve_requested.emit()
        else:
            self.send_back_requested.emit(self._draft.reasons, self.remark.text().strip())
            self.remark.clear()

    def focus_remark(self) -> None:
        """Write a remark."""
        self.remark.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def pin_remark(self) -> None:
        """Pin what is written to the playhead."""
        words = self.remark.text().strip()
        if words and self._document is not None:
            self.remark.clear()
            self.remark_requested.emit(words)

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _may_decide(self) -> bool:
        return self._document is not None and self._document.state is State.SUBMITTED and not self._why_not

    def _toggle(self, code: str) -> None:
        given = self._draft.reasons
        kept = tuple(one for one in given if one != code) if code in given else (*given, code)
        self._draft = _Draft(SEND_BACK, kept)
        self._refresh()

    def _refresh(self) -> None:
        if self._document is None or self._taxonomy is None:
            return
        allowed, decision = self._may_decide(), self._draft.decision
        self.refusal.show_words("" if allowed else self._why_not or _not_now(self._document))
        self.outcome.show_document(self._document, self._taxonomy, self._language)
        self.reasons.show_reasons(self._taxonomy.return_reasons, self._draft.reasons, self._language)
        self.reasons.setEnabled(allowed)
        for row, name in ((self.approve, APPROVE), (self.send_back, SEND_BACK)):
            row.setEnabled(allowed)
            row.setChecked(decision == name)
        remarks = tuple(one for one in self._document.remarks if one.kind != QUESTION)
        self.remarks.show_remarks(remarks, self._document.range.start_ns, tone="accent")
        self.remarks.setVisible(bool(remarks))
        self.remark.setEnabled(allowed)
        self.pin.setEnabled(allowed and bool(self.remark.text().strip()))
        self.author.set_words(self._author_words())
        self._show_decisions(allowed=allowed, decision=decision)

    def _author_words(self) -> str:
        name = self._document.annotator if self._document else ""
        return tr("by {user}", user=name) if name else ""

    def _said_enough(self) -> bool:
        return bool(self._draft.reasons) or bool(self.remark.text().strip()) or self._own_remarks() > 0

    def _own_remarks(self) -> int:
        document = self._document
        return 0 if document is None else sum(one.author != document.annotator for one in document.remarks)

    def _show_decisions(self, *, allowed: bool, decision: str) -> None:
        self.approve.set_words(tr("Approve"), tr("the labels count as they are"))
        reasons, remarks = len(self._draft.reasons), self._own_remarks()
        told = tr("1 reason") if reasons == 1 else tr("{n} reasons", n=reasons)
        pinned = tr("1 remark") if remarks == 1 else tr("{n} remarks", n=remarks)
        detail = f"{told}, {pinned}"
        enough = self._said_enough()
        self.send_back.set_words(tr("Send back"), detail if enough else tr("say why: a reason or a remark"))
        words = {APPROVE: tr("Approve and next"), SEND_BACK: tr("Send back and next")}
        self.primary.setText(words.get(decision, tr("Choose A or R")))
        self.primary.setEnabled(allowed and bool(decision) and (decision == APPROVE or enough))
        self.primary.updateGeometry()

    def _retranslate(self) -> None:
        self.header.title.set_words(tr("Decision"))
        self.reasons_title.setText(tr("Reasons"))
        self.remarks_title.setText(tr("Remarks"))
        self.remarks_hint.setText(tr("add at playhead"))
        self.remark.setPlaceholderText(tr("A remark for this moment"))
        self.pin.setText(tr("Pin"))
        self.pin.setToolTip(tr("Pin the remark to the playhead (Enter)"))
        self._show_decisions(allowed=False, decision="")
        self._refresh()


class _Refusal(QFrame):
    """Why one may not decide."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "verdict")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        self._words = Label(wrap=True)
        row.addWidget(Icon("lock"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)

    def show_words(self, words: str) -> None:
        """Hidden without any."""
        self._words.setText(words)
        self.setVisible(bool(words))


class _Outcome(QWidget):
    """State and grade as chips, then the annotator's note."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.grade = Chip(), Chip()
        self.note = Label(role="mid", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.state)
        row.addWidget(self.grade)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.note)

    def show_document(self, document: Document, taxonomy: Taxonomy, language: str) -> None:
        """What the annotator said."""
        icon, tone = state_look(document.state)
        self.state.show_line(ChipLine(state_word(document.state), icon, "mid" if tone == "low" else tone))
        grade = taxonomy.grade(document.grade)
        known = {reason.code: reason.name(language) for reason in taxonomy.failure_reasons}
        reasons = ", ".join(known.get(code, code) for code in document.reasons)
        words = tr("graded {grade}", grade=grade.name(language)) if grade else tr("not graded")
        icon, tone = grade_look(document.grade) if grade else ("circle-dashed", "warning")
        self.grade.show_line(ChipLine(words, icon, tone))
        lines = [line for line in (reasons, document.note) if line]
        self.note.setText("\n".join(lines))
        self.note.setVisible(bool(lines))


def _not_now(document: Document) -> str:
    return {
        State.NEW: tr("Nobody has labelled this episode yet."),
        State.DRAFT: tr("The labels are a draft: there is nothing to decide until they are submitted."),
        State.RETURNED: tr("Sent back by {user}; it waits for the annotator.", user=document.reviewer),
        State.APPROVED: tr("Approved by {user}.", user=document.reviewer),
        State.SUBMITTED: tr("You may not decide here."),
    }[document.state]
