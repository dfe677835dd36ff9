"""Languages whose every sentence carries a mark, so that a word of the language before is seen at once."""

from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget

from app.paths import resource
from app.translations import Language
from widgets.chip import Chip
from widgets.i18n import CONTEXT
from widgets.labels import Elided
from widgets.notification_strip import NotificationStrip
from widgets.view_note import ViewNote

MARKS = {"en": "⟦{}⟧", "zh_CN": "⟪{}⟫"}


class Marked(QTranslator):
    """Puts every sentence of the window between marks."""

    def __init__(self, marks: str) -> None:
        super().__init__()
        self._marks = marks

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, _disambiguation: str | None = None, _n: int = -1) -> str:
        return self._marks.replace("{}", source) if context == CONTEXT else ""


class MarkedLanguage(Language):
    """Speaks ⟦English⟧ and ⟪Chinese⟫."""

    def __init__(self) -> None:
        super().__init__(resource("translations"))
        self._marked: Marked | None = None

    def available(self) -> tuple[str, ...]:
        return tuple(MARKS)

    def switch(self, name: str) -> None:
        self.stop()
        self.name = name
        self._marked = Marked(MARKS[name])
        QCoreApplication.installTranslator(self._marked)

    def stop(self) -> None:
        """Speak plain English."""
        if self._marked is not None:
            QCoreApplication.removeTranslator(self._marked)
            self._marked = None


def texts_of(widget: QWidget) -> list[str]:
    """Everything that a widget itself says: words, tooltip, placeholder, name for screen readers."""
    own = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle()]
    match widget:
        case QLabel() | QAbstractButton():
            own.append(widget.text())
        case QLineEdit():
            own.append(widget.placeholderText())
        case QComboBox():
            own += [widget.itemText(place) for place in range(widget.count())]
        case Elided():
            own.append(widget.words())
        case Chip():
            own.append(widget.accessibleName())
    return [words for words in own if words]


def everything_said(window: QWidget) -> dict[str, QWidget]:
    """Widget by text, hidden ones too, since they come back with the words that they have.

    Not so the strip, where what was said stays said, nor a view's note behind a picture, which is written anew.
    """
    widgets = (window, *window.findChildren(QWidget))
    return {words: widget for widget in widgets if not _is_spent(widget) for words in texts_of(widget)}


def _is_spent(widget: QWidget) -> bool:
    own = (widget, widget.parentWidget())
    return any(
        isinstance(one, NotificationStrip) or (isinstance(one, ViewNote) and not one.isVisible())
        for one in own
    )
