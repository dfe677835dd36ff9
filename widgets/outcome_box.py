"""How the episode ended: the grade or why it has none, the reasons, and a note for the reviewer."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.labelling.document import UNUSABLE, Document
from models.taxonomy import Reason, Taxonomy
from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.labels import Label
from widgets.printed_keys import with_key
from widgets.reason_list import ReasonList
from widgets.states import grade_look
from widgets.words_field import WordsField


class OutcomeBox(QWidget):
    """``grade_requested`` and ``unusable_requested`` carry the code ("" clears) and the reasons; a second click takes
    it back.
    """

    grade_requested = Signal(str, object)
    unusable_requested = Signal(str, object)
    note_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._taxonomy: Taxonomy | None = None
        self._language = "en"
        self._buttons: dict[str, Button] = {}
        self._segment_px = 34
        self.wants_reason = False
        self.title = Label(role="section")
        self.verdict = Label(role="warning")
        self.reasons = ReasonList()
        self.reasons.hide()
        self.note = WordsField("label.note")
        self.unusable = {
            code: Button(role=Role.SEGMENT, tone="partial", action=f"label.{code}", height=24, px=11)
            for code in UNUSABLE
        }
        self.reasons.toggle_requested.connect(self._toggle)
        self.note.words_requested.connect(self.note_requested)
        for code, button in self.unusable.items():
            button.clicked.connect(lambda *_, code=code: self._give_up(code))
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.set_padding(12)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.verdict)
        column.addLayout(head)
        self._segments = QHBoxLayout()
        self._segments.setSpacing(6)
        column.addLayout(self._segments)
        unusable = QHBoxLayout()
        unusable.setSpacing(6)
        for button in self.unusable.values():
            unusable.addWidget(button, 1)
        column.addLayout(unusable)
        column.addWidget(self.reasons)
        column.addWidget(self.note)

    @property
    def segments(self) -> tuple[Button, ...]:
        """The buttons of the grades."""
        return tuple(self._buttons.values())

    def set_padding(self, pixels: int) -> None:
        """Above and below; 12 at the sides."""
        self.setContentsMargins(12, pixels, 12, pixels)

    def set_compact(self, compact: bool) -> None:
        """A low window says that no grade is given only among what is missing."""
        self.title.setVisible(not compact)
        self.verdict.setVisible(not compact)

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
        icons = {code: grade_look(code)[0] for code in self._buttons}
        widths = [button.least_width(icon=bool(icons[code])) for code, button in self._buttons.items()]
        fits = sum(widths) + self._segments.spacing() * (len(widths) - 1) <= self.contentsRect().width()
        for code, button in self._buttons.items():
            button.set_icon(icons[code] if fits else "")

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
        for code, button in self.unusable.items():
            button.setChecked(code == document.unusable)
            button.setEnabled(editable)
        wanted_reason = self.wants_reason
        self.wants_reason = wants_reason = (grade is not None and grade.needs_reason) or bool(
            document.unusable
        )
        if self.reasons.hasFocus() and not (wants_reason and editable):
            self.reasons.clearFocus()
        groups = {group.code: group.name(language) for group in taxonomy.reason_groups}
        self.reasons.show_reasons(_reasons(document, taxonomy), document.reasons, language, groups)
        if wants_reason != wanted_reason:
            self.reasons.setVisible(wants_reason)
        self.reasons.setEnabled(editable)
        self.note.show_words(document.note, editable=editable)
        self._retranslate()
        if wants_reason and editable and _has_just_graded(before, document):
            self.reasons.show()
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

    def _give_up(self, code: str) -> None:
        if self._document is not None:
            again = code == self._document.unusable
            self.unusable_requested.emit("" if again else code, ())

    def _toggle(self, reason: str) -> None:
        if self._document is None:
            return
        given = self._document.reasons
        kept = tuple(code for code in given if code != reason) if reason in given else (*given, reason)
        if self._document.unusable:
            self.unusable_requested.emit(self._document.unusable, kept)
        else:
            self.grade_requested.emit(self._document.grade, kept)

    def _retranslate(self) -> None:
        self.title.setText(tr("Outcome"))
        self.note.setPlaceholderText(tr("Note to the reviewer"))
        told = {
            "cannot_judge": (
                tr("Cannot judge"),
                with_key(tr("The episode cannot be judged, then a reason"), "label.cannot_judge"),
            ),
            "broken_recording": (
                tr("Broken data"),
                with_key(tr("The recording is broken, then a reason"), "label.broken_recording"),
            ),
        }
        for code, (short, long) in told.items():
            self.unusable[code].setText(short)
            self.unusable[code].setToolTip(long)
            self.unusable[code].setAccessibleName(long)
        graded = self._document is not None and bool(self._document.grade or self._document.unusable)
        self.verdict.setText("" if graded else tr("not graded"))
        if self._taxonomy is None:
            return
        for grade in self._taxonomy.grades:
            button = self._buttons[grade.code]
            button.setText(grade.name(self._language))
            button.setToolTip(tr("{grade} ({key})", grade=grade.name(self._language), key=grade.key))
            button.setAccessibleName(button.text())
        self._fit_icons()


def _reasons(document: Document, taxonomy: Taxonomy) -> tuple[Reason, ...]:
    """Why it failed; of what cannot be used, those reasons that fit."""
    if not document.unusable:
        return taxonomy.failure_reasons
    others = set(UNUSABLE) - {document.unusable}
    return tuple(one for one in taxonomy.unusable_reasons if one.group not in others)


def _has_just_graded(before: Document | None, now: Document) -> bool:
    return (
        before is not None
        and before.episode_id == now.episode_id
        and (before.grade, before.unusable) != (now.grade, now.unusable)
        and not now.reasons
    )
