"""What decoded data takes of its budget, and the choice of another budget."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from models.playback.budget import MIB, Usage
from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.labels import Label
from widgets.popover import Popover
from widgets.theme import digits

CHOICES_MIB = (256, 512, 1024, 2048, 4096, 8192)


class MemoryPanel(Popover):
    """``budget_requested(nbytes)``."""

    budget_requested = Signal(object)

    def __init__(self, usage: Usage, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(380)
        self.body.addWidget(Label(tr("Memory for decoded data"), px=13, weight=600))
        self._values = {name: self._number() for name in ("samples", "signals", "readers")}
        self.body.addLayout(self._table())
        self.body.addWidget(Label(tr("At most, from now on:"), role="mid", px=12))
        self.choices = {mebibytes: self._choice(mebibytes) for mebibytes in CHOICES_MIB}
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in self.choices.values():
            row.addWidget(button)
        self.body.addLayout(row)
        self.show_usage(usage)

    def show_usage(self, usage: Usage) -> None:
        """Other figures."""
        self._values["samples"].setText(memory_words(usage.samples_nbytes))
        self._values["signals"].setText(memory_words(usage.signals_nbytes))
        self._values["readers"].setText(memory_words(usage.readers_nbytes))
        for mebibytes, button in self.choices.items():
            button.setChecked(mebibytes * MIB == usage.budget_nbytes)

    def _table(self) -> QGridLayout:
        words = {
            "samples": tr("Pictures and clouds shown, and those that come next"),
            "signals": tr("Signals behind the plots"),
            "readers": tr("Neighbours of pictures and unpacked chunks"),
        }
        table = QGridLayout()
        table.setHorizontalSpacing(12)
        table.setColumnStretch(0, 1)
        for place, (name, value) in enumerate(self._values.items()):
            table.addWidget(Label(words[name], px=12, wrap=True), place, 0)
            table.addWidget(value, place, 1)
        return table

    def _choice(self, mebibytes: int) -> Button:
        button = Button(memory_words(mebibytes * MIB), role=Role.SEGMENT, height=28, px=12)
        button.clicked.connect(lambda: self.budget_requested.emit(mebibytes * MIB))
        return button

    @staticmethod
    def _number() -> Label:
        label = Label(role="mid", px=12)
        label.setFont(digits(12))
        return label


def memory_words(nbytes: int) -> str:
    """Mebibytes, from a gibibyte on with one digit in gibibytes."""
    if nbytes >= 1024 * MIB:
        gibibytes = nbytes / (1024 * MIB)
        return f"{gibibytes:.0f} GB" if gibibytes == round(gibibytes) else f"{gibibytes:.1f} GB"
    return f"{nbytes / MIB:.0f} MB"
