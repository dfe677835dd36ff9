"""The list of episodes as a window reads it: from two threads that share what preparing found."""

from collections.abc import Iterable
from dataclasses import replace

from models.review import State
from models.storage.episode_list import EpisodeList, told
from models.storage.list_file import find_number
from models.storage.list_filter import EpisodeFilter
from models.storage.list_order import Key, numbers_of_words
from models.storage.list_plan import plan
from models.storage.list_walk import keys_after
from models.storage.rows import EpisodeRow, Words

_MOST = 16


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
            keys: list[Key] = []
            for state in states:
                found = plan(file, replace(wanted, state=state))
                start = found.line.keys(file, (n,))[0] if known else None
                keys += keys_after(file, found, start, limit)
            return tuple(self._of_keys(sorted(keys)[:limit]))

    def words_of(self, column: str, most: int) -> tuple[str, ...]:
        """Values of ``task``, ``robot``, ``site`` or ``annotator`` in order; of many the first that came.

        As quick as there are few, however long the list is.
        """
        with told():
            file = self._opened()
            words = Words(file)
            return tuple(sorted(words[n] for n in numbers_of_words(file, column, most)))
