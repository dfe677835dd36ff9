"""Every command by name, and every key."""

from PySide6.QtCore import QObject, Qt

from app.actions.records import ActionTable, group_words
from app.main_window import MainWindow
from widgets.command_palette import CommandPalette, PaletteLine
from widgets.filter_panel import search_lines
from widgets.help_sheet import HelpSheet
from widgets.i18n import tr


class CommandSheets(QObject):
    """Opened over the window, from its table of actions."""

    def __init__(self, *, window: MainWindow, actions: ActionTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._actions = window, actions

    def open_palette(self) -> None:
        """Every command by name."""
        palette = CommandPalette(self._window)
        palette.run_requested.connect(self._actions.trigger)
        palette.open_with(self._lines())

    def open_keys(self) -> None:
        """Every key."""
        words = [
            PaletteLine(f"search.{key}", title, key, tr("Search in the list"))
            for title, key in search_lines()
        ]
        sheet = HelpSheet([*self._lines(), *words], self._window)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def _lines(self) -> list[PaletteLine]:
        keys = self._actions.keys_of
        return [
            PaletteLine(
                one.id, one.title(), ", ".join(keys(one.id)), group_words(one.id), enabled=one.enabled()
            )
            for one in self._actions.listed()
        ]
