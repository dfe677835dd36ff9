"""What the list of episodes knows: how many rows there are, and the lines of those in sight and near it."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from widgets.episode_row import EpisodeLine, RowPreview
from widgets.i18n import tr
from widgets.states import state_word

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_MOST_PREVIEWS = 1000
_MOST_ASKED = 256

BLOCK = 64
"""Rows that are asked for together; a window shows a quarter of it."""
_MOST_BLOCKS = 48


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of ``count`` rows, of which those from ``first`` are known; ``first`` is a multiple of ``BLOCK``.

    Args:
        first: place of the first line.
        lines: those of the rows from there.
        count: rows that the filter lets through, or those found so far where not ``whole``.
        total: all episodes there are.
        moved: by how many rows those in sight stand lower than before; the list scrolls with them.
        anew: another list, which is shown from its beginning.
        whole: whether all rows have been counted.
    """

    first: int
    lines: tuple[EpisodeLine, ...]
    count: int
    total: int
    moved: int = 0
    anew: bool = False
    whole: bool = True


class EpisodeModel(QAbstractListModel):
    """``EpisodeLine`` under ``LINE`` or None while it is on its way, its ``RowPreview`` or None under ``PREVIEW``,
    whether it is one of those to compare under ``COMPARED``.

    ``rows_requested(first, count)`` for lines that are in sight or will be next, answered by ``put`` or ``give_up``; a
    newer request takes the place of the one before. ``preview_requested(id)`` for a row that is painted without one.
    What has been out of sight for long is forgotten, so that memory does not depend on the length of the list.
    """

    rows_requested = Signal(int, int)
    preview_requested = Signal(str)

    LINE = Qt.ItemDataRole.UserRole
    PREVIEW = Qt.ItemDataRole.UserRole + 1
    COMPARED = Qt.ItemDataRole.UserRole + 2

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._blocks: OrderedDict[int, tuple[EpisodeLine, ...]] = OrderedDict()
        self._places: dict[str, int] = {}
        self._wanted: tuple[int, int] | None = None
        self._given_up: set[int] = set()
        self._top = 0
        self._previews: OrderedDict[str, RowPreview] = OrderedDict()
        self._asked: OrderedDict[str, None] = OrderedDict()
        self._compared: frozenset[str] = frozenset()

    def show(self, first: int, lines: Sequence[EpisodeLine], count: int) -> None:
        """Replace all; where they are the same rows with other contents, they stay where they are."""
        blocks = _blocks(first, lines)
        self._wanted = None
        self._given_up.clear()
        if count == self._count and all(_ids(self._blocks.get(n, ())) == _ids(b) for n, b in blocks.items()):
            self._take(blocks)
            if lines:
                self.dataChanged.emit(self.index(first), self.index(first + len(lines) - 1))
            return
        self.beginResetModel()
        self._count = count
        self._take(blocks)
        self.endResetModel()

    def set_count(self, count: int) -> None:
        """More or fewer rows at the end; those before it stay."""
        if count > self._count:
            self.beginInsertRows(_ROOT, self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(_ROOT, count, self._count - 1)
            self._count = count
            for number in [n for n in self._blocks if n * BLOCK >= count]:
                self._forget(number)
            self.endRemoveRows()

    def put(self, first: int, lines: Sequence[EpisodeLine]) -> None:
        """The answer to a request; ``first`` is a multiple of ``BLOCK``."""
        for number, block in _blocks(first, lines).items():
            self._keep(number, block)
        while len(self._blocks) > _MOST_BLOCKS:
            self._forget(next(iter(self._blocks)))
        if self._wanted is not None and self._wanted[0] == first:
            self._wanted = None
        if lines and first < self._count:
            self.dataChanged.emit(self.index(first), self.index(min(first + len(lines), self._count) - 1))

    def give_up(self, first: int, count: int) -> None:
        """These cannot be had; they are asked for again when they come into sight anew."""
        self._wanted = None
        self._given_up.update(range(first // BLOCK, -(-(first + count) // BLOCK)))

    def see(self, first: int, last: int) -> None:
        """Rows in sight: ask for what is missing of them, then for what comes next the way the list is moving."""
        if not self._count:
            return
        forward, self._top = first >= self._top, first
        seen = range(first // BLOCK, min(last, self._count - 1) // BLOCK + 1)
        self._given_up.intersection_update(range(seen[0] - 1, seen[-1] + 2))
        for number in seen:
            if number in self._blocks:
                self._blocks.move_to_end(number)
        ahead = seen[-1] + 1 if forward else seen[0] - 1
        if not self._ask(list(seen)) and self._given_up.isdisjoint(seen):
            self._ask([ahead])

    def _ask(self, numbers: list[int]) -> bool:
        missing = [n for n in numbers if self._is_missing(n)]
        if missing:
            wanted = (missing[0] * BLOCK, (missing[-1] - missing[0] + 1) * BLOCK)
            if wanted != self._wanted:
                self._wanted = wanted
                self.rows_requested.emit(*wanted)
        return bool(missing)

    def _is_missing(self, number: int) -> bool:
        if not 0 <= number * BLOCK < self._count or number in self._given_up:
            return False
        whole = min(BLOCK, self._count - number * BLOCK)
        return len(self._blocks.get(number, ())) < whole

    def _take(self, blocks: dict[int, tuple[EpisodeLine, ...]]) -> None:
        self._blocks.clear()
        self._places.clear()
        for number, block in blocks.items():
            self._keep(number, block)

    def _keep(self, number: int, block: tuple[EpisodeLine, ...]) -> None:
        self._forget(number)
        self._blocks[number] = block
        for place, line in enumerate(block):
            self._places[line.id] = number * BLOCK + place

    def _forget(self, number: int) -> None:
        for place, line in enumerate(self._blocks.pop(number, ())):
            if self._places.get(line.id) == number * BLOCK + place:
                del self._places[line.id]

    def set_line(self, line: EpisodeLine) -> None:
        """Other contents for a row that is known."""
        row = self.row_of(line.id)
        if row is not None:
            number, place = divmod(row, BLOCK)
            block = self._blocks[number]
            if block[place] == line:
                return
            self._blocks[number] = (*block[:place], line, *block[place + 1 :])
            self.dataChanged.emit(self.index(row), self.index(row))

    def set_preview(self, episode_id: str, preview: RowPreview) -> None:
        """What a row shows beside its words."""
        self._previews[episode_id] = preview
        self._previews.move_to_end(episode_id)
        while len(self._previews) > _MOST_PREVIEWS:
            self._asked.pop(self._previews.popitem(last=False)[0], None)
        row = self.row_of(episode_id)
        if row is not None:
            self.dataChanged.emit(self.index(row), self.index(row))

    def forget_wish(self, episode_id: str) -> None:
        """Nobody looks for its preview any more: it is asked for again when its row is painted."""
        self._asked.pop(episode_id, None)

    def set_compared(self, ids: frozenset[str]) -> None:
        """Which episodes are to be compared, whether they are in the list now or not."""
        changed, self._compared = self._compared ^ ids, ids
        for row in (self.row_of(each) for each in changed):
            if row is not None:
                self.dataChanged.emit(self.index(row), self.index(row))

    def _preview(self, episode_id: str) -> RowPreview | None:
        found = self._previews.get(episode_id)
        if found is None and episode_id not in self._asked:
            self._asked[episode_id] = None
            if len(self._asked) > _MOST_ASKED:
                self._asked.popitem(last=False)
            self.preview_requested.emit(episode_id)
        return found

    def row_of(self, episode_id: str) -> int | None:
        """Where an episode stands, None where that is not known."""
        row = self._places.get(episode_id, self._count)
        return row if row < self._count else None

    def line(self, row: int) -> EpisodeLine | None:
        """One line, None while it is on its way."""
        number, place = divmod(row, BLOCK)
        block = self._blocks.get(number, ())
        return block[place] if place < len(block) and 0 <= row < self._count else None

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Flat."""
        return 0 if parent.isValid() else self._count

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name for readers of the screen, the line and the picture for the delegate."""
        line = self.line(index.row())
        if role == self.LINE:
            return line
        if line is None:
            return tr("Loading") if role == Qt.ItemDataRole.AccessibleTextRole else None
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


def _blocks(first: int, lines: Sequence[EpisodeLine]) -> dict[int, tuple[EpisodeLine, ...]]:
    return {(first + at) // BLOCK: tuple(lines[at : at + BLOCK]) for at in range(0, len(lines), BLOCK)}


def _ids(block: tuple[EpisodeLine, ...]) -> list[str]:
    return [line.id for line in block]
