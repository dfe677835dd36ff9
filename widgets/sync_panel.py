"""What waits for the catalog, what it refused, and what can be done; opens at the badge."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from models.errors import CatalogLoginError
from widgets.button import Button, Role
from widgets.conflict_words import refusal_words
from widgets.i18n import tr
from widgets.known import error_text
from widgets.labels import Elided, Label
from widgets.painting import LEFT
from widgets.popover import Popover
from widgets.scrolling import BAR_PX, Column, scrolling
from widgets.states import role_word
from widgets.sync_badge import Case, SyncState, SyncView, sync_words
from widgets.sync_words import waiting_words
from widgets.theme import font

_WIDTH = 420
_MOST_CASES = 30
_MOST_STUCK = 8
_FOOT_PX = 12
_NAME_LETTERS = 28
_REST = {SyncState.LOCAL, SyncState.SYNCING}


class SyncPanel(Popover):
    """Facts above, in a part that scrolls where they are many; the buttons below always stand.

    Values come in by ``show_view``, also while it is open. Tab and arrows go from button to button, Enter presses.
    """

    sync_requested = Signal()
    pause_requested = Signal(bool)
    catalog_requested = Signal()
    password_requested = Signal()
    case_requested = Signal(str)

    def __init__(self, view: SyncView, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self._view: SyncView | None = None
        self._room_px = 0
        self.cases: list[Button] = []
        self._inside = Column()
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(0, 0, BAR_PX, 0)
        self._rows.setSpacing(6)
        self._area = scrolling(self._inside)
        self.body.addWidget(self._area)
        self.body.addSpacing(4)
        self._make_buttons()
        self.show_view(view)

    def show_view(self, view: SyncView) -> None:
        """Other values; the focus stays on the same button where it is still there."""
        if view == self._view:
            return
        self._view = view
        at = self.focusWidget()
        index = self.cases.index(at) if isinstance(at, Button) and at in self.cases else -1
        self._clear()
        self._fill(view)
        self._show_buttons(view)
        if index >= 0:
            left = self.cases or [self.sync]
            left[min(index, len(left) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
        self._fit()

    def open_at(self, anchor: QWidget, *, above: bool = False) -> None:
        """Below ``anchor``, never beyond the lower edge of its window; the first button has the focus."""
        window = anchor.window()
        below = window.height() - anchor.mapTo(window, QPoint(0, anchor.height())).y()
        self._room_px = below - _FOOT_PX
        by_keyboard = window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange) and anchor.hasFocus()
        self.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, by_keyboard)
        self._fit()
        super().open_at(anchor, above=above)
        buttons = self._buttons()
        if buttons:
            buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses what has the focus, Home and End go to the ends, Escape closes."""
        buttons, focus = self._buttons(), self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QAbstractButton):
            focus.click()
        elif buttons and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            at = 0 if event.key() == Qt.Key.Key_Home else -1
            buttons[at].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Round and round; the case that is reached is scrolled to."""
        self.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        moved = super().focusNextPrevChild(forward)
        focus = self.focusWidget()
        if focus is not None and focus in self.cases:
            self._area.ensureWidgetVisible(focus)
        return moved

    def _make_buttons(self) -> None:
        self.sync = Button(tr("Sync now"), icon="refresh-cw", action="window.sync", role=Role.PRIMARY)
        self.password = Button(tr("Enter the password"), icon="lock", role=Role.PRIMARY)
        self.pause = Button()
        self.catalog = Button(tr("Choose the catalog"), icon="hard-drive", height=28)
        self.sync.clicked.connect(lambda: self._wish(self.sync_requested.emit))
        self.password.clicked.connect(lambda: self._wish(self.password_requested.emit))
        self.catalog.clicked.connect(lambda: self._wish(self.catalog_requested.emit))
        self.pause.clicked.connect(self._ask_pause)
        row = QHBoxLayout()
        row.addWidget(self.sync, 1)
        row.addWidget(self.password, 1)
        row.addWidget(self.pause)
        self.body.addLayout(row)
        self.body.addWidget(self.catalog)

    def _show_buttons(self, view: SyncView) -> None:
        asks = isinstance(view.error, CatalogLoginError)
        self.password.setVisible(asks)
        self.sync.setVisible(not asks)
        self.sync.setEnabled(view.state not in _REST)
        self.pause.setText(tr("Go on") if view.paused else tr("Pause"))
        self.pause.setAccessibleName(self.pause.text())
        self.pause.set_icon("play" if view.paused else "pause")
        self.pause.setEnabled(view.state is not SyncState.LOCAL)

    def _buttons(self) -> list[Button]:
        every = (*self.cases, self.sync, self.password, self.pause, self.catalog)
        return [button for button in every if not button.isHidden() and button.isEnabled()]

    def _ask_pause(self) -> None:
        paused = self._view is not None and self._view.paused
        self._wish(lambda: self.pause_requested.emit(not paused))

    def _wish(self, ask: Callable[[], object]) -> None:
        """Gone before it is asked: what follows may open a dialog."""
        self.close()
        ask()

    def _clear(self) -> None:
        self.cases = []
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _fill(self, view: SyncView) -> None:
        self._add(Label(sync_words(view), px=13, weight=600, wrap=True))
        if view.catalog:
            self._add(Elided(view.catalog, face=font(12), ink="mid", align=LEFT))
        for role, words in _news(view):
            self._add(Label(words, role=role, wrap=True))
        open_cases = [case for case in view.cases if not case.aside]
        self._add_cases(
            tr("Others were first; your edits are kept until you decide:"),
            [case for case in open_cases if case.who],
        )
        self._add_cases(
            tr("A rule of the catalog refused these; your edits are kept:"),
            [case for case in open_cases if not case.who],
        )
        self._add_cases(tr("Kept aside:"), [case for case in view.cases if case.aside], role="mid")
        for words in _facts(view):
            self._add(Label(words, role="mid", wrap=True))
        self._rows.addStretch(1)

    def _add(self, row: QWidget) -> None:
        """Shown at once: the layout of an open panel would count it only after the next turn."""
        self._rows.addWidget(row)
        row.show()

    def _add_cases(self, title: str, cases: list[Case], *, role: str = "warning") -> None:
        if not cases:
            return
        self._add(Label(title, role=role, wrap=True))
        self.cases += [self._add_case(case) for case in cases[:_MOST_CASES]]
        if len(cases) > _MOST_CASES:
            self._add(Label(tr("and {n} more", n=f"{len(cases) - _MOST_CASES:,}"), role="mid"))

    def _add_case(self, case: Case) -> Button:
        what = tr("first: {names}", names=case.who) if case.who else refusal_words(case.why)
        words = f"{case.name} \u00b7 {what}" if what and not case.aside else case.name
        shown = f"{_short(case.name)} \u00b7 {what}" if what and not case.aside else case.name
        icon = "inbox" if case.aside else "git-merge" if case.who else "octagon-alert"
        button = Button(shown, icon=icon, height=28, left=True)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(lambda: self._wish(lambda: self.case_requested.emit(case.episode_id)))
        self._add(button)
        return button

    def _fit(self) -> None:
        """As high as its contents, as far as there is room."""
        margins = self.body.contentsMargins()
        width = _WIDTH - margins.left() - margins.right() - 2
        wanted = self._rows.totalHeightForWidth(width)
        self._area.setFixedHeight(wanted)
        rest = self.body.totalMinimumSize().height() - wanted
        if self._room_px:
            self._area.setFixedHeight(min(wanted, max(80, self._room_px - rest)))
        self.adjustSize()


def _short(name: str) -> str:
    """Cut in the middle where it is long: names of takes differ at their ends, and what follows must be seen."""
    half = _NAME_LETTERS // 2
    return name if len(name) <= _NAME_LETTERS else f"{name[:half]}\u2026{name[-half:]}"


def _news(view: SyncView) -> list[tuple[str, str]]:
    """What stands first: role of the label and sentence."""
    found = []
    if view.state is SyncState.LOCAL:
        found.append(("mid", tr("No catalog is chosen. Everything is kept on this machine.")))
    if view.error is not None and view.state in {SyncState.OFFLINE, SyncState.ERROR}:
        found.append(("warning", error_text(view.error, "")))
    if view.stuck:
        found.append(("warning", _stuck_words(view.stuck)))
    if view.pending:
        found.append(("mid", waiting_words(view.pending)))
    elif view.state is SyncState.SYNCED:
        found.append(("mid", tr("All that you did is in the catalog.")))
    if view.state is SyncState.OFFLINE and not view.paused:
        found.append(("mid", tr("It is tried again by itself; go on working.")))
    return found


def _facts(view: SyncView) -> list[str]:
    """Sentences about the catalog, and what does not happen every day."""
    found = []
    if view.enforces_roles is False:
        found.append(tr("This catalog is a file: it enforces no roles"))
    elif view.role is not None:
        found.append(tr("The catalog knows you as {role}", role=role_word(view.role)))
    if view.last_success:
        found.append(tr("Last synced at {time}", time=view.last_success))
    if view.reoffered:
        words = tr("The catalog was restored from a backup; offered again: {n}", n=f"{view.reoffered:,}")
        found.append(words)
    if view.withdrawn:
        found.append(tr("Episodes withdrawn, gone here too: {n}", n=f"{view.withdrawn:,}"))
    if view.is_behind:
        found.append(tr("A standby server answers that is behind; what is newer comes later."))
    if view.mended:
        sites = ", ".join(view.mended)
        found.append(
            tr("Labels of {sites} did not agree with the catalog and were fetched anew.", sites=sites)
        )
    return found


def _stuck_words(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:_MOST_STUCK])
    more = len(names) - _MOST_STUCK
    told = f"{shown} {tr('and {n} more', n=more)}" if more > 0 else shown
    return tr(
        "The catalog holds changes to {names} that this program cannot put onto the labels. They stay as they are "
        "here, nothing is lost; update the program, or ask who looks after the catalog.",
        names=told,
    )
