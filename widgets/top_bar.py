"""The bar at the top: where one is, which episode is open, who works, whether it is synced."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QMenu, QSizePolicy, QWidget

from models.review import Role as PersonRole
from models.review import State
from widgets import icons
from widgets.button import Button, Role
from widgets.chip import Chip, ChipLine
from widgets.i18n import tr
from widgets.keycap import KEYCAP_PX, keycap_width, paint_keycap
from widgets.labels import Elided
from widgets.menus import add_heading
from widgets.painting import CENTRE, box, text
from widgets.printed_keys import cap_of, with_key
from widgets.spare import GivingWay, Spare
from widgets.states import role_word, state_look, state_word
from widgets.sync_badge import SyncBadge
from widgets.theme import font, qcolour

_CHIPS = 3


class TopBar(QFrame):
    """Workspaces, episode, commands, sync and person."""

    workspace_requested = Signal(str)
    palette_requested = Signal()
    sync_requested = Signal()
    sync_pause_requested = Signal(bool)
    user_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setFixedHeight(40)
        self.tabs = WorkspaceTabs()
        self.name = Elided(face=font(13, 600))
        self.task = Elided(face=font(13), ink="mid")
        self.chips = [Chip() for _ in range(_CHIPS)]
        self.search = SearchField()
        self.sync = SyncBadge()
        self.avatar = Avatar()
        self._episode: tuple[State | None, str, tuple[ChipLine, ...]] = (None, "", ())
        self._lay_out()
        self.tabs.requested.connect(self.workspace_requested)
        self.search.clicked.connect(self.palette_requested)
        self.sync.sync_requested.connect(self.sync_requested)
        self.sync.pause_requested.connect(self.sync_pause_requested)
        self.avatar.user_requested.connect(self.user_requested)
        self.set_episode("", "", None)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        mark, task, chips = Spare(Mark()), Spare(self.task), Spare(*self.chips, spacing=8)
        row.addWidget(mark)
        row.addSpacing(20)
        row.addWidget(self.tabs)
        row.addSpacing(12)
        row.addWidget(self.name)
        row.addWidget(task)
        row.addWidget(chips)
        row.addStretch(1)
        for widget in (self.search, self.sync, self.avatar):
            row.addWidget(widget)
        self.giving_way = GivingWay(self, (task, mark, chips))

    def set_workspaces(self, workspaces: tuple[str, ...], current: str) -> None:
        """Which tabs there are, and which one is open."""
        self.tabs.set_workspaces(workspaces, current)

    def set_workspace(self, current: str) -> None:
        """Another tab is open."""
        self.tabs.set_current(current)

    def set_episode(
        self,
        name: str,
        task: str,
        state: State | None,
        *,
        detail: str = "",
        extra: tuple[ChipLine, ...] = (),
    ) -> None:
        """The open episode; ``detail`` follows the state's word ("revision 3"). Empty name: none is open."""
        self.name.set_words(name)
        self.name.setVisible(bool(name))
        self.task.set_words(task)
        self.task.setVisible(bool(task))
        self._episode = (state if name else None, detail, extra if name else ())
        self._show_chips()

    def set_user(self, name: str, role: PersonRole) -> None:
        """Who works here."""
        self.avatar.set_user(name, role)

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show_chips()
        super().changeEvent(event)

    def _show_chips(self) -> None:
        state, detail, extra = self._episode
        lines = list(extra)
        if state is not None:
            icon, tone = state_look(state)
            words = f"{state_word(state)} · {detail}" if detail else state_word(state)
            lines.insert(0, ChipLine(words, icon, "mid" if tone == "low" else tone))
        for index, chip in enumerate(self.chips):
            chip.show_line(lines[index] if index < len(lines) else ChipLine(""))


