"""The search field of the list: suggests values that there are while somebody writes."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from models.review import State
from models.search import ABOUT, MINE
from models.suggestions import STATE, Suggestion, suggestions
from widgets import icons
from widgets.i18n import tr
from widgets.states import state_word

_WIDTH_PX = 280


class SearchField(QLineEdit):
    """Down and Return take what is suggested, Escape sends it away; Return alone changes nothing.

    ``state_chosen(State)`` where a state was taken; ``choices_requested()`` when somebody comes to write.
    """

    state_chosen = Signal(object)
    choices_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "quiet")
        self.setClearButtonEnabled(True)
        self.addAction(icons.icon("search", "low"), QLineEdit.ActionPosition.LeadingPosition)
        self._choices: Mapping[str, Sequence[str]] = {}
        self._suggested: tuple[Suggestion, ...] = ()
        self._lines = QStringListModel(self)
        self._completer = QCompleter(self._lines, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self)
        self.popup = QListView()
        self._completer.setPopup(self.popup)
        self.popup.setProperty("role", "suggestions")
        # After the completer, which sets one of its own.
        self.popup.setItemDelegate(_AsWideAsThereIsRoom(self.popup))
        self._completer.activated.connect(lambda line: self.take(self.lines().index(line)))
        self.textEdited.connect(self._suggest)

    def show_choices(self, choices: Mapping[str, Sequence[str]]) -> None:
        """Values that there are, by field; who wrote before they were known sees them now."""
        first, self._choices = not self._choices, choices
        if first and self.isModified():
            self._suggest(self.text())

    def lines(self) -> list[str]:
        """What is suggested now, in words."""
        return self._lines.stringList()

    def take(self, row: int) -> None:
        """Write what is suggested in a row."""
        taken = self._suggested[row]
        self.setText(taken.words)
        self.setCursorPosition(taken.cursor)
        if taken.field == STATE:
            self.state_chosen.emit(_states()[taken.value])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What there is may have changed since."""
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.choices_requested.emit()

    def _suggest(self, words: str) -> None:
        choices = {**self._choices, STATE: list(_states()), "about": ABOUT}
        choices["annotator"] = [MINE, *choices.get("annotator", ())]
        self._suggested = suggestions(words, self.cursorPosition(), choices)
        self._lines.setStringList([_line(each) for each in self._suggested])
        if not self._suggested or not self.hasFocus():
            self.popup.hide()
            return
        place = self.rect()
        place.setWidth(max(_WIDTH_PX, place.width()))
        self._completer.complete(place)
        # Qt makes the first line current, which Return would take though nobody chose it.
        self.popup.setCurrentIndex(QModelIndex())


class _AsWideAsThereIsRoom(QStyledItemDelegate):
    """A long task ends in an ellipsis; a scroll bar would hide the only line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As high as always."""
        return QSize(0, super().sizeHint(option, index).height())


def field_words() -> dict[str, str]:
    """What the fields of a search are called."""
    return {"task": tr("Task"), "robot": tr("Robot"), "site": tr("Site"), "annotator": tr("Annotator")}


def about_words() -> dict[str, str]:
    """What ``is:`` can ask for, in words."""
    return {
        "question": tr("Questions for me"),
        "answered": tr("My questions that are answered"),
        "asked": tr("My open questions"),
        "mine": tr("What I worked on"),
    }


def _line(each: Suggestion) -> str:
    fields = field_words() | {STATE: tr("State"), "about": tr("Only")}
    if each.field == "about":
        return tr("{field}: {value}", field=fields[each.field], value=about_words()[each.value])
    value = tr("Mine") if each.field == "annotator" and each.value == MINE else each.value
    return tr("{field}: {value}", field=fields[each.field], value=value)


def _states() -> dict[str, State]:
    return {state_word(state): state for state in State}
