"""The list of episodes, read in the background: its beginning first, then how long it is, then what comes into sight.

Two lanes with a reader each: one for rows, which somebody waits for, one for counts, which take longer.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from app.lines import episode_line
from app.row_source import RowSource
from app.tasks import Result, Tasks
from models.errors import KnownError
from models.search import Search
from models.storage.rows import EpisodeRow
from widgets.episode_row import EpisodeLine

LANE = "list"
COUNT_LANE = "list-count"
FIRST_ROWS = 64
_REST = 10


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a list from ``first``; ``count`` of how many, as far as is known.

    ``moved`` is by how many rows those in sight stand lower now, ``anew`` another list, ``whole`` whether all have been
    counted.
    """

    first: int
    lines: tuple[EpisodeLine, ...]
    count: int
    total: int
    moved: int = 0
    anew: bool = False
    whole: bool = True


class Listing(QObject):
    """``shown(Rows)`` replaces the list, ``counted(count, total)`` says how long it is, ``rows_read(first, lines)`` and
    ``rows_missed(first, count)`` answer ``read``; ``refused(error)`` where the list cannot be read.

    A newer wish takes the place of the one that waits, and what is under way for another list is interrupted.
    """

    shown = Signal(object)
    counted = Signal(int, int)
    rows_read = Signal(int, object)
    rows_missed = Signal(int, int)
    refused = Signal(object)
    choices_read = Signal(object)

    def __init__(
        self, *, rows: RowSource, counts: RowSource, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._rows, self._counts = rows, counts
        self._lane, self._count_lane = tasks.lane(LANE), tasks.lane(COUNT_LANE)
        self.search = Search()
        self.in_sight: Callable[[], tuple[int, str]] = lambda: (0, "")
        """The row at the top and its id; set by whoever shows the list."""
        self._version = 0
        self._count, self._total, self._is_counted = 0, 0, False
        self._took_s = 0.0
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.refresh)

    def show(self, search: Search) -> None:
        """Another list, from its beginning."""
        if search != self.search:
            self._rows.interrupt()
            self._counts.interrupt()
        self.search = search
        self._soon.stop()
        version = self._next_version()
        self._submit(
            lambda: tuple(self._rows.rows_at(search, 0, FIRST_ROWS)),
            lambda rows: self._begin(version, rows),
            key="show",
        )

    def refresh(self) -> None:
        """Read again what is in sight; the row at the top stays there."""
        self._soon.stop()
        version, search = self._next_version(), self.search
        top, top_id = self.in_sight()
        self._submit(
            lambda: _around(self._rows, search, top, top_id, self._count),
            lambda found: self._renew(version, found),
            key="show",
        )

    def refresh_soon(self) -> None:
        """Read again when that takes no more than a tenth of the time: many rows come while the list is long."""
        if not self._soon.isActive():
            self._soon.start(round(_REST * self._took_s * 1000))

    def read(self, first: int, count: int) -> None:
        """Rows that have come into sight."""
        version, search = self._version, self.search

        def missed(error: Exception) -> None:
            if version == self._version:
                self.rows_missed.emit(first, count)
                self._refuse(error)

        self._lane.submit(
            lambda: tuple(self._rows.rows_at(search, first, count)),
            lambda rows: self._deliver(version, first, rows),
            on_error=missed,
            key="read",
        )

    def ask_choices(self) -> None:
        """What searches can ask for."""
        self._count_lane.submit(
            self._counts.choices, self.choices_read.emit, on_error=self._refuse, key="choices", urgent=True
        )

    def close(self) -> None:
        """Read nothing more."""
        self._soon.stop()
        self._version += 1
        self._rows.interrupt()
        self._counts.interrupt()

    def _next_version(self) -> int:
        self._version += 1
        return self._version

    def _submit(self, job: Callable[[], Result], then: Callable[[Result], None], *, key: str) -> None:
        version = self._version

        def failed(error: Exception) -> None:
            if version == self._version:
                self._refuse(error)

        self._lane.submit(job, then, on_error=failed, key=key, urgent=True)

    def _begin(self, version: int, rows: Sequence[EpisodeRow]) -> None:
        if version != self._version:
            return
        self._is_counted = len(rows) < FIRST_ROWS
        self._count = len(rows)
        self._total = max(self._total, self._count)
        lines = tuple(map(episode_line, rows))
        self.shown.emit(Rows(0, lines, self._count, self._total, anew=True, whole=self._is_counted))
        self._ask_count()

    def _renew(self, version: int, found: tuple[int, int, Sequence[EpisodeRow]]) -> None:
        if version != self._version:
            return
        moved, first, rows = found
        self._count = max(self._count, first + len(rows))
        lines = tuple(map(episode_line, rows))
        total = max(self._total, self._count)
        self.shown.emit(Rows(first, lines, self._count, total, moved=moved, whole=self._is_counted))
        self._ask_count()

    def _ask_count(self) -> None:
        version, search = self._version, self.search

        def counted() -> tuple[int, int, float]:
            begun_s = time.monotonic()
            total = self._counts.total()
            count = self._counts.count(search) if search.narrows else total
            return count, total, time.monotonic() - begun_s

        def failed(error: Exception) -> None:
            if version == self._version:
                self._refuse(error)

        self._count_lane.submit(
            counted, lambda found: self._take_count(version, *found), on_error=failed, key="count"
        )

    def _take_count(self, version: int, count: int, total: int, took_s: float) -> None:
        if version == self._version:
            self._count, self._total, self._took_s, self._is_counted = count, total, took_s, True
            self.counted.emit(count, total)

    def _deliver(self, version: int, first: int, rows: Sequence[EpisodeRow]) -> None:
        if version == self._version:
            self.rows_read.emit(first, tuple(map(episode_line, rows)))

    def _refuse(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            raise error
        self.refused.emit(error)


def _around(
    source: RowSource, search: Search, top: int, top_id: str, count: int
) -> tuple[int, int, Sequence[EpisodeRow]]:
    """By how many rows the one at the top has moved, and two blocks of rows there."""
    found = source.locate(search, top_id) if top and top_id else None
    now = min(top, max(0, count - 1)) if found is None else found
    first = now // FIRST_ROWS * FIRST_ROWS
    rows = source.rows_at(search, first, 2 * FIRST_ROWS)
    if first and not rows:
        return -top, 0, source.rows_at(search, 0, 2 * FIRST_ROWS)
    return now - top, first, rows