class Mark(QWidget):
    """Three bars and the name."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(76, 28))
        self.setAccessibleName("Rushes")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars that grow paler to the right."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for index, share in enumerate((1.0, 0.65, 0.38)):
            painter.setBrush(qcolour("accent", share))
            painter.drawRoundedRect(QRectF(index * 6, 8, 4, 12), 1, 1)
        text(painter, QRect(25, 0, 51, 28), "Rushes", font(13, 600))


class WorkspaceTabs(QFrame):
    """Tabs in a well."""

    requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "well")
        self.setFixedHeight(28)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 2, 2, 2)
        self._row.setSpacing(2)
        self.buttons: dict[str, Button] = {}
        self.set_workspaces(("annotate", "review"), "annotate")

    def set_workspaces(self, workspaces: tuple[str, ...], current: str) -> None:
        """Replace all tabs."""
        for button in self.buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {code: self._button(code) for code in workspaces}
        self.set_current(current)
        self._retranslate()

    def set_current(self, current: str) -> None:
        """Mark one tab."""
        for code, button in self.buttons.items():
            button.setChecked(code == current)

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _button(self, code: str) -> Button:
        button = Button(role=Role.TAB, height=24)
        button.clicked.connect(lambda: self.requested.emit(code))
        self._row.addWidget(button)
        return button

    def _retranslate(self) -> None:
        words = {"annotate": tr("Annotate"), "review": tr("Review"), "debug": tr("Debug")}
        for code, button in self.buttons.items():
            button.setText(words.get(code, code))
            button.setToolTip(with_key(button.text(), f"window.{code}"))
            button.setAccessibleName(button.text())
            button.updateGeometry()


class SearchField(QAbstractButton):
    """Looks like an input and opens the command palette."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMaximumWidth(260)
        self.setMinimumWidth(110)

    def sizeHint(self) -> QSize:
        """Wide enough for the sentence."""
        return QSize(260, 26)

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Icon, sentence, key."""
        painter = QPainter(self)
        fill = qcolour("bg3" if self.underMouse() else "bg2")
        box(painter, self.rect(), fill=fill, edge=qcolour("line2"), radius=5)
        icons.paint(painter, "search", "low", QRect(9, (self.height() - 14) // 2, 14, 14))
        key = cap_of("window.palette")
        room = self.width() - 31 - (keycap_width(key) if key else 0) - 10
        words = tr("Search or run a command") if room > 130 else tr("Command")
        text(painter, QRect(31, 0, room, self.height()), words, font(12), ink="low")
        if not key:
            return
        corner = QRect(0, 0, keycap_width(key), KEYCAP_PX)
        corner.moveTopRight(self.rect().topRight())
        corner.translate(-5, (self.height() - KEYCAP_PX) // 2)
        paint_keycap(painter, corner.topLeft(), key)


class Avatar(QAbstractButton):
    """Initials in a circle; opens the menu of the person."""

    user_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(26, 26)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._name, self._role = "", PersonRole.ANNOTATOR
        self.clicked.connect(self.open_menu)

    def set_user(self, name: str, role: PersonRole) -> None:
        """Who it stands for."""
        self._name, self._role = name, role
        self.setAccessibleName(name)
        self._tell()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """A change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()
        super().changeEvent(event)

    def _tell(self) -> None:
        """Who it is, under the pointer."""
        self.setToolTip(tr("{name}, {role}", name=self._name, role=role_word(self._role)))

    def open_menu(self) -> QMenu:
        """Name, role and the way to another person."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = tr("{name}, {role}", name=self._name, role=role_word(self._role))
        add_heading(menu, title)
        menu.addSeparator()
        menu.addAction(icons.icon("users"), tr("Change who works…"), self.user_requested.emit)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        return menu

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Up to two letters."""
        painter = QPainter(self)
        fill = qcolour("bg4" if self.underMouse() else "bg3")
        box(painter, self.rect(), fill=fill, edge=qcolour("line2"), radius=13)
        painter.setFont(font(11, 600))
        painter.setPen(qcolour("hi"))
        painter.drawText(self.rect(), int(CENTRE), initials(self._name))


def initials(name: str) -> str:
    """Two letters or digits of a name: of its first two words, else of its first, else of its number."""
    words = [word for word in name.replace("_", " ").replace("-", " ").replace(".", " ").split() if word]
    if len(words) > 1:
        second = words[-1] if words[-1].isdigit() else words[-1][0]
        return second[:2] if second.isdigit() else (words[0][0] + second).upper()
    return name[:2].upper() if name.isascii() else name[:1]
