"""Where labels are synced to: a catalog's connection file or URL, and the password of its login."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.labels import Label


@dataclass(frozen=True, slots=True)
class CatalogWish:
    """``place`` is a URL or the path of a connection file, "" for the catalog beside the profiles."""

    place: str
    password: str


class CatalogDialog(QDialog):
    """``chosen(CatalogWish)`` when it was accepted; it is gone when it is closed.

    Args:
        place: what is chosen now, without a password.
        login: as whom the catalog will know the person.
        password_only: the place stands; only the password is asked for.
        refused: why it is asked again, a whole sentence.
    """

    chosen = Signal(object)

    def __init__(
        self,
        *,
        place: str = "",
        login: str = "",
        password_only: bool = False,
        refused: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._password_only = password_only
        self.setWindowTitle(tr("Password of the catalog") if password_only else tr("Choose the catalog"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(520)
        self.place = QLineEdit(place)
        self.place.setPlaceholderText(tr("Connection file, or postgresql://host/database"))
        self.place.setEnabled(not password_only)
        self.browse = Button(tr("Browse"), icon="folder-open", height=32)
        self.browse.setVisible(not password_only)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(tr("Password of {login}", login=login))
        self.note = Label(role="meta")
        self.refusal = Label(refused, role="critical", wrap=True)
        self.refusal.setVisible(bool(refused))
        self.go = Button(tr("Connect"), key="↵", role=Role.PRIMARY, height=32)
        self._lay_out()
        self.place.textChanged.connect(self._refresh)
        self.place.returnPressed.connect(self._accept)
        self.password.returnPressed.connect(self._accept)
        self.browse.clicked.connect(self._look_for_file)
        self.go.clicked.connect(self._accept)
        self._refresh()
        (self.password if password_only else self.place).setFocus()

    def wish(self) -> CatalogWish:
        """What was typed."""
        return CatalogWish(self.place.text().strip(), self.password.text())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(Label(self.windowTitle(), px=16, weight=600))
        column.addWidget(Label(self._explanation(), role="mid", wrap=True))
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.place, 1)
        row.addWidget(self.browse)
        column.addLayout(row)
        column.addWidget(self.password)
        column.addWidget(self.note)
        column.addWidget(self.refusal)
        column.addSpacing(12)
        column.addWidget(self.go)

    def _explanation(self) -> str:
        if self._password_only:
            return tr("Your edits are safe on this machine; they are sent once the catalog knows you.")
        return tr(
            "The administrator gives you a connection file and a password. Left empty, labels sync to the catalog "
            "on this machine. Your edits go along to the catalog that you choose."
        )

    def _look_for_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, tr("Connection file"), "", tr("Connection files (*.rushes-catalog);;All files (*)")
        )
        if path:
            self.place.setText(path)
            self.password.setFocus()

    def _refresh(self) -> None:
        """A file asks for no password and enforces nothing; the room for saying so is kept, so that nothing moves."""
        place = self.place.text().strip()
        is_file = not self._password_only and (not place or place.startswith("sqlite:"))
        self.password.setEnabled(not is_file)
        self.note.setVisible(not self._password_only)
        self.note.setText(tr("This catalog is a file: it enforces no roles") if is_file else " ")

    def _accept(self) -> None:
        if self._password_only and not self.password.text():
            return
        self.accept()
        self.chosen.emit(self.wish())
