"""Asks for the address of a recording that lies elsewhere."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.labels import Label


class AddressDialog(QDialog):
    """``chosen(address)`` when one was given; it is gone when it is closed."""

    chosen = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Open a URL"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(520)
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("s3://bucket/day1/episode.mcap"))
        self.go = Button(tr("Open"), key="↵", role=Role.PRIMARY, height=32)
        self._lay_out()
        self.line.textChanged.connect(self._refresh)
        self.line.returnPressed.connect(self._accept)
        self.go.clicked.connect(self._accept)
        self._refresh()
        self.line.setFocus()

    def address(self) -> str:
        """What was typed."""
        return self.line.text().strip()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(Label(tr("Open a URL"), px=16, weight=600))
        column.addWidget(
            Label(
                tr("A recording or a folder of them on S3 or a web server; only what is shown is fetched."),
                role="mid",
                wrap=True,
            )
        )
        column.addSpacing(8)
        column.addWidget(self.line)
        column.addSpacing(12)
        column.addWidget(self.go)

    def _refresh(self) -> None:
        self.go.setEnabled(bool(self.address()))

    def _accept(self) -> None:
        if self.address():
            self.accept()
            self.chosen.emit(self.address())
