"""A person's own keys: shown, changed at once, kept in their key map, printed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from app.actions.keymap import holder_of, laid_over, load_keymap, own_keymap, save_own
from app.actions.records import ActionTable, group_words
from app.files import write_atomically
from app.keys import taxonomy_keys, without_taken
from app.main_window import MainWindow
from app.paths import resource
from app.profile import Who
from models.errors import KnownError
from models.taxonomy import Taxonomy
from widgets import key_print
from widgets.command_palette import PaletteLine
from widgets.i18n import tr
from widgets.key_editor import KeyEditor, KeyLine
from widgets.printed_keys import show_keys

_FIXED = ("cut.", "exact.", "grade.", "phase_grade.", "mark.")
"""Keys of these stand in the taxonomy."""


class KeyDesk(QObject):
    """Between the sheet of keys, the person's file and the table of actions; ``changed()`` once others are printed."""

    changed = Signal()

    def __init__(
        self,
        *,
        who: Who,
        taxonomy: Taxonomy,
        actions: ActionTable,
        window: MainWindow,
        refuse: Callable[[KnownError], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._taxonomy, self._actions = taxonomy, actions
        self._window, self._refuse = window, refuse
        self._path = who.where.keymap(who.user)
        self._usual = load_keymap(resource("keymap.toml"))
        self._own = own_keymap(self._path)
        self.sheet: KeyEditor | None = None

    def open(self) -> None:
        """The sheet over the window."""
        self.sheet = sheet = KeyEditor(self._window)
        sheet.key_pressed.connect(self._pressed)
        sheet.taken.connect(self._give)
        sheet.reset_requested.connect(self._reset)
        sheet.file_requested.connect(self._choose_file)
        sheet.print_requested.connect(self._print)
        sheet.show_lines(self._lines())
        sheet.open()

    def _pressed(self, action_id: str, key: str) -> None:
        """A key for an action: it is given at once unless another one has it."""
        holder = holder_of(self._actions.keymap, action_id, key)
        if not holder:
            self._give(action_id, key)
        elif self.sheet is not None:
            title = self._actions.title_of(holder)
            self.sheet.show_clash(action_id, key, title, can_take=not holder.startswith(_FIXED))

    def _give(self, action_id: str, key: str) -> None:
        holder = holder_of(self._actions.keymap, action_id, key)
        if holder:
            rest = tuple(one for one in self._actions.keys_of(holder) if one != key)
            self._own[holder] = rest
        self._own[action_id] = (key,) if key else ()
        self._keep()

    def _reset(self, action_id: str) -> None:
        """The usual keys of one action, or of all for ""; those that others have by choice stay with them."""
        if action_id:
            self._own.pop(action_id, None)
        else:
            self._own.clear()
        self._keep()

    def _keep(self) -> None:
        self._own = {action: keys for action, keys in self._own.items() if keys != self._usual.get(action)}
        try:
            save_own(self._path, self._own)
        except KnownError as error:
            self._refuse(error)
        keymap = laid_over(self._usual, self._own)
        self._actions.rebind(keymap | without_taken(taxonomy_keys(self._taxonomy), keymap))
        show_keys(self._actions.keymap)
        self.changed.emit()
        if self.sheet is not None:
            self.sheet.show_lines(self._lines())

    def _lines(self) -> list[KeyLine]:
        return [
            KeyLine(
                one.id,
                one.title(),
                group_words(one.id),
                self._actions.keys_of(one.id),
                is_own=one.id in self._own,
                is_fixed=one.id.startswith(_FIXED),
            )
            for one in self._actions.listed()
        ]

    def _html(self) -> str:
        lines = [
            PaletteLine(one.id, one.title, ", ".join(one.keys), one.group)
            for one in self._lines()
            if one.keys
        ]
        return key_print.html_of(lines, tr("All keys"))

    def _choose_file(self) -> None:
        kinds = f"{tr('PDF files (*.pdf)')};;{tr('HTML files (*.html)')}"
        path, _ = QFileDialog.getSaveFileName(self._window, tr("Write the keys to a file"), "keys.pdf", kinds)
        if path:
            self.write(Path(path))

    def write(self, path: Path) -> None:
        """As HTML where the name says so, else as PDF."""
        is_html = path.suffix.lower() in {".html", ".htm"}
        try:
            write_atomically(path, self._html().encode() if is_html else key_print.pdf_of(self._html()))
        except KnownError as error:
            self._refuse(error)

    def _print(self) -> None:
        key_print.print_out(self._html(), self._window)
