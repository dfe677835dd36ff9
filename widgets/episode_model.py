"""What the list of episodes knows of each row, and which pictures it keeps."""

from collections import OrderedDict

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from widgets.episode_row import EpisodeLine, RowPreview
from widgets.i18n import tr
from widgets.states import state_word

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_MOST_PREVIEWS = 1000


class EpisodeModel(QAbstractListModel):
    """``EpisodeLine`` under ``LINE``, its ``RowPreview`` or None under ``PREVIEW``, whether it is one of those to
    compare under ``COMPARED``.

    ``preview_requested(id)`` for a row that is painted without one: only rows in sight cost any, and those that have
    been out of sight for long are forgotten.
    """

    preview_requested = Signal(str)

    LINE = Qt.ItemDataRole.UserRole
    PREVIEW = Qt.ItemDataRole.UserRole + 1
    COMPARED = Qt.ItemDataRole.UserRole + 2

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[EpisodeLine, ...] = ()
        self._places: dict[str, int] = {}
        self._previews: OrderedDict[str, RowPreview] = OrderedDict()
        self._asked: set[str] = set()
        self._compared: frozenset[str] = frozenset()

    def show_lines(self, lines: tuple[EpisodeLine, ...]) -> None:
        """Replace all; where only contents changed, the place in the list is kept."""
        if [line.id for line in lines] == [line.id for line in self._lines]:
            self._lines = lines
            if lines:
                self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self._lines = lines
        self._places = {line.id: row for row, line in enumerate(lines)}
        self.endResetModel()

    def set_line(self, line: EpisodeLine) -> None:
        """Other contents for a row that is there."""
        row = self.row_of(line.id)
        if row is not None:
            self._lines = (*self._lines[:row], line, *self._lines[row + 1 :])
            self.dataChanged.emit(self.index(row), self.index(row))

    def set_preview(self, episode_id: str, preview: RowPreview) -> None:
        """What a row shows beside its words."""
        self._previews[episode_id] = preview
        while len(self._previews) > _MOST_PREVIEWS:
            forgotten, _ = self._previews.popitem(last=False)
            self._asked.discard(forgotten)
        row = self.row_of(episode_id)
        if row is not None:
            self.dataChanged.emit(self.index(row), self.index(row))

    def set_compared(self, ids: frozenset[str]) -> None:
        """Which episodes are to be compared, whether they are in the list now or not."""
        changed, self._compared = self._compared ^ ids, ids
        for row in (self.row_of(each) for each in changed):
            if row is not None:
                self.dataChanged.emit(self.index(row), self.index(row))

    def _preview(self, episode_id: str) -> RowPreview | None:
        if episode_id not in self._asked:
            self._asked.add(episode_id)
            self.preview_requested.emit(episode_id)
        return self._previews.get(episode_id)

    def row_of(self, episode_id: str) -> int | None:
        """Where an episode stands."""
        return self._places.get(episode_id)

    def line(self, row: int) -> EpisodeLine:
        """One line."""
        return self._lines[row]

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Flat."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name for readers of the screen, the line and the picture for the delegate."""
        line = self._lines[index.row()]
        if role == self.LINE:
            return line
        if role == self.PREVIEW:
            return self._preview(line.id)
        if role == self.COMPARED:
            return line.id in self._compared
        return self._words(line, role)

    def _words(self, line: EpisodeLine, role: int) -> str | None:
        marked = tr("marked for comparing") if line.id in self._compared else ""
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return ", ".join([line.name, line.task, state_word(line.state), *([marked] if marked else [])])
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (line.name, line.task, line.detail, marked) if part)
        return None
