"""In the place of what cannot be shown: what happened, what still works, and the details for who wants them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.labels import Icon, Label
from widgets.theme import mono


class ErrorPanel(QFrame):
    """One sentence each; ``details`` opens under a button; ``action_requested`` follows the one action.

    ``centred`` fills a view or a window; without it the panel is a card among other things.
    """

    action_requested = Signal()

    def __init__(self, *, centred: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel" if centred else "refusal")
        self.icon = Icon("octagon-alert", ink="critical", size=16)
        self.happened = Label(px=13, weight=600, wrap=True)
        self.still_works = Label(role="mid", wrap=True)
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setFont(mono(11))
        self.details.setMaximumHeight(140)
        self.action = Button()
        self.more = Button(role=Role.GHOST)
        self.action.clicked.connect(self.action_requested)
        self.more.clicked.connect(self._toggle)
        self._lay_out(6 if centred else 0)

    def _lay_out(self, share: int) -> None:
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(self.happened)
        words.addWidget(self.still_works)
        buttons = QHBoxLayout()
        buttons.addWidget(self.action)
        buttons.addWidget(self.more)
        buttons.addStretch(1)
        words.addLayout(buttons)
        words.addWidget(self.details)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1 if share else 0)
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, share or 1)
        row.addStretch(1 if share else 0)
        column = QVBoxLayout(self)
        margin = 16 if share else 10
        column.setContentsMargins(margin, margin, margin, margin)
        column.addStretch(1 if share else 0)
        column.addLayout(row)
        column.addStretch(2 if share else 0)

    def show_error(
        self, happened: str, still_works: str = "", *, details: str = "", action: str = ""
    ) -> None:
        """All words are translated already."""
        self.happened.setText(happened)
        self.still_works.setText(still_works)
        self.still_works.setVisible(bool(still_works))
        self.details.setPlainText(details)
        self.details.hide()
        self.more.setText(tr("Details"))
        self.more.setVisible(bool(details))
        self.action.setText(action)
        self.action.setVisible(bool(action))

    def _toggle(self) -> None:
        self.details.setVisible(not self.details.isVisible())
