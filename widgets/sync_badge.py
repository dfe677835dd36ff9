"""Whether what was done here has reached the catalog: always an icon and a word."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.errors import KnownError
from models.review import Role as Work
from widgets.button import Button, Role
from widgets.i18n import tr, tr_known
from widgets.labels import Label
from widgets.popover import Popover
from widgets.states import role_word


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
class SyncView:
    """``pending`` edits wait; ``conflicts`` met others' work, ``refused`` broke a rule, both wait for a person.

    ``since`` is a clock time in words ("14:02") while offline, ``last_success`` that of the last whole round.
    ``catalog`` is where to, ``error`` what failed, ``lines`` are sentences for the panel: what was refused and why.
    ``role`` is that which the catalog knows the person by; ``enforces_roles`` is False for a file, None while nobody
    answered. ``reoffered`` edits were sent again after a restore, ``withdrawn`` episodes are gone, the sites ``mended``
    were fetched anew.
    """

    state: SyncState = SyncState.LOCAL
    pending: int = 0
    conflicts: int = 0
    since: str = ""
    catalog: str = ""
    error: KnownError | None = None
    lines: tuple[str, ...] = ()
    refused: int = 0
    last_success: str = ""
    enforces_roles: bool | None = None
    role: Work | None = None
    paused: bool = False
    reoffered: int = 0
    withdrawn: int = 0
    mended: tuple[str, ...] = ()


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


def sync_words(view: SyncView) -> str:
    """The badge in words."""
    one = view.conflicts == 1
    met = tr("1 conflict") if one else tr("{n} conflicts", n=view.conflicts)
    return {
        SyncState.LOCAL: tr("Local only"),
        SyncState.SYNCED: tr("Synced"),
        SyncState.PENDING: tr("{n} to send", n=view.pending),
        SyncState.SYNCING: tr("Syncing"),
        SyncState.OFFLINE: tr("Offline since {time}, edits are safe", time=view.since),
        SyncState.CONFLICT: met if view.conflicts else tr("{n} refused", n=view.refused),
        SyncState.PAUSED: tr("Sync is paused"),
        SyncState.ERROR: tr("Sync failed"),
    }[view.state]


class SyncBadge(Button):
    """A click opens the panel with what waits and what failed; its buttons ask for a sync, or for a pause."""

    sync_requested = Signal()
    pause_requested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(role=Role.NORMAL, height=26, icon="hard-drive", parent=parent)
        self._view = SyncView()
        self.clicked.connect(self.open_panel)
        self._retranslate()

    def show_state(self, view: SyncView) -> None:
        """Another state."""
        self._view = view
        self._retranslate()

    def open_panel(self) -> "SyncPanel":
        """Show the panel below the badge."""
        panel = SyncPanel(self._view, self)
        panel.sync_requested.connect(self.sync_requested)
        panel.pause_requested.connect(self.pause_requested)
        panel.open_at(self)
        return panel

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        name, tone = _LOOKS[self._view.state]
        self.set_icon(name)
        self.set_ink(tone)
        self.setText(sync_words(self._view))
        self.setAccessibleName(self.text())
        self.setToolTip(tr("What waits for the catalog"))
        self.updateGeometry()


class SyncPanel(Popover):
    """What waits, what was refused and why."""

    sync_requested = Signal()
    pause_requested = Signal(bool)

    def __init__(self, view: SyncView, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumWidth(300)
        self.body.addWidget(Label(sync_words(view), px=13, weight=600))
        if view.catalog:
            self.body.addWidget(Label(view.catalog, role="mid"))
        self._add_facts(self.body, view)
        if view.error is not None:
            words = tr_known(view.error.template, view.error.values)
            self.body.addWidget(Label(words, role="mid", wrap=True))
        for line in view.lines:
            self.body.addWidget(Label(line, role="mid", wrap=True))
        button = Button(tr("Sync now"), icon="refresh-cw", role=Role.PRIMARY)
        button.setEnabled(view.state not in {SyncState.LOCAL, SyncState.SYNCING})
        button.clicked.connect(self._ask)
        self.pause = Button(
            tr("Go on") if view.paused else tr("Pause"), icon="play" if view.paused else "pause"
        )
        self.pause.setEnabled(view.state is not SyncState.LOCAL)
        self.pause.clicked.connect(lambda: self._set_paused(not view.paused))
        self.body.addSpacing(6)
        row = QHBoxLayout()
        row.addWidget(button, 1)
        row.addWidget(self.pause)
        self.body.addLayout(row)

    def _add_facts(self, body: QVBoxLayout, view: SyncView) -> None:
        if view.state is SyncState.LOCAL:
            words = tr("No catalog is chosen. Everything is kept on this machine.")
            body.addWidget(Label(words, role="mid", wrap=True))
        elif view.pending:
            words = tr("{n} edits wait here, safe on this machine.", n=view.pending)
            body.addWidget(Label(words, role="mid", wrap=True))
        if view.conflicts:
            words = tr("{n} edits met others in the catalog and are kept for a decision.", n=view.conflicts)
            body.addWidget(Label(words, role="warning", wrap=True))
        for words in _facts(view):
            body.addWidget(Label(words, role="mid", wrap=True))

    def _set_paused(self, paused: bool) -> None:
        self.close()
        self.pause_requested.emit(paused)

    def _ask(self) -> None:
        self.close()
        self.sync_requested.emit()


def _facts(view: SyncView) -> list[str]:
    """Sentences about the catalog, and what does not happen every day."""
    found = []
    if view.refused:
        found.append(tr("{n} edits were refused by a rule of the catalog and are kept.", n=view.refused))
    if view.enforces_roles is False:
        found.append(tr("This catalog is a file: it enforces no roles"))
    elif view.role is not None:
        found.append(tr("The catalog knows you as {role}", role=role_word(view.role)))
    if view.last_success:
        found.append(tr("Last synced at {time}", time=view.last_success))
    if view.reoffered:
        words = tr("The catalog was restored from a backup; {n} edits were offered again.", n=view.reoffered)
        found.append(words)
    if view.withdrawn:
        found.append(tr("{n} episodes were withdrawn and are gone here too.", n=view.withdrawn))
    if view.mended:
        sites = ", ".join(view.mended)
        found.append(
            tr("Labels of {sites} did not agree with the catalog and were fetched anew.", sites=sites)
        )
    return found
