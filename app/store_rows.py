"""The list of episodes of a store that can only give all of its rows at once."""

from collections.abc import Callable, Mapping, Sequence

from models.review import State
from models.search import Search
from models.storage.label_store import LabelStore
from models.storage.rows import EpisodeRow


class StoreRows:
    """``RowSource``."""

    def __init__(self, store: LabelStore) -> None:
        self._store = store

    def _all(self, search: Search) -> list[EpisodeRow]:
        rows = self._store.episodes(
            state=search.state, text=search.text, task=search.task, annotator=search.annotator
        )
        return [
            row
            for row in rows
            if search.robot in {"", row.record.robot} and search.site in {"", row.record.site}
        ]

    def total(self) -> int:
        """All episodes there are."""
        return sum(self._store.counts().values())

    def prepare(self, search: Search, cancelled: Callable[[], bool]) -> int | None:
        """Count them."""
        return None if cancelled() else len(self._all(search))

    def rows_at(self, search: Search, first: int, count: int) -> Sequence[EpisodeRow]:
        """A slice."""
        return self._all(search)[first : first + count]

    def locate(self, search: Search, episode_id: str) -> int | None:
        """Place of an episode."""
        ids = [each.record.id for each in self._all(search)]
        return ids.index(episode_id) if episode_id in ids else None

    def next_in(
        self, search: Search, states: frozenset[State], after: str, limit: int
    ) -> Sequence[EpisodeRow]:
        """Those after an episode."""
        rows = self._all(search)
        ids = [each.record.id for each in rows]
        first = ids.index(after) + 1 if after in ids else 0
        return [each for each in rows[first:] if each.state in states][:limit]

    def choices(self) -> Mapping[str, Sequence[str]]:
        """Of all rows."""
        rows = self._all(Search())
        return {
            "task": sorted({row.record.task for row in rows} - {""}),
            "robot": sorted({row.record.robot for row in rows} - {""}),
            "site": sorted({row.record.site for row in rows} - {""}),
            "annotator": sorted({row.annotator for row in rows} - {""}),
        }

    def interrupt(self) -> None:
        """Nothing here runs for long."""

    def close(self) -> None:
        """Nothing of its own is open."""
