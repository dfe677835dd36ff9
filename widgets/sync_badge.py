"""Whether what was done here has reached the catalog: always an icon and a word."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.errors import CatalogLoginError, KnownError
from models.review import Role as Work
from widgets.button import Button, Role
from widgets.conflict_words import refusal_words
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
    ``catalog`` is where to, ``error`` what failed, ``lines`` are sentences for the panel: what was refused and why.
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
    lines: tuple[str, ...] = ()
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


_MOST_CASES = 8
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
    catalog_requested = Signal()
    password_requested = Signal()
    case_requested = Signal(str)

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
        panel.catalog_requested.connect(self.catalog_requested)
        panel.password_requested.connect(self.password_requested)
        panel.case_requested.connect(self.case_requested)
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
    catalog_requested = Signal()
    password_requested = Signal()
    case_requested = Signal(str)

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
        for line in view.lines if not view.cases else ():
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
        self._add_doors(view)

    def _add_doors(self, view: SyncView) -> None:
        """To another catalog, and to the one that refuses the login."""
        self.password = Button(tr("Enter the password"), icon="lock", height=28)
        self.password.setVisible(isinstance(view.error, CatalogLoginError))
        self.password.clicked.connect(self._ask_password)
        self.catalog = Button(tr("Choose the catalog"), icon="hard-drive", height=28)
        self.catalog.clicked.connect(self._ask_catalog)
        self.body.addWidget(self.password)
        self.body.addWidget(self.catalog)

    def _ask_password(self) -> None:
        self.close()
        self.password_requested.emit()

    def _ask_catalog(self) -> None:
        self.close()
        self.catalog_requested.emit()

    def _add_facts(self, body: QVBoxLayout, view: SyncView) -> None:
        if view.state is SyncState.LOCAL:
            words = tr("No catalog is chosen. Everything is kept on this machine.")
            body.addWidget(Label(words, role="mid", wrap=True))
        elif view.pending:
            words = tr("{n} edits wait here, safe on this machine.", n=view.pending)
            body.addWidget(Label(words, role="mid", wrap=True))
        if view.conflicts:
            words = tr("Others were first; your edits are kept until you decide:")
            body.addWidget(Label(words, role="warning", wrap=True))
        self.cases = [self._add_case(case) for case in view.cases[:_MOST_CASES]]
        if len(view.cases) > _MOST_CASES:
            body.addWidget(Label(tr("and {n} more", n=len(view.cases) - _MOST_CASES), role="mid"))
        for words in _facts(view):
            body.addWidget(Label(words, role="mid", wrap=True))

    def _add_case(self, case: Case) -> Button:
        if case.aside:
            words = tr("{name}, kept aside", name=case.name)
        else:
            what = tr("first: {names}", names=case.who) if case.who else refusal_words(case.why)
            words = f"{case.name} \u00b7 {what}" if what else case.name
        button = Button(words, icon="inbox" if case.aside else "git-merge", height=28, left=True)
        button.setToolTip(words)
        button.clicked.connect(lambda: self._open_case(case.episode_id))
        self.body.addWidget(button)
        return button

    def _open_case(self, episode_id: str) -> None:
        self.close()
        self.case_requested.emit(episode_id)

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
    if view.stuck:
        found.append(_stuck_words(view.stuck))
    if view.is_behind:
        found.append(tr("A standby server answers that is behind; what is newer comes later."))
    if view.mended:
        sites = ", ".join(view.mended)
        found.append(
            tr("Labels of {sites} did not agree with the catalog and were fetched anew.", sites=sites)
        )
    return found


def _stuck_words(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:_MOST_CASES])
    more = len(names) - _MOST_CASES
    told = f"{shown} {tr('and {n} more', n=more)}" if more > 0 else shown
    return tr(
        "The catalog holds changes to {names} that this program cannot put onto the labels. They stay as they are "
        "here, nothing is lost; update the program, or ask who looks after the catalog.",
        names=told,
    )
