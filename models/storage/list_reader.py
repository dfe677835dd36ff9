"""The list of episodes as a window reads it: from two threads that share what preparing found."""

from models.storage.episode_list import EpisodeList, Key, told
from models.storage.list_file import find_number
from models.storage.list_filter import EpisodeFilter
from models.storage.rows import Words

_WORDS = {"task": "by_task", "robot": "by_robot", "site": "by_site", "annotator": "by_annotator"}
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

    def key_of(self, episode_id: str) -> Key | None:
        """What pages go on after, None where the list does not have the episode."""
        with told():
            file = self._opened()
            n, known = find_number(file, episode_id)
            if not known:
                return None
            return str(file.execute("SELECT name FROM episode WHERE n = ?", (n,)).fetchone()[0]), n

    def words_of(self, column: str, most: int) -> tuple[str, ...]:
        """Values of ``task``, ``robot``, ``site`` or ``annotator`` in order; of many the first that came.

        As quick as there are few, however long the list is.
        """
        index = _WORDS[column]
        least = f"SELECT min({column}) FROM episode INDEXED BY {index} WHERE {column} <> 0 AND {column} >"
        with told():
            file = self._opened()
            found = file.execute(
                f"WITH RECURSIVE word_of(n) AS ({least} 0 UNION ALL SELECT ({least} word_of.n) FROM word_of "
                "WHERE word_of.n IS NOT NULL LIMIT ?) SELECT n FROM word_of WHERE n IS NOT NULL",
                (most,),
            ).fetchall()
            words = Words(file)
            return tuple(sorted(words[n] for (n,) in found))
