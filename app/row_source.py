"""What the list of episodes is read from, in parts: nobody holds all of its rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from models.episode import EpisodeRecord
from models.review import State
from models.search import Search
from models.storage.rows import EpisodeRow


class RowSource(Protocol):
    """One reader of the list, used by one lane; a ``Search`` names a list.

    Every method may take long, and raises ``StoreError`` where the list cannot be read.
    """

    def total(self) -> int:
        """All episodes there are."""

    def prepare(self, search: Search, cancelled: Callable[[], bool]) -> int | None:
        """Count a list as it is now and make its places quick to find; None where ``cancelled`` said so meanwhile."""

    def rows_at(self, search: Search, first: int, count: int) -> Sequence[EpisodeRow]:
        """Those from a place on; fewer at the end. The beginning of a list needs no preparing."""

    def locate(self, search: Search, episode_id: str) -> int | None:
        """Where an episode stands, None where the list does not have it."""

    def next_in(
        self, search: Search, states: frozenset[State], after: str, limit: int
    ) -> Sequence[EpisodeRow]:
        """The first rows in one of the states after an episode, from the beginning where ``after`` is ""."""

    def choices(self) -> Mapping[str, Sequence[str]]:
        """Values that a search can ask for, by its field; of many the first."""

    def interrupt(self) -> None:
        """From another thread: what runs may end early, with a ``StoreError``."""

    def close(self) -> None:
        """Give the file free."""


RowSources = tuple[RowSource, RowSource]
"""Two readers of one list: for rows, that somebody waits for, and for counts; preparing the second serves both."""


_PAGE = 64
_MOST_PAGES = 8


def siblings(
    source: RowSource, search: Search, record: EpisodeRecord, states: Iterable[State], most: int
) -> list[EpisodeRecord]:
    """Other episodes of the task of one whose recordings are here, those of the first state first.

    Of a list in which few are here only some hundred of each state are looked at.
    """
    found: list[EpisodeRecord] = []
    for state in states:
        after = ""
        for _ in range(_MOST_PAGES):
            page = source.next_in(search, frozenset({state}), after, _PAGE)
            found += [
                each.record
                for each in page
                if each.record.path and each.record.task == record.task and each.record.id != record.id
            ]
            if len(found) >= most or len(page) < _PAGE:
                break
            after = page[-1].record.id
    return found[:most]
