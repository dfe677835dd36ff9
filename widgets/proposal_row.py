"""How many proposed phases wait for an answer, and the key that takes them all."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.cutting_aids.suggestions import Suggestions
from widgets.button import Button
from widgets.i18n import tr
from widgets.icons import pixmap
from widgets.labels import Label
from widgets.printed_keys import named_key, with_key

_ICON_PX = 14


class ProposalRow(QWidget):
    """Hidden while none is open."""

    accept_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suggestions = Suggestions()
        self._rate: float | None = None
        self._icon, self.words = Label(), Label(px=12, role="mid", wrap=True)
        self.accept = Button(action="label.accept_all")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.words, 1)
        row.addWidget(self.accept)
        self.accept.clicked.connect(self.accept_requested)
        self.show_suggestions(self._suggestions)

    def show_suggestions(self, suggestions: Suggestions, rate: float | None = None) -> None:
        """Counts of the open ones; ``rate`` is the share that the person accepted before."""
        self._suggestions, self._rate = suggestions, rate
        self.setVisible(bool(suggestions.open))
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Another language or theme."""
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.PaletteChange}:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        count, unsure = len(self._suggestions.open), self._suggestions.unsure_count
        words = tr("{count} proposals, {unsure} unsure", count=count, unsure=unsure)
        words = words if unsure else tr("{count} proposals", count=count)
        if self._rate is not None:
            words += " · " + tr("{share} % accepted so far", share=round(100 * self._rate))
        self.words.setText(words)
        self._icon.setPixmap(pixmap("sparkle", "mid", _ICON_PX, self.devicePixelRatioF()))
        self.accept.setText(tr("Accept all"))
        words = tr(
            "{words}; {walk} walks them, {one} accepts one",
            words=with_key(tr("Accept all proposed phases"), "label.accept_all"),
            walk=named_key("label.next_phase"),
            one=named_key("label.done"),
        )
        self.accept.setToolTip(words)
