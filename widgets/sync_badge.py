"""Whether what was done here has reached the catalog: always an icon and a word."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QWidget

from models.errors import CatalogLoginError, KnownError
from models.review import Role as Work
from widgets.button import Button, Role
from widgets.fonts import advance
from widgets.i18n import tr
from widgets.printed_keys import with_key
from widgets.theme import font

if TYPE_CHECKING:
    from widgets.sync_panel import SyncPanel


class SyncState(StrEnum):
    """LOCAL: no catalog is named. ERROR: the catalog answers with something that cannot be understood."""

    LOCAL = "local"
    SYNCED = "synced"
    PENDING = "pending"
    SYNCING = "syncing"
    OFFLINE = "offline"
    CONFLICT = "conflict"
    PAUSED = "paused"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Case:
    """Refused work of one episode: its name, who was first ("" where nobody was), what the catalog said."""

    episode_id: str
    name: str
    who: str
    why: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class SyncView:
    """``pending`` edits wait; ``conflicts`` met others' work, ``refused`` broke a rule, both wait for a person.
    ``cases`` are all of them by episode, also those that were put aside.

    ``since`` is a clock time in words ("14:02") while offline, ``last_success`` that of the last whole round.
    ``catalog`` is where to, ``error`` what failed.
    ``role`` is that which the catalog knows the person by; ``enforces_roles`` is False for a file, None while nobody
    answered. ``reoffered`` edits were sent again after a restore, ``withdrawn`` episodes are gone, the sites ``mended``
    were fetched anew. ``stuck`` are names of episodes with changes that do not fit here; ``is_behind``: a standby
    answered that has less than was fetched before.
    """

    state: SyncState = SyncState.LOCAL
    pending: int = 0
    conflicts: int = 0
    since: str = ""
    catalog: str = ""
    error: KnownError | None = None
    refused: int = 0
    last_success: str = ""
    enforces_roles: bool | None = None
    role: Work | None = None
    paused: bool = False
    reoffered: int = 0
    withdrawn: int = 0
    mended: tuple[str, ...] = ()
    stuck: tuple[str, ...] = ()
    is_behind: bool = False
    cases: tuple[Case, ...] = ()


_LOOKS = {
    SyncState.LOCAL: ("hard-drive", "mid"),
    SyncState.SYNCED: ("cloud-check", "mid"),
    SyncState.PENDING: ("arrow-up-down", "hi"),
    SyncState.SYNCING: ("refresh-cw", "accent"),
    SyncState.OFFLINE: ("cloud-off", "warning"),
    SyncState.CONFLICT: ("triangle-alert", "warning"),
    SyncState.PAUSED: ("pause", "mid"),
    SyncState.ERROR: ("cloud-alert", "critical"),
}


def asks_password(view: SyncView) -> bool:
    """Whether nothing goes on before the person gives a password."""
    return view.state is SyncState.ERROR and isinstance(view.error, CatalogLoginError)


def sync_words(view: SyncView) -> str:
    """The badge in words."""
    if asks_password(view):
        return tr("Password needed")
    one = view.conflicts == 1
    met = tr("1 conflict") if one else tr("{n} conflicts", n=f"{view.conflicts:,}")
    return {
        SyncState.LOCAL: tr("Local only"),
        SyncState.SYNCED: tr("Synced"),
        SyncState.PENDING: tr("{n} to send", n=f"{view.pending:,}"),
        SyncState.SYNCING: tr("Syncing"),
        SyncState.OFFLINE: tr("Offline since {time}, edits are safe", time=view.since),
        SyncState.CONFLICT: met if view.conflicts else tr("{n} refused", n=f"{view.refused:,}"),
        SyncState.PAUSED: tr("Sync is paused"),
        SyncState.ERROR: tr("Sync failed"),
    }[view.state]


class SyncBadge(Button):
    """A click opens the panel with what waits and what failed; its buttons ask for a sync, or for a pause."""

    sync_requested = Signal()
    pause_requested = Signal(bool)
    catalog_requested = Signal()
    password_requested = Signal()
    case_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(role=Role.NORMAL, height=26, icon="hard-drive", parent=parent)
        self._view = SyncView()
        self._panel: SyncPanel | None = None
        self.clicked.connect(self.open_panel)
        self._retranslate()

    def show_state(self, view: SyncView) -> None:
        """Another state, also of the panel where it is open."""
        self._view = view
        self._retranslate()
        if self._panel is not None and self._panel.isVisible():
            self._panel.show_view(view)

    def open_panel(self) -> "SyncPanel":
        """Show the panel below the badge."""
        from widgets.sync_panel import SyncPanel  # noqa: PLC0415 - the badge is on the screen before all else

        if self._panel is not None:
            self._panel.close()
            self._panel.deleteLater()
        panel = self._panel = SyncPanel(self._view, self)
        panel.sync_requested.connect(self.sync_requested)
        panel.pause_requested.connect(self.pause_requested)
        panel.catalog_requested.connect(self.catalog_requested)
        panel.password_requested.connect(self.password_requested)
        panel.case_requested.connect(self.case_requested)
        panel.open_at(self)
        return panel

    def sizeHint(self) -> QSize:
        """Never narrower than the words of every day, so that nothing beside it moves when they change."""
        usual = (tr("Synced"), tr("Syncing"), tr("{n} to send", n="000"))
        least = max(advance(words, font(12, 500)) for words in usual)
        hint = super().sizeHint()
        return QSize(hint.width() + max(0, least - advance(self.text(), font(12, 500))), hint.height())

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        name, tone = ("lock", "warning") if asks_password(self._view) else _LOOKS[self._view.state]
        self.set_icon(name)
        self.set_ink(tone)
        self.setText(sync_words(self._view))
        self.setAccessibleName(self.text())
        self.setToolTip("\n".join(self._tips()))
        self.updateGeometry()

    def _tips(self) -> list[str]:
        tips = [tr("What waits for the catalog"), with_key(tr("Sync now"), "window.sync")]
        if self._view.enforces_roles is False:
            tips.append(tr("This catalog is a file: it enforces no roles"))
        return tips
