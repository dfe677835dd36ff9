"""The list of episodes for reading, as long as it may be: pages by key, any row by its place, and where a row is.

Each has a connection of its own, so one may live on another thread than the store.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.errors import StoreError
from models.review import State
from models.search import Order
from models.storage.list_far import sought
from models.storage.list_file import LIST_FILE, connected, find_number
from models.storage.list_filter import EpisodeFilter
from models.storage.list_order import Key
from models.storage.list_plan import Hits, Scan, plan
from models.storage.list_walk import Fences, counted, fences_of, keys_after, place_of
from models.storage.rows import LISTED, EpisodeRow, Words

FENCE_ROWS = 1000
_PLANS = 16
_ALL_ROWS = 1 << 40
_AT_ONCE = 1000
EVERYTHING = EpisodeFilter()


@dataclass(frozen=True, slots=True)
class ListPage:
    """Rows, and the key to go on after, None at the end."""

    rows: tuple[EpisodeRow, ...]
    after: Key | None


class EpisodeList:
    """Call from one thread. What a writer committed is seen by the next call.

    ``rows_at`` and ``locate`` count from posts along the list that ``prepare`` sets. They are as old as that: after
    edits that move rows into or out of a filter they may be a few rows off until it is prepared again.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / LIST_FILE
        self._file: sqlite3.Connection | None = None
        self._words: Words | None = None
        self._fences: dict[EpisodeFilter, tuple[Scan | Hits, Fences]] = {}
        self._prepared_at: dict[EpisodeFilter, int] = {}

    def close(self) -> None:
        """A later call opens it again."""
        if self._file is not None:
            self._file.close()
        self._file = self._words = None
        self._fences.clear()
        self._prepared_at.clear()

    def count(self, wanted: EpisodeFilter = EVERYTHING) -> int:
        """How many there are now."""
        with told():
            if replace(wanted, order=Order.NAME) == EVERYTHING:
                return self._total()
            return counted(self._opened(), plan(self._opened(), replace(wanted, order=Order.NAME)))

    def counts(self) -> dict[State, int]:
        """Episodes by state; every state is there."""
        with told():
            words = self._worded()
            found = self._ask("SELECT state, count(*) FROM episode INDEXED BY by_state GROUP BY state", ())
            return dict.fromkeys(State, 0) | {State(words[state]): count for state, count in found}

    def page(
        self, wanted: EpisodeFilter = EVERYTHING, after: Key | None = None, limit: int = 200
    ) -> ListPage:
        """Up to ``limit`` rows after a key, as quick at the end as at the beginning."""
        with told():
            file = self._opened()
            keys = keys_after(file, (plan if after else sought)(file, wanted), after, limit)
            rows = self._of_keys(keys)
        return ListPage(tuple(rows), keys[-1] if len(keys) == limit and keys else None)

    def all(self, wanted: EpisodeFilter = EVERYTHING) -> list[EpisodeRow]:
        """Every row, for a list that is known to be short enough."""
        with told():
            file = self._opened()
            return self._of_keys(keys_after(file, plan(file, wanted), None, _ALL_ROWS))

    def row(self, episode_id: str) -> EpisodeRow | None:
        """The line of one episode."""
        with told():
            n, known = find_number(self._opened(), episode_id)
            rows = self._of_numbers([n]) if known else []
            return rows[0] if rows else None

    def prepare(self, wanted: EpisodeFilter, cancelled: Callable[[], bool] = lambda: False) -> int | None:
        """Set the posts by which rows are found by their place; how many rows there are, None where cancelled.

        A second or so for three million rows; ``cancelled`` is asked every thousand.
        """
        with told():
            file = self._opened()
            version = self._version()
            found = sought(file, wanted)
            with _one_view(file):
                fences = fences_of(file, found, cancelled, FENCE_ROWS)
            if fences is None:
                return None
            while len(self._fences) >= _PLANS:
                self._fences.pop(next(iter(self._fences)))
            self._fences[wanted] = (found, fences)
            self._prepared_at[wanted] = version
            return fences.count

    def is_stale(self, wanted: EpisodeFilter) -> bool:
        """Whether something was written since the filter was prepared, or it was not prepared at all."""
        with told():
            self._opened()
            return self._prepared_at.get(wanted) != self._version() or wanted not in self._fences

    def rows_at(self, wanted: EpisodeFilter, first: int, count: int) -> tuple[EpisodeRow, ...]:
        """Rows from place ``first`` on (0 is the first); prepares the filter where nobody did."""
        with told():
            found, fences = self._fenced(wanted)
            file = self._opened()
            if isinstance(found, Hits):
                numbers = found.numbers[first : first + count] if first >= 0 else ()
                return tuple(self._of_numbers(list(numbers)))
            if first < 0 or not fences.keys:
                return ()
            post = min(first // FENCE_ROWS, len(fences.keys) - 1)
            skip = first - post * FENCE_ROWS
            keys = keys_after(file, found, fences.keys[post], count, skip=skip, inclusive=True)
            return tuple(self._of_keys(keys))

    def locate(self, wanted: EpisodeFilter, episode_id: str) -> int | None:
        """Place of an episode, None where the filter leaves it out."""
        with told():
            file = self._opened()
            n, known = find_number(file, episode_id)
            if not known:
                return None
            found, fences = self._fenced(wanted)
            if isinstance(found, Scan) and not fences.keys:
                # Nothing was there when it was prepared; the episode may have come since.
                self.prepare(wanted)
                found, fences = self._fences[wanted]
            if isinstance(found, Hits):
                return found.numbers.index(n) if n in found.numbers else None
            keys = found.line.keys(file, (n,), found.where, found.values)
            return place_of(file, found, fences, keys[0], FENCE_ROWS) if keys and fences.keys else None

    def _fenced(self, wanted: EpisodeFilter) -> tuple[Scan | Hits, Fences]:
        if wanted not in self._fences:
            self.prepare(wanted)
        return self._fences[wanted]

    def _of_keys(self, keys: list[Key]) -> list[EpisodeRow]:
        return self._of_numbers([key[-1] for key in keys])

    def _of_numbers(self, numbers: list[int]) -> list[EpisodeRow]:
        """Rows by number, in that order."""
        words = self._worded()
        rows = {}
        for start in range(0, len(numbers), _AT_ONCE):
            listed = ", ".join(map(str, numbers[start : start + _AT_ONCE]))
            for row in self._ask(f"SELECT {LISTED} FROM episode WHERE n IN ({listed})", ()):
                rows[row[0]] = words.listed(row)
        return [rows[n] for n in numbers if n in rows]

    def _total(self) -> int:
        found = self._ask("SELECT value FROM fact WHERE name = 'episodes'", ())
        return int(found[0][0]) if found else 0

    def _version(self) -> int:
        return int(self._ask("PRAGMA data_version", ())[0][0])

    def _ask(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        return self._opened().execute(statement, values).fetchall()

    def _worded(self) -> Words:
        if self._words is None:
            self._words = Words(self._opened())
        return self._words

    def _opened(self) -> sqlite3.Connection:
        if self._file is None:
            self._file = connected(self._path, read_only=True)
            self._file.execute("PRAGMA cache_size = -32000")
        return self._file


@contextmanager
def _one_view(file: sqlite3.Connection) -> Iterator[None]:
    file.execute("BEGIN")
    try:
        yield
    finally:
        file.execute("COMMIT")


@contextmanager
def told() -> Iterator[None]:
    """What SQLite refuses is a ``StoreError``."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError("The list of episodes cannot be read: {why}", why=error) from error
