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
    """``tried(CatalogWish)`` asks its owner to try it, who answers with ``show_refusal`` or closes it.

    ``stopped()``: nobody waits for the answer any more. ``later(CatalogWish)``: take it as it is, without an answer.
    It is gone when it is closed.

    Args:
        place: what is chosen now, without a password.
        login: as whom the catalog will know the person.
        password_only: the place stands; only the password is asked for.
    """

    tried = Signal(object)
    stopped = Signal()
    later = Signal(object)

    def __init__(
        self,
        *,
        place: str = "",
        login: str = "",
        password_only: bool = False,
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
        self.refusal = Label(role="critical", wrap=True)
        self.go = Button(tr("Connect"), key="↵", role=Role.PRIMARY, height=32)
        self.postpone = Button(tr("Connect later"), height=32)
        self.stop = Button(tr("Cancel"), key="Esc", height=32)
        self._trying = False
        self._lay_out()
        for field in (self.place, self.password):
            field.textChanged.connect(self._edited)
            field.returnPressed.connect(self._try)
        self.browse.clicked.connect(self._look_for_file)
        self.go.clicked.connect(self._try)
        self.postpone.clicked.connect(lambda: self.later.emit(self.wish()))
        self.stop.clicked.connect(self.reject)
        self._edited()
        (self.password if password_only else self.place).setFocus()

    def wish(self) -> CatalogWish:
        """What was typed."""
        return CatalogWish(self.place.text().strip(), self.password.text())

    def show_refusal(self, words: str, *, may_wait: bool) -> None:
        """Why it did not get through, a whole sentence; ``may_wait``: it may be taken all the same."""
        self._show_trying(False)
        self.refusal.setText(words)
        self.refusal.show()
        self.go.setText(tr("Try again"))
        self.postpone.setVisible(may_wait)
        self._fit()
        (self.password if self.password.isEnabled() else self.place).setFocus()

    def reject(self) -> None:
        """Escape ends a try first, then the dialog."""
        if not self._trying:
            super().reject()
            return
        self.stopped.emit()
        self._show_trying(False)

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
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.go, 1)
        buttons.addWidget(self.postpone)
        buttons.addWidget(self.stop)
        column.addLayout(buttons)

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

    def _edited(self) -> None:
        """What was said belonged to what stood there before."""
        self.refusal.hide()
        self.postpone.hide()
        self.go.setText(tr("Connect"))
        self._refresh()
        self._fit()

    def _refresh(self) -> None:
        """A file asks for no password and enforces nothing; the room for saying so is kept, so that nothing moves."""
        place = self.place.text().strip()
        is_file = not self._password_only and (not place or place.startswith("sqlite:"))
        self.place.setEnabled(not self._password_only and not self._trying)
        self.browse.setEnabled(not self._trying)
        self.password.setEnabled(not is_file and not self._trying)
        self.go.setEnabled(not self._trying)
        self.note.setVisible(not self._password_only)
        self.note.setText(tr("This catalog is a file: it enforces no roles") if is_file else " ")

    def _show_trying(self, on: bool) -> None:
        self._trying = on
        self._refresh()
        self.go.setText(tr("Connecting\u2026") if on else tr("Connect"))
        if on:
            self.stop.setFocus()

    def _fit(self) -> None:
        """As high as its words: a window does not follow those that take another line."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setFixedHeight(
                max(layout.totalHeightForWidth(self.width()), layout.totalMinimumSize().height())
            )

    def _try(self) -> None:
        if self._trying or (self._password_only and not self.password.text()):
            return
        self.refusal.hide()
        self.postpone.hide()
        self._show_trying(True)
        self.tried.emit(self.wish())
