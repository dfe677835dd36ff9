"""Which catalog this window syncs with, and as whom: asked in a dialog, kept in the settings and the keyring."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.catalog_choice import catalog_url
from app.credentials import credentials
from app.profile import REOPEN, Who
from app.tasks import Tasks
from models.catalog.address import PostgresAddress, parse_url
from models.catalog.passwords import without_password
from models.errors import KnownError
from models.storage.label_store import LabelStore
from widgets.i18n import tr, tr_known

if TYPE_CHECKING:
    from widgets.catalog_dialog import CatalogWish

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

    @property
    def url(self) -> str:
        """Of the catalog that is chosen, without its password; "" for the one beside the profiles."""
        own = self._who.where.embedded_catalog
        return "" if self._who.catalog_url == own else without_password(self._who.catalog_url)[0]

    def choose(self, place: str | None = None, refused: str = "") -> None:
        """Ask for another catalog; the window opens anew with it."""
        self._ask(self.url if place is None else place, self._take_place, refused=refused)

    def ask_password(self, refused: str = "") -> None:
        """Ask for the password of the login that the catalog refused."""
        self._ask(self.url, self._take_password, refused=refused, password_only=True)

    def _ask(
        self,
        place: str,
        take: Callable[["CatalogWish"], None],
        *,
        refused: str,
        password_only: bool = False,
    ) -> None:
        from widgets.catalog_dialog import CatalogDialog  # noqa: PLC0415  seldom

        dialog = CatalogDialog(
            place=place,
            login=self._login(),
            password_only=password_only,
            refused=refused,
            parent=self._window,
        )
        dialog.chosen.connect(take)
        dialog.open()

    def _login(self) -> str:
        try:
            address = parse_url(self._who.catalog_url)
        except KnownError:
            return self._who.user
        return address.user if isinstance(address, PostgresAddress) else self._who.user

    def _take_place(self, wish: "CatalogWish") -> None:
        try:
            url = catalog_url(wish.place, where=self._who.where, user=self._who.user) if wish.place else ""
            parse_url(url or self._who.where.embedded_catalog)
        except KnownError as error:
            self.choose(wish.place, tr_known(error.template, error.values))
            return
        plain, typed = without_password(url)
        self._keep(plain, wish.password or typed, lambda: self._reopen(plain))

    def _take_password(self, wish: "CatalogWish") -> None:
        self._keep(self.url, wish.password, self.known.emit)

    def _keep(self, url: str, password: str, then: Callable[[], object]) -> None:
        """On a lane: a keyring may ask its owner first."""
        if not password:
            then()
            return

        def kept(safe: bool) -> None:
            if not safe:
                self.forgotten.emit()
            then()

        self._tasks.lane(LANE).submit(lambda: credentials().keep(url, password), kept)

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
