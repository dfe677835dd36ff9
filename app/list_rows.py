"""The list of episodes of a person's store as the window reads it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QMutex, QMutexLocker

from app.row_source import RowSources
from models.review import State
from models.search import FIELDS, Concern, Search, concern_of
from models.storage.list_filter import EpisodeFilter
from models.storage.list_reader import ListReader
from models.storage.rows import EpisodeRow

MOST_CHOICES = 500


class ListRows:
    """``RowSource``. One that is ``prepared_by`` another finds places by what that has prepared."""

    def __init__(self, directory: Path, prepared_by: "ListRows | None" = None) -> None:
        self._list = ListReader(directory)
        self._by = prepared_by
        self._busy = QMutex()

    def total(self) -> int:
        """All episodes there are."""
        with QMutexLocker(self._busy):
            return self._list.count()

    def prepare(self, search: Search, cancelled: Callable[[], bool]) -> int | None:
        """Count a list and set its posts."""
        with QMutexLocker(self._busy):
            return None if cancelled() else self._list.prepare(self._wanted(search), cancelled)

    def rows_at(self, search: Search, first: int, count: int) -> Sequence[EpisodeRow]:
        """Rows from a place on."""
        with QMutexLocker(self._busy):
            wanted = self._wanted(search)
            self._adopt(wanted)
            if first == 0 and not self._list.is_prepared(wanted):
                return self._list.page(wanted, None, count).rows
            return self._list.rows_at(wanted, first, count)

    def locate(self, search: Search, episode_id: str) -> int | None:
        """Place of an episode."""
        with QMutexLocker(self._busy):
            wanted = self._wanted(search)
            self._adopt(wanted)
            return self._list.locate(wanted, episode_id)

    def next_in(
        self, search: Search, states: frozenset[State], after: str, limit: int
    ) -> Sequence[EpisodeRow]:
        """The first rows in one of the states after an episode."""
        asked = states if search.state is None else states & {search.state}
        with QMutexLocker(self._busy):
            return self._list.next_in(self._wanted(search), asked, after, limit)

    def choices(self) -> Mapping[str, Sequence[str]]:
        """Tasks, robots, sites and people that there are."""
        with QMutexLocker(self._busy):
            return {name: self._list.words_of(name, MOST_CHOICES) for name in FIELDS}

    def interrupt(self) -> None:
        """From another thread: what runs ends early."""
        self._list.interrupt()

    def close(self) -> None:
        """Give the file free, after what still runs: a file that is closed under a reader ends the process."""
        with QMutexLocker(self._busy):
            self._list.close()

    def _adopt(self, wanted: EpisodeFilter) -> None:
        if self._by is not None:
            self._list.adopt(self._by._list, wanted)

    def _wanted(self, search: Search) -> EpisodeFilter:
        return EpisodeFilter(
            state=search.state,
            text=search.text,
            task=self._whole("task", search.task),
            robot=self._whole("robot", search.robot),
            site=self._whole("site", search.site),
            annotator=search.annotator,
            concern=(concern_of(search.about, search.role) or Concern.NONE) if search.about else None,
            order=search.order,
        )

    def _whole(self, name: str, value: str) -> str:
        """The word itself, or the only one that begins so."""
        if not value:
            return ""
        words = self._list.words_of(name, MOST_CHOICES)
        begun = [word for word in words if word.casefold().startswith(value.casefold())]
        return begun[0] if value not in words and len(begun) == 1 else value


def list_rows(directory: Path) -> RowSources:
    """Readers of the list in a person's folder, for two lanes; the caller closes them."""
    counts = ListRows(directory)
    return ListRows(directory, prepared_by=counts), counts
