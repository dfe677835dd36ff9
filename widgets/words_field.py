"""One line of free text that goes out when the person leaves it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from widgets.keycap import KeyCap, keycap_width
from widgets.printed_keys import cap_of

_MOST = 2000
_EDGE_PX = 6


class WordsField(QLineEdit):
    """The wish goes out when the person leaves the field, by Enter or Escape too, and only if the text changed.

    The key of ``action`` is printed at its right; ``left`` follows every leaving.
    """

    words_requested = Signal(str)
    left = Signal()

    def __init__(self, action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored, self._action = "", action
        self.cap = KeyCap(parent=self)
        self._show_key()
        self.setMaxLength(_MOST)
        self.editingFinished.connect(self._leave)
        self.returnPressed.connect(self.clearFocus)

    @property
    def is_written(self) -> bool:
        """Whether somebody is at it."""
        return self.hasFocus() or self.text() != self._stored

    def show_words(self, stored: str, *, editable: bool) -> None:
        """What is stored; a text that is just being written is left alone."""
        if not self.hasFocus() or self.text() == self._stored:
            self.setText(stored)
        if not self.hasFocus():
            self.setCursorPosition(0)
        self._stored = stored
        self.setReadOnly(not editable)

    def finish(self) -> None:
        """Hand over what is written, as if the person had left the field."""
        if self.text() != self._stored and not self.isReadOnly():
            self.words_requested.emit(self.text())

    def forget(self) -> None:
        """The text belongs to something else."""
        self._stored = ""
        self.clear()

    def event(self, event: QEvent) -> bool:
        """Escape is the field's own while somebody writes in it, whatever it means elsewhere."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.clearFocus()
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another language, or other keys."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show_key()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The key stays at the right."""
        super().resizeEvent(event)
        self._place_key()

    def _show_key(self) -> None:
        key = cap_of(self._action)
        self.cap.set_key(key)
        self._cap_px = keycap_width(key) if key else 0
        self.cap.resize(self.cap.sizeHint())
        self.setTextMargins(0, 0, self._cap_px + _EDGE_PX if key else 0, 0)
        self._place_key()

    def _place_key(self) -> None:
        self.cap.move(self.width() - self._cap_px - _EDGE_PX, (self.height() - 18) // 2)

    def _leave(self) -> None:
        self.finish()
        self.setCursorPosition(0)
        self.left.emit()
