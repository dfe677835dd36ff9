"""The list of episodes for reading, as long as it may be: pages by key, any row by its place, and where a row is.

Each has a connection of its own, so one may live on another thread than the store. Order is by name, then number.
"""

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import StoreError
from models.review import State
from models.storage.list_file import LIST_FILE, connected, find_number
from models.storage.list_filter import EpisodeFilter, Hits, Scan, plan
from models.storage.rows import LISTED, EpisodeRow, Words

FENCE_ROWS = 1000
_PLANS = 16
_ALL_ROWS = 1 << 40
Key = tuple[str, int]
EVERYTHING = EpisodeFilter()


@dataclass(frozen=True, slots=True)
class ListPage:
    """Rows, and the key to go on after, None at the end."""

    rows: tuple[EpisodeRow, ...]
    after: Key | None


@dataclass(frozen=True, slots=True)
class Fences:
    """Keys of the rows 0, 1,000, 2,000 ... as they were when counted, and how many rows there were."""

    keys: tuple[Key, ...]
    count: int


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
        with _told():
            found = plan(self._opened(), wanted)
            if isinstance(found, Hits):
                return len(found.keys)
            if found.where == "1":
                return self._total()
            return int(self._ask(f"SELECT count(*) {_from(found)} WHERE {found.where}", found.values)[0][0])

    def counts(self) -> dict[State, int]:
        """Episodes by state; every state is there."""
        with _told():
            words = self._worded()
            found = self._ask("SELECT state, count(*) FROM episode INDEXED BY by_state GROUP BY state", ())
            return dict.fromkeys(State, 0) | {State(words[state]): count for state, count in found}

    def page(
        self, wanted: EpisodeFilter = EVERYTHING, after: Key | None = None, limit: int = 200
    ) -> ListPage:
        """Up to ``limit`` rows after a key, as quick at the end as at the beginning."""
        with _told():
            found = plan(self._opened(), wanted)
            rows = self._rows(found, after, limit)
        return ListPage(tuple(row for _, row in rows), rows[-1][0] if len(rows) == limit and rows else None)

    def all(self, wanted: EpisodeFilter = EVERYTHING) -> list[EpisodeRow]:
        """Every row, for a list that is known to be short enough."""
        with _told():
            return [row for _, row in self._rows(plan(self._opened(), wanted), None, _ALL_ROWS)]

    def row(self, episode_id: str) -> EpisodeRow | None:
        """The line of one episode."""
        with _told():
            n, known = find_number(self._opened(), episode_id)
            rows = self._of_numbers([n]) if known else []
            return rows[0][1] if rows else None

    def prepare(self, wanted: EpisodeFilter, cancelled: Callable[[], bool] = lambda: False) -> int | None:
        """Set the posts by which rows are found by their place; how many rows there are, None where cancelled.

        A third of a second for three million rows; ``cancelled`` is asked every thousand.
        """
        with _told():
            file = self._opened()
            version = self._version()
            found = plan(file, wanted)
            fences = self._counted(found, cancelled)
            if fences is None:
                return None
            while len(self._fences) >= _PLANS:
                self._fences.pop(next(iter(self._fences)))
            self._fences[wanted] = (found, fences)
            self._prepared_at[wanted] = version
            return fences.count

    def is_stale(self, wanted: EpisodeFilter) -> bool:
        """Whether something was written since the filter was prepared, or it was not prepared at all."""
        with _told():
            self._opened()
            return self._prepared_at.get(wanted) != self._version() or wanted not in self._fences

    def rows_at(self, wanted: EpisodeFilter, first: int, count: int) -> tuple[EpisodeRow, ...]:
        """Rows from place ``first`` on (0 is the first); prepares the filter where nobody did."""
        with _told():
            found, fences = self._fenced(wanted)
            if isinstance(found, Hits):
                keys = found.keys[first : first + count]
                return tuple(row for _, row in self._of_numbers([n for _, n in keys]))
            if first < 0 or not fences.keys:
                return ()
            post = min(first // FENCE_ROWS, len(fences.keys) - 1)
            rows = self._rows(found, fences.keys[post], count, skip=first - post * FENCE_ROWS, inclusive=True)
            return tuple(row for _, row in rows)

    def locate(self, wanted: EpisodeFilter, episode_id: str) -> int | None:
        """Place of an episode, None where the filter leaves it out."""
        with _told():
            file = self._opened()
            n, known = find_number(file, episode_id)
            if not known:
                return None
            found, fences = self._fenced(wanted)
            name = file.execute("SELECT name FROM episode WHERE n = ?", (n,)).fetchone()[0]
            key = (name, n)
            if isinstance(found, Hits):
                place = bisect_left(found.keys, key)
                return place if place < len(found.keys) and found.keys[place] == key else None
            if not self._ask(f"SELECT 1 FROM episode WHERE n = {n} AND {found.where}", found.values):
                return None
            post = max(bisect_right(fences.keys, key) - 1, 0)
            start = fences.keys[post]
            between = self._ask(
                f"SELECT count(*) {_from(found)} WHERE {found.where} AND (name, n) >= (?, ?) AND (name, n) < (?, ?)",
                (*found.values, *start, *key),
            )
            return post * FENCE_ROWS + int(between[0][0])

    def _fenced(self, wanted: EpisodeFilter) -> tuple[Scan | Hits, Fences]:
        if wanted not in self._fences:
            self.prepare(wanted)
        return self._fences[wanted]

    def _counted(self, found: Scan | Hits, cancelled: Callable[[], bool]) -> Fences | None:
        if isinstance(found, Hits):
            return Fences((), len(found.keys))
        file = self._opened()
        keys: list[Key] = []
        select = f"SELECT name, n {_from(found)} WHERE {found.where}"
        with _one_view(file):
            at = file.execute(f"{select} ORDER BY name, n LIMIT 1", found.values).fetchone()
            beyond = f"{select} AND (name, n) > (?, ?) ORDER BY name, n LIMIT 1 OFFSET {FENCE_ROWS - 1}"
            while at is not None:
                if cancelled():
                    return None
                keys.append(at)
                at = file.execute(beyond, (*found.values, *at)).fetchone()
            rest = 0
            if keys:
                rest = file.execute(
                    f"SELECT count(*) {_from(found)} WHERE {found.where} AND (name, n) >= (?, ?)",
                    (*found.values, *keys[-1]),
                ).fetchone()[0]
        return Fences(tuple(keys), max(len(keys) - 1, 0) * FENCE_ROWS + rest)

    def _rows(
        self, found: Scan | Hits, after: Key | None, limit: int, *, skip: int = 0, inclusive: bool = False
    ) -> list[tuple[Key, EpisodeRow]]:
        if isinstance(found, Hits):
            start = 0 if after is None else bisect_right(found.keys, after)
            return self._of_numbers([n for _, n in found.keys[start : start + limit]])
        beyond = "" if after is None else f"AND (name, n) {'>=' if inclusive else '>'} (?, ?)"
        inner = (
            f"SELECT name, n {_from(found)} WHERE {found.where} {beyond} ORDER BY name, n LIMIT ? OFFSET ?"
        )
        values = (*found.values, *(after or ()), limit, skip)
        keys = self._ask(inner, values)
        return self._of_numbers([n for _, n in keys])

    def _of_numbers(self, numbers: list[int]) -> list[tuple[Key, EpisodeRow]]:
        """Rows by number, in that order."""
        words = self._worded()
        rows = {}
        for start in range(0, len(numbers), FENCE_ROWS):
            listed = ", ".join(map(str, numbers[start : start + FENCE_ROWS]))
            for row in self._ask(f"SELECT {LISTED} FROM episode WHERE n IN ({listed})", ()):
                rows[row[0]] = ((row[2], row[0]), words.listed(row))
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


def _from(scan: Scan) -> str:
    return f"FROM episode INDEXED BY {scan.index}"


@contextmanager
def _one_view(file: sqlite3.Connection) -> Iterator[None]:
    file.execute("BEGIN")
    try:
        yield
    finally:
        file.execute("COMMIT")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError("The list of episodes cannot be read: {why}", why=error) from error
