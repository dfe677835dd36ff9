"""The list of episodes as a window reads it: from two threads that share what preparing found."""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from models.review import State
from models.storage.episode_list import EpisodeList, told
from models.storage.list_file import find_number
from models.storage.list_filter import EpisodeFilter
from models.storage.list_order import Key, numbers_of_words
from models.storage.list_plan import Hits, plan
from models.storage.list_walk import keys_after, place_among
from models.storage.rows import EpisodeRow, Words

_MOST = 16
_AT_ONCE = 500


class ListReader(EpisodeList):
    """Each reader belongs to one thread, but for ``interrupt``; ``adopt`` takes values that never change."""

    def is_prepared(self, wanted: EpisodeFilter) -> bool:
        """Whether places are quick to find."""
        return wanted in self._fences

    def adopt(self, other: "ListReader", wanted: EpisodeFilter) -> None:
        """Take over what another reader has prepared, where it has."""
        found = other._fences.get(wanted)
        if found is not None:
            self._fences.pop(wanted, None)
            while len(self._fences) >= _MOST:
                self._fences.pop(next(iter(self._fences)))
            self._fences[wanted] = found

    def interrupt(self) -> None:
        """From any thread: the statement that runs ends with a ``StoreError``."""
        if self._file is not None:
            self._file.interrupt()

    def next_in(
        self, wanted: EpisodeFilter, states: Iterable[State], after: str, limit: int
    ) -> tuple[EpisodeRow, ...]:
        """The first rows in one of the states after an episode, from the beginning where ``after`` is ""."""
        with told():
            file = self._opened()
            n, known = find_number(file, after) if after else (0, False)
            prepared = self._fences.get(wanted)
            found = plan(file, wanted) if prepared is None else prepared[0]
            start = found.line.keys(file, (n,))[0] if known else None
            if isinstance(found, Hits):
                return tuple(self._of_numbers(_in_states(file, found, states, start, limit)))
            keys: list[Key] = []
            for state in states:
                keys += keys_after(file, plan(file, replace(wanted, state=state)), start, limit)
            return tuple(self._of_keys(sorted(keys)[:limit]))

    def words_of(self, column: str, most: int) -> tuple[str, ...]:
        """Values of ``task``, ``robot``, ``site`` or ``annotator`` in order; of many the first that came.

        As quick as there are few, however long the list is.
        """
        with told():
            file = self._opened()
            words = Words(file)
            return tuple(sorted(words[n] for n in numbers_of_words(file, column, most)))


def _in_states(
    file: sqlite3.Connection, found: Hits, states: Iterable[State], after: Key | None, limit: int
) -> list[int]:
    """Of few rows those that are now in one of the states, after a key."""
    marks = ", ".join(f"'{state.value}'" for state in states)
    codes = f"(SELECT n FROM word WHERE text IN ({marks}))"
    left = found.numbers[0 if after is None else place_among(file, found, after) :]
    numbers: list[int] = []
    for start in range(0, len(left), _AT_ONCE):
        some = left[start : start + _AT_ONCE]
        listed = ", ".join(map(str, some))
        # The plus keeps SQLite from walking the index of states.
        rows = file.execute(f"SELECT n FROM episode WHERE n IN ({listed}) AND +state IN {codes}")
        fitting = {n for (n,) in rows}
        numbers += [n for n in some if n in fitting]
        if len(numbers) >= limit:
            break
    return numbers[:limit]
