"""The sheet in which keys are changed: search an action, press its new key, read at once who has it."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from widgets.button import Button, Role
from widgets.dialog_size import open_within_screen
from widgets.i18n import tr
from widgets.labels import Label

_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
_ID = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class KeyLine:
    """An action; ``is_own``: a person chose its keys, ``is_fixed``: they are chosen elsewhere."""

    id: str
    title: str
    group: str
    keys: tuple[str, ...]
    is_own: bool = False
    is_fixed: bool = False


class KeyEditor(QDialog):
    """``key_pressed(action, key)`` is answered by new lines or by ``show_clash``; ``taken(action, key)`` takes it from
    whoever has it. ``reset_requested(action)``, "" for all. ``file_requested()`` and ``print_requested()`` for paper.
    """

    key_pressed = Signal(str, str)
    taken = Signal(str, str)
    reset_requested = Signal(str)
    file_requested = Signal()
    print_requested = Signal()
    _waits_for = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Change or print the keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_within_screen(self, 760, 620)
        self._lines: dict[str, KeyLine] = {}
        self._clash = ("", "")
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search"))
        self.table = QTreeWidget()
        self.table.setRootIsDecorated(False)
        self.table.setHeaderLabels([tr("Action"), tr("Group"), tr("Key")])
        self.words = Label(role="mid", wrap=True)
        self.change = Button(tr("Press a new key"), key="↵", role=Role.PRIMARY, height=28)
        self.take = Button(tr("Take it"), height=28)
        self.reset = Button(tr("Usual key"), height=28)
        self.reset_all = Button(tr("All usual keys"), height=28)
        self.file = Button(tr("PDF or HTML"), height=28)
        self.paper = Button(tr("Print"), height=28)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.table.setColumnWidth(0, 440)
        self.table.setColumnWidth(1, 120)
        foot = QHBoxLayout()
        for button in (self.change, self.take, self.reset, self.reset_all):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.file)
        foot.addWidget(self.paper)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addWidget(self.words)
        column.addLayout(foot)
        self.take.hide()

    def _connect(self) -> None:
        self.table.installEventFilter(self)
        self.search.textChanged.connect(lambda _: self._filter())
        self.table.currentItemChanged.connect(lambda *_: self._rest())
        self.table.itemActivated.connect(lambda *_: self.ask())
        self.change.clicked.connect(self.ask)
        self.take.clicked.connect(lambda: self.taken.emit(*self._clash))
        self.reset.clicked.connect(lambda: self.reset_requested.emit(self.current()))
        self.reset_all.clicked.connect(lambda: self.reset_requested.emit(""))
        self.file.clicked.connect(self.file_requested)
        self.paper.clicked.connect(self.print_requested)

    def show_lines(self, lines: list[KeyLine]) -> None:
        """All actions; the chosen one stays chosen."""
        current = self.current()
        self._lines = {line.id: line for line in lines}
        self.table.clear()
        for line in lines:
            item = QTreeWidgetItem([line.title, line.group, ", ".join(line.keys)])
            item.setData(0, _ID, line.id)
            if line.is_own:
                face = item.font(2)
                face.setBold(True)
                item.setFont(2, face)
            self.table.addTopLevelItem(item)
            if line.id == current:
                self.table.setCurrentItem(item)
        self._filter()
        self._rest()

    def current(self) -> str:
        """The chosen action, "" for none."""
        item = self.table.currentItem()
        return "" if item is None else str(item.data(0, _ID))

    def choose(self, action_id: str) -> None:
        """Choose an action."""
        for row in range(self.table.topLevelItemCount()):
            item = self.table.topLevelItem(row)
            if item is not None and item.data(0, _ID) == action_id:
                self.table.setCurrentItem(item)

    def ask(self) -> None:
        """The next key that is pressed is the action's."""
        line = self._lines.get(self.current())
        if line is not None and not line.is_fixed:
            self._waits_for = line.id
            self.take.hide()
            self.words.setText(tr("Press the new key of “{action}”; Esc leaves it", action=line.title))
            self.table.setFocus()

    def show_clash(self, action_id: str, key: str, holder: str, *, can_take: bool) -> None:
        """Another action has that key."""
        self._clash = (action_id, key)
        self.words.setText(tr("{key} belongs to “{action}”", key=key, action=holder))
        self.take.setVisible(can_take)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """While a key is waited for, every key that the table gets is that key."""
        if not self._waits_for or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            self.keyPressEvent(event)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The new key, or none; the window's own keys otherwise."""
        if not self._waits_for:
            super().keyPressEvent(event)
            return
        if Qt.Key(event.key()) in _MODIFIERS:
            return
        action_id, self._waits_for = self._waits_for, ""
        self._rest()
        if Qt.Key(event.key()) is not Qt.Key.Key_Escape:
            text = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
            self.key_pressed.emit(action_id, text)

    def _filter(self) -> None:
        sought = self.search.text().casefold()
        for row in range(self.table.topLevelItemCount()):
            item = self.table.topLevelItem(row)
            if item is not None:
                item.setHidden(not any(sought in item.text(column).casefold() for column in range(3)))
        self._keep_one_chosen()

    def _keep_one_chosen(self) -> None:
        """The buttons are about a row that can be seen: the first one where the chosen one is hidden."""
        current = self.table.currentItem()
        if current is None or current.isHidden():
            rows = (self.table.topLevelItem(row) for row in range(self.table.topLevelItemCount()))
            seen = next((item for item in rows if item is not None and not item.isHidden()), None)
            if seen is not None:
                self.table.setCurrentItem(seen)

    def _rest(self) -> None:
        self._waits_for = ""
        self.take.hide()
        line = self._lines.get(self.current())
        fixed = line is not None and line.is_fixed
        self.words.setText(tr("This key is chosen in the taxonomy") if fixed else "")
        self.change.setEnabled(line is not None and not fixed)
        self.reset.setEnabled(line is not None and line.is_own)
