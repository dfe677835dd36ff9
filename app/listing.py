"""The list of episodes, read in the background: its beginning first, then how long it is, then what comes into sight.

Two lanes with a reader each: one for rows, which somebody waits for, one for counts, which take longer.
"""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from app.lines import episode_line
from app.row_source import RowSource
from app.tasks import Tasks
from models.errors import KnownError
from models.search import Search
from models.storage.rows import EpisodeRow
from widgets.episode_model import BLOCK, Rows
from widgets.episode_row import EpisodeLine

LANE = "list"
COUNT_LANE = "list-count"
_REST = 10


class Listing(QObject):
    """``shown(Rows)`` replaces the list, ``counted(count, total)`` says how long it is, ``rows_read(first, lines)`` and
    ``rows_missed(first, count)`` answer ``read``; ``refused(error)`` where the list cannot be read.

    A newer wish takes the place of the one that waits; counting for another list is cut short.
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
        self._count, self._total = 0, 0
        self._is_stale = self._refreshing = self._again = False
        self._took_s = 0.0
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.refresh)

    def show(self, search: Search) -> None:
        """Another list, from its beginning."""
        self._begin_anew(search)
        version = self._version
        self._lane.submit(
            lambda: tuple(self._rows.rows_at(search, 0, BLOCK)),
            lambda rows: self._show_beginning(version, rows),
            on_error=lambda error: self._refuse(version, error),
            key="show",
            urgent=True,
        )

    def refresh(self) -> None:
        """Count again and read what is in sight; the row at the top stays there."""
        self._soon.stop()
        if self._refreshing:
            self._again = True
            return
        self._refreshing, self._is_stale = True, False
        self._ask_count(self._locate)

    def refresh_soon(self) -> None:
        """Read again when that takes no more than a tenth of the time: many rows come while the list is long."""
        if not self._soon.isActive():
            self._soon.start(round(_REST * self._took_s * 1000))

    def edited(self) -> None:
        """A row in sight has other contents: it stays where it is, and the list is read again before it scrolls on."""
        self._is_stale = self.search.narrows

    def read(self, first: int, count: int) -> None:
        """Rows that have come into sight."""
        if self._is_stale:
            self.refresh()
            return
        version, search = self._version, self.search
        self._lane.submit(
            lambda: tuple(self._rows.rows_at(search, first, count)),
            lambda rows: self._deliver(version, first, rows),
            on_error=lambda error: self._miss(version, first, count, error),
            key="read",
        )

    def ask_choices(self) -> None:
        """What searches can ask for."""
        version = self._version
        self._count_lane.submit(
            self._counts.choices,
            self.choices_read.emit,
            on_error=lambda error: self._refuse(version, error),
            key="choices",
            urgent=True,
        )

    def close(self) -> None:
        """Read nothing more; what is counted is cut short."""
        self._begin_anew(self.search)

    def _lines(self, rows: Sequence[EpisodeRow]) -> tuple[EpisodeLine, ...]:
        return tuple(episode_line(row, self.search.order, self.search.role) for row in rows)

    def _begin_anew(self, search: Search) -> None:
        self._soon.stop()
        self._version += 1
        self.search = search
        self._rows.interrupt()
        self._counts.interrupt()
        self._is_stale = self._refreshing = self._again = False

    def _show_beginning(self, version: int, rows: Sequence[EpisodeRow]) -> None:
        if version != self._version:
            return
        self._count = len(rows)
        self._total = max(self._total, self._count)
        lines = self._lines(rows)
        whole = self._count < BLOCK
        self.shown.emit(Rows(0, lines, self._count, self._total, anew=True, whole=whole))
        self._ask_count(self.counted.emit)

    def _ask_count(self, then: Callable[[int, int], None]) -> None:
        version, search = self._version, self.search

        def counted() -> tuple[int | None, int, float]:
            begun_s = time.monotonic()
            count = self._counts.prepare(search, lambda: version != self._version)
            return count, self._counts.total(), time.monotonic() - begun_s

        def take(found: tuple[int | None, int, float]) -> None:
            count, total, took_s = found
            if version == self._version and count is not None:
                self._count, self._total, self._took_s = count, total, took_s
                then(count, total)

        self._count_lane.submit(
            counted, take, on_error=lambda error: self._refuse(version, error), key="count"
        )

    def _locate(self, count: int, _total: int) -> None:
        version, search = self._version, self.search
        top, top_id = self.in_sight()
        self._lane.submit(
            lambda: _around(self._rows, search, top, top_id, count),
            lambda found: self._renew(version, *found),
            on_error=lambda error: self._refuse(version, error),
            key="show",
            urgent=True,
        )

    def _renew(self, version: int, moved: int, first: int, rows: Sequence[EpisodeRow]) -> None:
        if version != self._version:
            return
        self._refreshing = False
        lines = self._lines(rows)
        self.shown.emit(Rows(first, lines, self._count, self._total, moved=moved))
        self.counted.emit(self._count, self._total)
        if self._again:
            self._again = False
            self.refresh_soon()

    def _deliver(self, version: int, first: int, rows: Sequence[EpisodeRow]) -> None:
        if version == self._version:
            self.rows_read.emit(first, self._lines(rows))

    def _miss(self, version: int, first: int, count: int, error: Exception) -> None:
        if version == self._version:
            self.rows_missed.emit(first, count)
        self._refuse(version, error)

    def _refuse(self, version: int, error: Exception) -> None:
        if not isinstance(error, KnownError):
            raise error
        if version == self._version:
            self._refreshing = self._again = False
            self.refused.emit(error)


def _around(
    source: RowSource, search: Search, top: int, top_id: str, count: int
) -> tuple[int, int, Sequence[EpisodeRow]]:
    """By how many rows the one at the top has moved, and two blocks of rows there."""
    found = source.locate(search, top_id) if top and top_id else None
    now = min(top, max(0, count - 1)) if found is None else found
    first = now // BLOCK * BLOCK
    return now - top, first, source.rows_at(search, first, 2 * BLOCK)
