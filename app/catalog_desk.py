"""Which catalog this window syncs with, and as whom: asked in a dialog, kept in the settings and the keyring."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.catalog_choice import catalog_url
from app.catalog_trial import CatalogTrial
from app.credentials import credentials
from app.profile import REOPEN, Who
from app.tasks import Tasks
from models.catalog.address import PostgresAddress, parse_url
from models.catalog.passwords import without_password
from models.errors import CatalogLoginError, KnownError
from models.storage.label_store import LabelStore
from widgets.i18n import tr
from widgets.known import error_text

if TYPE_CHECKING:
    from widgets.catalog_dialog import CatalogDialog, CatalogWish

LANE = "password"


class CatalogDesk(QObject):
    """``chosen(url)`` for the settings ("" for the catalog beside the profiles), ``known()`` when a password was given.

    ``forgotten()``: the password was taken, but will be asked for again next time, as there is no keyring.
    """

    chosen = Signal(str)
    known = Signal()
    forgotten = Signal()

    def __init__(
        self, *, who: Who, store: LabelStore, tasks: Tasks, window: QWidget, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._who = who
        self._store = store
        self._tasks = tasks
        self._window = window
        self._trial = CatalogTrial(who=who, store=store, tasks=tasks)
        self._wrong = ""

    @property
    def url(self) -> str:
        """Of the catalog that is chosen, without its password; "" for the one beside the profiles."""
        own = self._who.where.embedded_catalog
        return "" if self._who.catalog_url == own else without_password(self._who.catalog_url)[0]

    def choose(self) -> None:
        """Ask for another catalog; once it answered, the window opens anew with it."""
        dialog = self._ask(password_only=False)
        dialog.tried.connect(lambda wish: self._try_place(dialog, wish))
        dialog.later.connect(lambda wish: self._take_untried(dialog, *self._named(wish), self._reopen))

    def ask_password(self) -> None:
        """Ask for the password of the login that the catalog refused."""
        dialog = self._ask(password_only=True)
        dialog.tried.connect(lambda wish: self._try(dialog, self.url, wish.password, self._know))
        dialog.later.connect(lambda wish: self._take_untried(dialog, self.url, wish.password, self._know))

    def _ask(self, *, password_only: bool) -> "CatalogDialog":
        from widgets.catalog_dialog import CatalogDialog  # noqa: PLC0415  seldom

        dialog = CatalogDialog(
            place=self.url, login=self._login(), password_only=password_only, parent=self._window
        )
        dialog.stopped.connect(self._trial.stop)
        dialog.open()
        return dialog

    def _login(self) -> str:
        try:
            address = parse_url(self._who.catalog_url)
        except KnownError:
            return self._who.user
        return address.user if isinstance(address, PostgresAddress) else self._who.user

    def _try_place(self, dialog: "CatalogDialog", wish: "CatalogWish") -> None:
        try:
            url, password = self._named(wish)
        except KnownError as error:
            dialog.show_refusal(error_text(error, ""), may_wait=False)
            return
        self._try(dialog, url, password, self._reopen)

    def _named(self, wish: "CatalogWish") -> tuple[str, str]:
        """URL and password of what was typed.

        Raises:
            KnownError: it names no catalog.
        """
        url = catalog_url(wish.place, where=self._who.where, user=self._who.user) if wish.place else ""
        parse_url(url or self._who.where.embedded_catalog)
        plain, typed = without_password(url)
        return plain, wish.password or typed

    def _try(self, dialog: "CatalogDialog", url: str, password: str, take: Callable[[str], None]) -> None:
        def passed(safe: bool) -> None:
            dialog.accept()
            self._taken(safe)
            take(url)

        def failed(error: KnownError) -> None:
            self._wrong = password if isinstance(error, CatalogLoginError) else ""
            dialog.show_refusal(error_text(error, ""), may_wait=True)

        self._trial.begin(url or self._who.where.embedded_catalog, password, passed=passed, failed=failed)

    def _take_untried(
        self, dialog: "CatalogDialog", url: str, password: str, take: Callable[[str], None]
    ) -> None:
        """A password that was found wrong is not kept. On a lane: a keyring may ask its owner first."""
        dialog.accept()
        if not password or password == self._wrong:
            take(url)
            return

        def kept(safe: bool) -> None:
            self._taken(safe)
            take(url)

        self._tasks.lane(LANE).submit(lambda: credentials().keep(url, password), kept)

    def _taken(self, safe: bool) -> None:
        if not safe:
            self.forgotten.emit()

    def _know(self, _url: str) -> None:
        self.known.emit()

    def _reopen(self, url: str) -> None:
        self.chosen.emit(url)
        if url != self.url:
            self._store.leave_catalog()
            QApplication.exit(REOPEN)
        else:
            self.known.emit()


def forgotten_words() -> str:
    """For the notice that follows ``CatalogDesk.forgotten``."""
    return tr("This machine has no keyring: the password is asked for again next time")
