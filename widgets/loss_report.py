"""What was written, and a sentence for each thing that the format cannot hold."""

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.labels import Elided, Label
from widgets.scrolling import BAR_PX, Column, scrolling
from widgets.theme import font


class LossReport(QWidget):
    """A page of a dialog; ``again`` and ``leave`` are the dialog's to answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentences: tuple[str, ...] = ()
        self.headline = Label(px=14, weight=600, wrap=True)
        self.path = Elided(face=font(12), ink="mid")
        lines = Column()
        self._lines = QVBoxLayout(lines)
        self._lines.setContentsMargins(0, 0, BAR_PX, 0)
        self._lines.setSpacing(6)
        self.again = Button(tr("Export once more"), icon="undo-2", height=32)
        self.copy = Button(tr("Copy the report"), icon="copy", height=32)
        self.leave = Button(tr("Close"), key="Esc", role=Role.PRIMARY, height=32)
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(self.text()))
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addStretch(1)
        for button in (self.again, self.copy, self.leave):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.headline)
        column.addWidget(self.path)
        column.addWidget(Label(tr("What the format cannot hold"), role="section"))
        column.addWidget(scrolling(lines), 1)
        column.addLayout(buttons)

    def show_report(self, path: str, episodes: int, sentences: Sequence[str]) -> None:
        """Labels of so many episodes are at ``path``; no sentence says that nothing is lost."""
        self.headline.setText(written_words(episodes))
        self.path.set_words(path)
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.sentences = tuple(sentences) or (tr("Nothing is lost"),)
        for sentence in self.sentences:
            self._lines.addWidget(Label(sentence, wrap=True))
        self._lines.addStretch(1)

    def text(self) -> str:
        """All of it in lines."""
        return "\n".join((self.headline.text(), self.path.words(), *self.sentences))


def written_words(episodes: int) -> str:
    """Of how many episodes labels were written."""
    if episodes == 1:
        return tr("Labels of 1 episode are written")
    return tr("Labels of {n} episodes are written", n=f"{episodes:,}")
