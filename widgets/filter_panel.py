"""A small panel in which the list is narrowed without knowing the words for it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QWidget

from models.search import FIELDS, MINE, Search
from widgets.button import Button
from widgets.i18n import tr
from widgets.labels import Label
from widgets.popover import Popover
from widgets.search_field import about_words, field_words

_WIDTH_PX = 190


class FilterPanel(Popover):
    """``chosen(Search)`` at each choice; ``choices_requested()`` when it opens, answered by ``show_choices``."""

    chosen = Signal(object)
    choices_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._search = Search()
        self._form = QFormLayout()
        self._form.setSpacing(8)
        self.boxes = {name: self._box() for name in FIELDS}
        self._words = {name: Label(role="mid") for name in FIELDS}
        for name, box in self.boxes.items():
            self._form.addRow(self._words[name], box)
            box.activated.connect(self._choose)
        self.clear = Button(height=24)
        self.clear.clicked.connect(self._clear)
        self._hint = Label(role="meta", wrap=True)
        self.body.addLayout(self._form)
        self.body.addWidget(self._hint)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.clear)
        self.body.addLayout(foot)

    @staticmethod
    def _box() -> QComboBox:
        box = QComboBox()
        box.setFixedWidth(_WIDTH_PX)
        box.setMaxVisibleItems(16)
        return box

    def open_with(self, search: Search, anchor: QWidget) -> None:
        """Show what holds now."""
        self._search = search
        self._retranslate()
        for name in FIELDS:
            self._fill(name, ())
        self.open_at(anchor)
        self.choices_requested.emit()

    def show_choices(self, choices: Mapping[str, Sequence[str]]) -> None:
        """What there is to choose from, by field; a box that is open stays as it is."""
        for name, box in self.boxes.items():
            if not box.view().isVisible():
                self._fill(name, choices.get(name, ()))

    def _fill(self, name: str, values: Sequence[str]) -> None:
        box, held = self.boxes[name], getattr(self._search, name)
        box.clear()
        box.addItem(tr("Any"), "")
        if name == "annotator":
            box.addItem(tr("Mine"), MINE)
        for value in (*values, *([held] if held and held not in values and held != MINE else [])):
            box.addItem(value, value)
        box.setCurrentIndex(max(0, box.findData(held)))

    def _choose(self) -> None:
        values = {name: box.currentData() for name, box in self.boxes.items()}
        self._search = replace(self._search, **values)
        self.chosen.emit(self._search)

    def _clear(self) -> None:
        self.chosen.emit(Search(state=self._search.state, order=self._search.order))
        self.hide()

    def _retranslate(self) -> None:
        words = field_words()
        for name, label in self._words.items():
            label.setText(words[name])
            self.boxes[name].setAccessibleName(words[name])
        self._hint.setText(
            tr("Or write in the search field:") + "\n" + 'task:"pick" robot:g1 site:sz1 @me is:question'
        )
        self.clear.setText(tr("Show all"))


def search_lines() -> tuple[tuple[str, str], ...]:
    """What the words of the search field ask for, with an example of each."""
    return (
        (tr("Episodes of a task"), 'task:"pick up"'),
        (tr("Episodes of a robot"), "robot:g1"),
        (tr("Episodes of a site"), "site:sz1"),
        (tr("Labelled by somebody"), "@ann"),
        (tr("Labelled by me"), "@me"),
        *((words, f"is:{name}") for name, words in about_words().items()),
    )
