"""What the robot was told, in English and in Chinese."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets.i18n import tr
from widgets.words_field import WordsField


class InstructionFields(QWidget):
    """``words_requested(text, text_zh)`` when a person leaves one of the fields with another text."""

    words_requested = Signal(str, str)
    left = Signal()

    def __init__(self, action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.english, self.chinese = WordsField(action), WordsField()
        self._stored = ("", "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for field in (self.english, self.chinese):
            column.addWidget(field)
            field.left.connect(self.left)
        self.english.words_requested.connect(lambda words: self.words_requested.emit(words, self._stored[1]))
        self.chinese.words_requested.connect(lambda words: self.words_requested.emit(self._stored[0], words))
        self.retranslate()

    @property
    def is_written(self) -> bool:
        """Whether somebody is at one of the fields."""
        return self.english.is_written or self.chinese.is_written

    def show_words(self, text: str, text_zh: str, *, editable: bool) -> None:
        """What is stored."""
        self._stored = (text, text_zh)
        self.english.show_words(text, editable=editable)
        self.chinese.show_words(text_zh, editable=editable)
        self.english.setToolTip(text)
        self.chinese.setToolTip(text_zh)

    def suggest(self, task: str) -> None:
        """What the recording says, in grey until somebody writes."""
        self.english.setToolTip(self._stored[0] or task)
        self.english.setPlaceholderText(task or tr("Instruction in English"))

    def finish(self) -> None:
        """Hand over what is being written."""
        self.english.finish()
        self.chinese.finish()

    def forget(self) -> None:
        """The words belong to something else."""
        self.english.forget()
        self.chinese.forget()

    def focus(self, *, chinese: bool = False) -> None:
        """Write."""
        (self.chinese if chinese else self.english).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def retranslate(self) -> None:
        """A change of language."""
        self.english.setPlaceholderText(tr("Instruction in English"))
        self.chinese.setPlaceholderText(tr("Instruction in Chinese"))
        self.english.setAccessibleName(tr("Instruction in English"))
        self.chinese.setAccessibleName(tr("Instruction in Chinese"))
