"""How the episode ended: the grade, why, and a note for the reviewer."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.labelling.document import Document
from models.taxonomy import Taxonomy
from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.keycap import KeyCap
from widgets.labels import Label
from widgets.reason_list import ReasonList
from widgets.states import grade_look


class OutcomeBox(QWidget):
    """``grade_requested`` carries the code ("" clears) and the reasons; a second click on the grade takes it back."""

    grade_requested = Signal(str, object)
    note_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._taxonomy: Taxonomy | None = None
        self._language = "en"
        self._buttons: dict[str, Button] = {}
        self._segment_px = 34
        self.title = Label(role="section")
        self.verdict = Label(role="warning")
        self.reasons = ReasonList()
        self.note = NoteField()
        self.reasons.toggle_requested.connect(self._toggle)
        self.note.note_requested.connect(self.note_requested)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.set_padding(12)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.verdict)
        column.addLayout(head)
        self._segments = QHBoxLayout()
        self._segments.setSpacing(6)
        column.addLayout(self._segments)
        column.addWidget(self.reasons)
        column.addWidget(self.note)

    @property
    def segments(self) -> tuple[Button, ...]:
        """The buttons of the grades."""
        return tuple(self._buttons.values())

    def set_padding(self, pixels: int) -> None:
        """Above and below; 12 at the sides."""
        self.setContentsMargins(12, pixels, 12, pixels)

    def set_segment_height(self, pixels: int) -> None:
        """By density."""
        self._segment_px = pixels
        for button in self._buttons.values():
            button.set_height(pixels)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Whether the icons have room."""
        super().resizeEvent(event)
        self._fit_icons()

    def _fit_icons(self) -> None:
        """Where icons, words and keys have no room side by side, the icons go before a word is cut."""
        for code, button in self._buttons.items():
            button.set_icon(grade_look(code)[0])
        widths = [button.minimumSizeHint().width() for button in self._buttons.values()]
        if sum(widths) + self._segments.spacing() * (len(widths) - 1) > self.contentsRect().width():
            for button in self._buttons.values():
                button.set_icon("")

    def show_document(self, document: Document, taxonomy: Taxonomy, language: str, *, editable: bool) -> None:
        """Grade, reasons and note; a grade that has just been given and wants a reason takes the focus there."""
        before, self._document, self._language = self._document, document, language
        if before is None or before.episode_id != document.episode_id:
            self.note.forget()
        if taxonomy is not self._taxonomy:
            self._taxonomy = taxonomy
            self._make_buttons(taxonomy)
        grade = taxonomy.grade(document.grade)
        for code, button in self._buttons.items():
            button.setChecked(code == document.grade)
            button.setEnabled(editable)
        wants_reason = grade is not None and grade.needs_reason
        if self.reasons.hasFocus() and not (wants_reason and editable):
            self.reasons.clearFocus()
        self.reasons.show_reasons(taxonomy.failure_reasons, document.reasons, language)
        self.reasons.setVisible(wants_reason)
        self.reasons.setEnabled(editable)
        self.note.show_note(document.note, editable=editable)
        self._retranslate()
        if wants_reason and editable and _has_just_graded(before, document):
            self.reasons.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _make_buttons(self, taxonomy: Taxonomy) -> None:
        for button in self._buttons.values():
            self._segments.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for grade in taxonomy.grades:
            icon, tone = grade_look(grade.code)
            button = Button(icon=icon, key=grade.key, role=Role.SEGMENT, tone=tone, height=self._segment_px)
            button.clicked.connect(lambda *_, code=grade.code: self._grade(code))
            self._buttons[grade.code] = button
            self._segments.addWidget(button, 1)

    def _grade(self, code: str) -> None:
        if self._document is None or self._taxonomy is None:
            return
        if code == self._document.grade:
            self.grade_requested.emit("", ())
            return
        grade = self._taxonomy.grade(code)
        keeps = grade is not None and grade.needs_reason
        self.grade_requested.emit(code, self._document.reasons if keeps else ())

    def _toggle(self, reason: str) -> None:
        if self._document is None:
            return
        given = self._document.reasons
        kept = tuple(code for code in given if code != reason) if reason in given else (*given, reason)
        self.grade_requested.emit(self._document.grade, kept)

    def _retranslate(self) -> None:
        self.title.setText(tr("Outcome"))
        graded = self._document is not None and bool(self._document.grade)
        self.verdict.setText("" if graded else tr("not graded"))
        if self._taxonomy is None:
            return
        for grade in self._taxonomy.grades:
            button = self._buttons[grade.code]
            button.setText(grade.name(self._language))
            button.setToolTip(tr("{grade} ({key})", grade=grade.name(self._language), key=grade.key))
            button.setAccessibleName(button.text())
        self._fit_icons()


class NoteField(QLineEdit):
    """Free text; the wish goes out when the person leaves the field or presses Enter, and only if it changed."""

    note_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored = ""
        self.cap = KeyCap("N", self)
        self.setTextMargins(0, 0, 24, 0)
        self.setMaxLength(2000)
        self.editingFinished.connect(self._wish)
        self.returnPressed.connect(self.clearFocus)
        self._retranslate()

    def show_note(self, stored: str, *, editable: bool) -> None:
        """What is stored; a text that is just being written is left alone."""
        if not self.hasFocus() or self.text() == self._stored:
            self.setText(stored)
        self._stored = stored
        self.setReadOnly(not editable)

    def finish(self) -> None:
        """Hand over what is written, as if the person had left the field."""
        self._wish()

    def forget(self) -> None:
        """The text belongs to another episode."""
        self._stored = ""
        self.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The key stays at the right."""
        super().resizeEvent(event)
        self.cap.move(self.width() - 24, (self.height() - 18) // 2)

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.setPlaceholderText(tr("Note to the reviewer"))

    def _wish(self) -> None:
        if self.text() != self._stored and not self.isReadOnly():
            self.note_requested.emit(self.text())


def _has_just_graded(before: Document | None, now: Document) -> bool:
    return (
        before is not None
        and before.episode_id == now.episode_id
        and before.grade != now.grade
        and not now.reasons
    )
